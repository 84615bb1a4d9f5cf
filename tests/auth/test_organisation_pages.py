"""The pages of the organisation, of charges and of access: what an administrator sees and does."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from falcon.testing import Result

from kernel import sheets
from kernel.clock import frozen, new_id
from kernel.database import Database
from kernel.identity import Actor
from services.auth import actions
from services.auth.api import api
from services.auth.domain import Role
from services.auth.domain.devices import Certificate
from services.auth.pages import pages
from services.auth.store import devices as device_store
from services.auth.store import standing, structure
from tests.auth.devices import an_issued
from tests.auth.organisation import NOW, SINCE, SYSTEM, TODAY, State, a_charge_of, enter, follow
from tests.auth.test_pages import token_of
from tests.clients import Client, a_client
from tests.fakes import a_charge, an_actor
from tests.ui.markup import invalid_html

HOME = "/staff/organisation"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GAD = "REV-SO-9"
RETIRING = "/staff/charges/of/CG100001/retire"
SUSPENDING = "/staff/charges/of/CG100001/suspend"


class Desk:
    """An administrator at work before the small state."""

    def __init__(self, client: Client, pool: Database, state: State, actor: Actor) -> None:
        self.client, self.pool, self.state, self.actor = client, pool, state, actor

    def get(self, path: str, **more: Any) -> Result:
        return self.client.get(path, actor=self.actor, **more)

    def fill(self, path: str, action: str | None = None, **typed: str) -> Result:
        shown = self.get(path)
        assert shown.status_code == 200, shown.text
        return self.press(shown, action or path, **typed)

    def press(self, shown: Result, action: str, **typed: str) -> Result:
        body = urlencode({"form_token": token_of(shown, action), **typed})
        return self.client.post(action, actor=self.actor, body=body, headers=FORM)

    def unit(self, units: str, code: str) -> Any:
        kinds = {"departments": "DEPARTMENT", "areas": "AREA", "offices": "OFFICE", "posts": "POST"}
        with self.pool.transaction() as tx:
            return structure.get_unit(tx, structure.UnitKind(kinds[units]), code)

    def charges(self, staff_uid: str) -> list[Any]:
        with self.pool.transaction() as tx:
            person = standing.get_person(tx, staff_uid)["person_id"]
            return standing.find_charges_of_person(tx, person)

    def service(self, staff_uid: str) -> str:
        with self.pool.transaction() as tx:
            return str(standing.get_person(tx, staff_uid)["state"])


@pytest.fixture
def desk(database: Callable[..., Database], tmp_path: Path) -> Iterator[Desk]:
    with frozen(NOW):
        pool = database("auth")
        with pool.transaction() as tx:
            state = enter(tx)
            actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))
            actions.grant_access(tx, SYSTEM, state.posts["REV-SO-1"], "G/1", SINCE, TODAY + timedelta(days=9))
        follow(pool)
        admin = an_actor(charge=a_charge(department="GAD", roles=frozenset({"state_admin"})))
        yield Desk(a_client("auth", pool, tmp_path, [api, pages]), pool, state, admin)


def leads_to(answer: Result) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


PAGES = [
    *(f"{HOME}/{units}" for units in ("departments", "areas", "offices", "posts")),
    f"{HOME}/posts?search=REV",
    *(f"{HOME}/{units}/new" for units in ("departments", "areas", "offices", "posts")),
    *(f"{HOME}/posts/REV-SO-1{act}" for act in ("", "/change", "/rename", "/merge", "/split", "/close")),
    f"{HOME}/departments/REV",
    f"{HOME}/areas/CG-DMT",
    f"{HOME}/offices/SEC-REV/split",
    f"{HOME}/officers",
    f"{HOME}/orders",
    f"{HOME}/file",
    "/staff/grants",
    "/staff/grants?on=2026-11-23&rank=SECTION_OFFICER&department=REV",
    "/staff/grants/report",
    "/staff/grants/new",
    "/staff/charges",
    "/staff/charges/new",
    "/staff/charges/of/CG100001",
    "/staff/charges/of/CG100001/transfer",
    RETIRING,
    SUSPENDING,
    "/staff/_fragment/handover?of=CG100001",
]


def test_every_page_is_shown_in_both_languages(desk: Desk) -> None:
    for path in PAGES:
        for language in ("en", "hi"):
            shown = desk.get(path, headers={"Accept-Language": language})

            assert shown.status_code == 200, path
            assert invalid_html(shown.text) == [], path
            assert not re.search(r"\bNone\b(?!\.)", shown.text), path


def test_ranks_and_levels_are_called_by_their_names_and_not_by_codes(desk: Desk) -> None:
    with desk.pool.transaction() as tx:
        ranks = [each.code for each in structure.find_ranks(tx)]
        levels = [each.level for each in structure.find_office_levels(tx)]

    for path in (f"{HOME}/posts/REV-SO-1", f"{HOME}/offices/SEC-REV", f"{HOME}/officers"):
        shown = desk.get(path, headers={"Accept-Language": "hi"}).text
        assert [code for code in ranks + levels if f">{code}<" in shown] == [], path


def test_a_post_is_entered_changed_and_renamed_on_its_pages(desk: Desk) -> None:
    new = {
        "code": GAD,
        "name_en": "Section Officer, 9",
        "name_hi": "अनुभाग अधिकारी, 9",
        "office": "SEC-REV",
        "rank": "SECTION_OFFICER",
        "reports_to": "REV-US-1",
        "sanctioned": "2",
        "role_section_officer": "yes",
        "role_nodal_officer": "yes",
        "valid_from": "2026-11-23",
        "order_number": "GAD/1",
    }
    assert leads_to(desk.fill(f"{HOME}/posts/new", **new)) == f"{HOME}/posts/{GAD}?done=entered"
    assert desk.unit("posts", GAD).roles == {Role.SECTION_OFFICER, Role.NODAL_OFFICER}

    changed = {**new, "sanctioned": "3", "order_number": "GAD/2"} | {"code": "OTHER"}
    del changed["role_nodal_officer"]
    leads_to(desk.fill(f"{HOME}/posts/{GAD}/change", **changed))
    assert (desk.unit("posts", GAD).sanctioned, desk.unit("posts", GAD).roles) == (3, {Role.SECTION_OFFICER})

    typed = {"name_en": "X", "name_hi": "क", "holds_from": "2026-12-01", "order_number": "GAD/3"}
    assert leads_to(desk.fill(f"{HOME}/posts/{GAD}/rename", **typed)).endswith("done=kept")
    waiting = desk.get(f"{HOME}/orders")
    assert "GAD/3" in waiting.text
    leads_to(desk.fill(withdrawing_in(waiting)))
    assert "GAD/3" not in desk.get(f"{HOME}/orders").text


def withdrawing_in(listed: Result) -> str:
    (path,) = re.findall(r'href="([^"]+/withdraw)"', listed.text)
    return str(path)


def test_who_withdraws_a_retirement_sees_first_whose_it_is(desk: Desk) -> None:
    before = desk.charges("CG100001")
    leads_to(desk.fill(RETIRING, order_number="GAD/9", last_day="2026-11-30"))
    listed = desk.get(f"{HOME}/orders")
    path = withdrawing_in(listed)

    asked = desk.get(path, headers={"Accept-Language": "en"})
    of_health = an_actor(charge=a_charge(department="HFW", roles=frozenset({"department_admin"})))
    elsewhere = desk.client.get(path, actor=of_health)

    assert 'method="post"' not in listed.text.partition("<main")[2]
    assert invalid_html(asked.text) == []
    assert all(said in asked.text for said in ("Anjali", "CG100001", "GAD/9", "stays in service"))
    assert (elsewhere.status_code, "Anjali" in elsewhere.text) == (403, False)
    assert desk.charges("CG100001") != before
    assert leads_to(desk.fill(path)) == f"{HOME}/orders?done=withdrawn"
    assert desk.charges("CG100001") == before
    assert desk.get(path).status_code == 404


def test_nobody_is_let_go_at_once_by_a_day_that_was_mistyped(desk: Desk) -> None:
    typed = {"order_number": "GAD/9", "last_day": "2025-11-30"}

    refused = desk.fill(RETIRING, **typed)

    assert (refused.status_code, 'id="last_day-error"' in refused.text) == (409, True)
    assert 'value="2025-11-30"' in refused.text
    assert desk.service("CG100001") == "ACTIVE"
    assert leads_to(desk.press(refused, RETIRING, **typed, at_once="yes")).endswith("done=retires")
    assert desk.service("CG100001") == "LEFT"


def test_a_seat_that_was_given_on_stands_against_the_withdrawal_on_its_page(desk: Desk) -> None:
    leads_to(desk.fill(RETIRING, order_number="GAD/9", last_day="2026-11-30"))
    path = withdrawing_in(desk.get(f"{HOME}/orders"))
    with desk.pool.transaction() as tx:
        actions.appoint(
            tx, SYSTEM, a_charge_of(desk.state, "REV-SO-1", "CG100002", valid_from=date(2026, 12, 1))
        )

    refused = desk.fill(path)

    assert (refused.status_code, "Another officer holds this post" in refused.text) == (409, True)
    assert "GAD/9" in desk.get(f"{HOME}/orders").text


def test_what_is_wrong_stands_beside_its_field_with_what_was_typed(desk: Desk) -> None:
    answer = desk.fill(
        f"{HOME}/posts/new",
        code="rev so",
        name_en="Kept",
        name_hi="",
        office="SEC-REV",
        rank="SECTION_OFFICER",
        sanctioned="many",
        valid_from="soon",
        order_number="GAD/1",
    )
    taken = desk.fill(
        f"{HOME}/departments/new",
        code="LAND",
        kind="board",
        name_en="L",
        name_hi="भ",
        valid_from="2026-01-01",
        order_number="GAD/1",
    )

    assert answer.status_code == 422
    for field in ("code", "name_hi", "sanctioned", "valid_from"):
        assert f'id="{field}-error"' in answer.text
    assert 'value="Kept"' in answer.text
    assert taken.status_code == 409
    assert "The code LAND is taken." in re.sub(r"\s+", " ", taken.text)
    assert 'id="code-error"' in taken.text


def test_departments_merge_and_a_district_is_split_on_their_pages(desk: Desk) -> None:
    order = {"holds_from": "2026-11-23", "order_number": "GAD/4"}
    leads_to(desk.fill(f"{HOME}/departments/REV/merge", into="HFW", also="LAND", **order))
    parts = {"code_1": "CG-NEW", "name_en_1": "New", "name_hi_1": "नया", "survives": "yes"}
    moves = {"move_COL-CG-DMT": "CG-NEW"}
    leads_to(desk.fill(f"{HOME}/areas/CG-DMT/split", **parts, **moves, **order))
    refused = desk.fill(f"{HOME}/areas/CG/close", **order)

    assert [desk.unit("departments", code).successor for code in ("REV", "LAND")] == ["HFW", "HFW"]
    assert desk.unit("offices", "COL-CG-DMT").area == "CG-NEW"
    assert (refused.status_code, "CG-DMT, CG-NEW" in refused.text) == (409, True)


def _upload(desk: Desk, content: bytes, **typed: str) -> Result:
    token = token_of(desk.get(f"{HOME}/file"), f'{HOME}/file" enctype="multipart/form-data')
    fields = {"form_token": token, **typed}
    edge = "----edge"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="o.xlsx"\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    return desk.client.post(f"{HOME}/file", actor=desk.actor, body=body, headers=kind)


def test_a_file_is_taken_changed_checked_and_brought(desk: Desk) -> None:
    taken = desk.get(f"{HOME}/file/take?form=xlsx")
    heading = "code,kind,parent,name_en,name_hi,valid_from\n"
    good = f"{heading}NEW,board,REV,New,नया,2026-01-01\n".encode()
    bad = f"{heading}NEW,board,REV,=A1,नया,2026-01-01\n".encode()

    assert sheets.open_book(io.BytesIO(taken.content)).names[0] == "departments"
    refused = _upload(desk, bad, sheet="departments", order_number="GAD/5", mode="import")
    assert "This cell is a formula" in refused.text
    checked = _upload(desk, good, sheet="departments", order_number="GAD/5", mode="check")
    assert "nothing stands against it" in checked.text
    with pytest.raises(structure.UnitUnknown):
        desk.unit("departments", "NEW")
    done = _upload(desk, good, sheet="departments", order_number="GAD/5", mode="import")
    assert "Everything in the file is entered." in done.text
    assert desk.unit("departments", "NEW").parent == "REV"
    empty = _upload(desk, b"", sheet="departments", order_number="GAD/5", mode="import")
    assert empty.status_code == 422


def test_access_is_given_listed_reported_as_of_a_day_and_revoked(desk: Desk) -> None:
    given = {"post_code": "REV-US-1", "order_number": "G/2", "valid_from": "2026-11-23"}
    assert leads_to(desk.fill("/staff/grants/new", **given)) == "/staff/grants?done=granted"
    unknown = desk.fill("/staff/grants/new", **{**given, "post_code": "NOBODY"})
    assert (unknown.status_code, 'id="post_code-error"' in unknown.text) == (422, True)

    listed = desk.get("/staff/grants")
    assert all(number in listed.text for number in ("G/1", "G/2"))
    assert "G/2" not in desk.get("/staff/grants?on=2026-11-22").text
    report = re.sub(r"<[^>]+>|\s+", " ", desk.get("/staff/grants/report").text)
    assert "2 of 4 posts have access, held by 1 people" in report
    assert "who alone had it before: 2 posts" in report

    book = sheets.open_book(io.BytesIO(desk.get("/staff/grants/report.xlsx").content))
    columns = [sheets.Column(name) for name in ("rank", "posts", "with_access", "people")]
    rows = {row.cells["rank"]: row.cells["with_access"] for row in book.rows("ranks", columns)}
    assert rows == {"COLLECTOR": "0", "DEPUTY_SECRETARY": "0", "UNDER_SECRETARY": "1", "SECTION_OFFICER": "1"}

    revoking = re.findall(r"/staff/grants/[0-9a-f-]+/revoke", listed.text)
    leads_to(desk.fill(revoking[0], order_number="G/3"))
    assert len(re.findall(r"/revoke", desk.get("/staff/grants").text)) == 1


def test_a_charge_is_given_and_ended_on_its_pages(desk: Desk) -> None:
    typed = {
        "staff_uid": "CG100002",
        "post_code": "REV-SO-1",
        "kind": "LINK_OFFICER",
        "for_staff_uid": "CG100001",
        "scope": "READ",
        "seat": "1",
        "order_number": "GAD/6",
        "valid_from": "2026-11-23",
        "valid_to": "2026-11-30",
    }
    assert leads_to(desk.fill("/staff/charges/new", **typed)) == "/staff/charges/of/CG100002?done=given"
    (charge,) = desk.charges("CG100002")
    assert (charge["scope"], charge["kind"]) == ("READ", "LINK_OFFICER")
    whole = desk.fill("/staff/charges/new", **{**typed, "kind": "ADDITIONAL_CHARGE", "for_staff_uid": ""})
    assert whole.status_code == 422

    ending = f"/staff/charges/{charge['charge_id']}/end"
    assert leads_to(desk.fill(ending, order_number="GAD/7")) == "/staff/charges/of/CG100002?done=ended"
    (charge,) = desk.charges("CG100002") or [None]
    assert charge is None or charge["valid_to"] < TODAY


def test_a_transfer_decides_each_further_charge(desk: Desk) -> None:
    more = a_charge_of(desk.state, "REV-US-1", "CG100001", kind="ADDITIONAL_CHARGE", charge_id=new_id())
    with desk.pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, more)
    path = "/staff/charges/of/CG100001/transfer"
    typed = {"order_number": "GAD/8", "last_day": "2026-11-23", "post_code": "REV-DS-1", "seat": "1"}

    undecided = desk.fill(path, **typed)
    leads_to(desk.fill(path, **typed, **{f"charge_{more.charge_id}": "end"}))

    assert undecided.status_code == 422
    told = {
        charge["post_code"]: (charge["valid_from"], charge["valid_to"]) for charge in desk.charges("CG100001")
    }
    assert told == {
        "REV-SO-1": (SINCE, TODAY),
        "REV-US-1": (SINCE, TODAY),
        "REV-DS-1": (TODAY + timedelta(days=1), None),
    }


def meant_by(shown: Result) -> str:
    (then,) = re.findall(r'name="then" value="(\w+)"', shown.text)
    return str(then)


def test_who_presses_suspend_second_does_not_let_the_officer_work_again(desk: Desk) -> None:
    shown = [desk.get(SUSPENDING) for _administrator in range(2)]

    first, second = (
        desk.press(each, SUSPENDING, order_number=f"GAD/{number}", then=meant_by(each))
        for number, each in enumerate(shown)
    )

    assert leads_to(first) == "/staff/charges/of/CG100001?done=state"
    assert desk.service("CG100001") == "SUSPENDED"
    assert (second.status_code, "This employee is suspended already." in second.text) == (409, True)
    assert (meant_by(second), 'value="GAD/1"' in second.text) == ("reinstate", False)


def test_an_officer_comes_back_by_the_form_that_says_so(desk: Desk) -> None:
    desk.fill(SUSPENDING, order_number="GAD/1", then="suspend")
    shown, other = (desk.get(SUSPENDING) for _administrator in range(2))

    leads_to(desk.press(shown, SUSPENDING, order_number="GAD/2", then=meant_by(shown)))
    again = desk.press(other, SUSPENDING, order_number="GAD/3", then=meant_by(other))

    assert desk.service("CG100001") == "ACTIVE"
    assert (again.status_code, "This employee is not suspended" in again.text) == (409, True)


@pytest.mark.parametrize("then", ["suspend", "reinstate"])
def test_who_has_left_is_neither_suspended_nor_brought_back(desk: Desk, then: str) -> None:
    before = desk.get(SUSPENDING)
    with desk.pool.transaction() as tx:
        actions.retire(tx, SYSTEM, desk.state.officer, "GAD/1", TODAY - timedelta(days=1), at_once=True)

    answer = desk.press(before, SUSPENDING, order_number="GAD/2", then=then)

    assert (answer.status_code, "This employee has left the service." in answer.text) == (409, True)
    assert desk.service("CG100001") == "LEFT"
    assert 'name="then"' not in desk.get(SUSPENDING).text


def test_the_form_says_which_act_is_meant(desk: Desk) -> None:
    unsaid = desk.fill(SUSPENDING, order_number="GAD/1")
    leaving = desk.fill(SUSPENDING, order_number="GAD/1", then="leave")

    assert (unsaid.status_code, leaving.status_code) == (422, 422)
    assert desk.service("CG100001") == "ACTIVE"


def test_the_handover_names_what_auth_knows(desk: Desk) -> None:
    with desk.pool.transaction() as tx:
        actions.register_device(tx, SYSTEM, "0A1B2C", desk.state.officer, TODAY + timedelta(days=9))

    part = desk.get("/staff/_fragment/handover?of=CG100001")

    assert all(each in part.text for each in ("REV-SO-1", "G/1", "A1B2C", "Anjali"))


def test_the_handover_names_every_device_in_the_officers_hands_whatever_became_of_its_certificate(
    desk: Desk,
) -> None:
    officer = desk.state.officer
    laptops = {f"REV-LAP-{number}": new_id() for number in (1, 2, 3)}
    over = Certificate(
        serial="C1",
        person_id=officer,
        device_id=laptops["REV-LAP-2"],
        label="",
        issued_on=SINCE,
        expires_on=TODAY - timedelta(days=1),
    )
    with desk.pool.transaction() as tx:
        for number, device_id in laptops.items():
            actions.device_issued(tx, an_issued(officer, device_id, number))
        device_store.add_certificate(tx, over, "0" * 64)
        actions.device_returned(tx, laptops["REV-LAP-3"])

    part = desk.get("/staff/_fragment/handover?of=CG100001").text

    listed = re.findall(r"Laptop <span[^>]*>(REV-LAP-\d)</span>, issued on 23 November 2026", part)
    assert sorted(listed) == ["REV-LAP-1", "REV-LAP-2"]
    assert part.count("issued on") == len(listed)


def test_others_see_neither_the_organisation_nor_a_colleagues_handover(desk: Desk) -> None:
    officer = an_actor(person_id=UUID(int=7))
    himself = replace(officer, person_id=desk.state.officer)
    of_health = an_actor(charge=a_charge(department="HFW", roles=frozenset({"department_admin"})))

    assert desk.client.get(f"{HOME}/departments", actor=officer).status_code == 403
    assert desk.client.get("/staff/charges/of/CG100001", actor=officer).status_code == 403
    assert desk.client.get("/staff/charges/of/CG100001", actor=of_health).status_code == 403
    assert desk.client.get("/staff/charges/of/CG100001", actor=himself).status_code == 200
    assert desk.client.get("/staff/delegations", actor=himself).status_code == 200
