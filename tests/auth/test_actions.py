"""Entering the directory, giving and ending charges, and telling everybody."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg2
import pytest

from kernel.clock import frozen, new_id
from kernel.database import Database, Queries, Transaction
from kernel.directory.people import PersonUnknown
from kernel.directory.posts import PostUnknown
from kernel.errors import Conflict, NotFound
from kernel.identity import Actor
from kernel.sealing import Sealing, generate_keys
from services.auth import actions
from services.auth.access import NotForYourself, NotYourDepartment
from services.auth.actions.employees import record_leaving as leave
from services.auth.domain import (
    AlreadySuspended,
    ChargeAlreadyHeld,
    ChargeKind,
    ChargePeriodInvalid,
    ChargeUnknown,
    Department,
    DeviceOfSomebodyElse,
    GrantOverlaps,
    GrantUnknown,
    NotSuspended,
    PersonHasLeft,
    PersonHasPost,
    PostIsOccupied,
    ReferenceMissing,
    StandingInChained,
    UnknownCode,
)
from services.auth.store import find_person
from tests.auth.organisation import (
    DEPARTMENTS,
    NOW,
    POSTS,
    SINCE,
    SYSTEM,
    TODAY,
    State,
    a_charge_of,
    a_post,
    enter,
)
from tests.fakes import a_charge, an_actor

queries = Queries.beside(__file__)
Order = Callable[[Transaction, Actor, UUID, str], None]


@pytest.fixture
def pool(database: Callable[..., Database]) -> Iterator[Database]:
    with frozen(NOW):
        yield database("auth")


@pytest.fixture
def state(pool: Database) -> State:
    with pool.transaction() as tx:
        return enter(tx)


def said(tx: Transaction, event: str) -> list[dict[str, Any]]:
    """The data of everything that was announced under a name, in order."""
    envelopes = [json.loads(row["envelope"]) for row in tx.fetch_all(queries.find_outbox)]
    return [each["data"] for each in envelopes if each["type"] == f"in.karyasetu.auth.{event}.v1"]


def test_what_is_entered_twice_is_announced_once(pool: Database) -> None:
    with pool.transaction() as tx:
        first = enter(tx)
    with pool.transaction() as tx:
        before = len(tx.fetch_all(queries.find_outbox))
        second = enter(tx)
    with pool.transaction() as tx:
        assert len(tx.fetch_all(queries.find_outbox)) == before

    assert first == second


def test_a_post_is_announced_with_its_offices_department_and_its_ranks_level(
    pool: Database, state: State
) -> None:
    with pool.transaction() as tx:
        posts = {post["code"]: post for post in said(tx, "post-published")}

    assert posts["REV-US-1"]["department"] == "REV"
    assert posts["REV-US-1"]["rank_level"] == 8
    assert posts["REV-US-1"]["reports_to"] == str(state.posts["REV-DS-1"])
    assert posts["REV-COL-DMT"]["area"] == "CG-DMT"


def test_a_changed_row_alone_is_announced_again(pool: Database, state: State) -> None:
    assert state
    renamed = [*DEPARTMENTS[:2], _closed(DEPARTMENTS[2])]

    with pool.transaction() as tx:
        tx.execute(queries.empty_outbox)
        changed = actions.save_departments(tx, SYSTEM, renamed)
    with pool.transaction() as tx:
        told = said(tx, "department-published")

    assert changed == 1
    assert [(row["code"], row["valid_to"], row["successor"]) for row in told] == [
        ("HFW", "2026-11-30", "REV")
    ]


def _closed(department: Department) -> Department:
    return Department(
        code=department.code,
        kind=department.kind,
        name_en=department.name_en,
        name_hi=department.name_hi,
        valid_from=department.valid_from,
        valid_to=date(2026, 11, 30),
        successor="REV",
    )


def test_what_a_row_refers_to_must_be_there(pool: Database, state: State) -> None:
    assert state
    orphan = Department(code="X1", kind="x", parent="NO", name_en="X", name_hi="X", valid_from=SINCE)

    with pytest.raises(ReferenceMissing), pool.transaction() as tx:
        actions.save_departments(tx, SYSTEM, [orphan])
    for post in (
        a_post("X", "SECTION_OFFICER", up="NO"),
        a_post("X", "SECTION_OFFICER", office="NO"),
        a_post("X", "NO"),
    ):
        with pytest.raises(UnknownCode), pool.transaction() as tx:
            actions.save_posts(tx, SYSTEM, [*POSTS, post])


def test_a_large_state_is_entered_in_seconds(pool: Database, state: State) -> None:
    assert state
    posts = [a_post(f"P-{number}", "SECTION_OFFICER", up="REV-US-1") for number in range(1000)]

    with pool.transaction() as tx:
        ids = actions.save_posts(tx, SYSTEM, posts)

    assert len(ids) == len(POSTS) + 1000


def test_a_staff_number_never_changes(pool: Database, state: State) -> None:
    assert state

    with pytest.raises(psycopg2.IntegrityError), pool.transaction() as tx:
        tx.execute(queries.change_staff_uid)


def test_a_charge_is_announced_and_the_same_order_is_one_charge(pool: Database, state: State) -> None:
    with pool.transaction() as tx:
        first = actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))
        second = actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))
    with pool.transaction() as tx:
        told = said(tx, "charge-published")

    assert first == second
    assert [(row["charge_id"], row["kind"], row["valid_to"]) for row in told] == [
        (str(first), "SUBSTANTIVE", None)
    ]


def test_a_seat_has_one_substantive_holder_and_a_person_one_substantive_post(
    pool: Database, state: State
) -> None:
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))

    with pytest.raises(PostIsOccupied), pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100002"))
    with pytest.raises(PersonHasPost), pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-US-1", "CG100001"))


def test_the_next_holder_takes_over_on_the_day_after_the_last(pool: Database, state: State) -> None:
    with pool.transaction() as tx:
        charge_id = actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))
        actions.end_charge(tx, SYSTEM, charge_id, "2", TODAY)
        actions.appoint(
            tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100002", valid_from=TODAY + timedelta(days=1))
        )

    with pool.transaction() as tx:
        assert [row["valid_to"] for row in said(tx, "charge-published")] == [None, TODAY.isoformat(), None]
        assert said(tx, "session-revoked") == []


def test_an_additional_charge_lies_beside_a_substantive_one_but_not_twice(
    pool: Database, state: State
) -> None:
    extra = {"kind": ChargeKind.ADDITIONAL_CHARGE, "order_number": "5"}
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-US-1", "CG100001", **extra))

    with pytest.raises(ChargeAlreadyHeld), pool.transaction() as tx:
        again = extra | {"order_number": "6"}
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-US-1", "CG100001", **again))


def test_a_link_officer_goes_when_the_officer_goes_and_passes_nothing_on(
    pool: Database, state: State
) -> None:
    until = TODAY + timedelta(days=30)
    link = {"kind": ChargeKind.LINK_OFFICER, "valid_from": TODAY, "valid_to": until}
    with pool.transaction() as tx:
        charge_id = actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))
        actions.appoint(
            tx,
            SYSTEM,
            a_charge_of(state, "REV-SO-1", "CG100002", **link, for_person=state.people["CG100001"]),
        )
    with pytest.raises(StandingInChained), pool.transaction() as tx:
        actions.appoint(
            tx,
            SYSTEM,
            a_charge_of(state, "REV-SO-1", "CG100003", **link, for_person=state.people["CG100002"]),
        )
    with pool.transaction() as tx:
        tx.execute(queries.empty_outbox)
        actions.end_charge(tx, SYSTEM, charge_id, "3")
    with pool.transaction() as tx:
        ended, cut = said(tx, "charge-published"), said(tx, "session-revoked")

    assert [row["valid_to"] for row in ended] == ["2026-11-22", "2026-11-22"]
    assert {row["person_id"] for row in cut} == {str(state.people["CG100001"]), str(state.people["CG100002"])}
    assert {row["session_id"] for row in cut} == {None}


def test_a_charge_that_ends_before_it_began_was_never_held(pool: Database, state: State) -> None:
    later = TODAY + timedelta(days=10)
    with pool.transaction() as tx:
        charge_id = actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001", valid_from=later))
        with pytest.raises(ChargePeriodInvalid):
            actions.end_charge(tx, SYSTEM, charge_id, "2", TODAY)
        actions.end_charge(tx, SYSTEM, charge_id, "2")
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100002", valid_from=later))

    with pool.transaction() as tx:
        assert said(tx, "charge-published")[1]["valid_to"] == "2026-12-02"


def test_access_is_granted_once_and_revoked_for_tokens_in_use_too(pool: Database, state: State) -> None:
    post_id = state.posts["REV-SO-1"]
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))
        grant_id = actions.grant_access(tx, SYSTEM, post_id, "G/1", SINCE)
        assert actions.grant_access(tx, SYSTEM, post_id, "G/1", SINCE) == grant_id
    with pytest.raises(GrantOverlaps), pool.transaction() as tx:
        actions.grant_access(tx, SYSTEM, post_id, "G/2", TODAY)
    with pool.transaction() as tx:
        actions.revoke_access(tx, SYSTEM, grant_id, "G/3")
    with pool.transaction() as tx:
        told, cut = said(tx, "grant-published"), said(tx, "session-revoked")

    assert [row["valid_to"] for row in told] == [None, "2026-11-22"]
    assert [row["person_id"] for row in cut] == [str(state.people["CG100001"])]


def test_an_administrator_serves_the_own_department_and_never_himself(pool: Database, state: State) -> None:
    charge = a_charge(roles=frozenset({"department_admin"}), department="HFW")
    stranger = an_actor(charge=charge)
    own = an_actor(charge=a_charge(roles=frozenset({"department_admin"})), person_id=state.people["CG100001"])

    with pytest.raises(NotYourDepartment), pool.transaction() as tx:
        actions.appoint(tx, stranger, a_charge_of(state, "REV-SO-1", "CG100001"))
    with pytest.raises(NotForYourself), pool.transaction() as tx:
        actions.appoint(tx, own, a_charge_of(state, "REV-SO-1", "CG100001"))
    with pool.transaction() as tx:
        actions.appoint(tx, own, a_charge_of(state, "REV-SO-1", "CG100002"))
    with pytest.raises(NotYourDepartment), pool.transaction() as tx:
        actions.suspend(tx, stranger, state.people["CG100002"], "S/1")


@pytest.mark.parametrize(
    ("before", "act", "refusal"),
    [
        ([actions.suspend], actions.suspend, AlreadySuspended),
        ([], actions.reinstate, NotSuspended),
        ([actions.suspend, actions.reinstate], actions.reinstate, NotSuspended),
        ([leave], actions.suspend, PersonHasLeft),
        ([leave], actions.reinstate, PersonHasLeft),
        ([actions.suspend, leave], actions.reinstate, PersonHasLeft),
    ],
)
def test_who_serves_is_suspended_and_who_is_suspended_reinstated(
    pool: Database, state: State, before: list[Order], act: Order, refusal: type[Conflict]
) -> None:
    with pool.transaction() as tx:
        for each in before:
            each(tx, SYSTEM, state.officer, "GAD/1")
        stood = find_person(tx, state.officer)["state"]

    with pytest.raises(refusal), pool.transaction() as tx:
        act(tx, SYSTEM, state.officer, "GAD/2")

    with pool.transaction() as tx:
        assert find_person(tx, state.officer)["state"] == stood


def test_what_does_not_exist_is_refused(pool: Database, state: State) -> None:
    nobody = new_id()
    stray = a_charge_of(state, "REV-SO-1", "CG100001", person_id=nobody)
    attempts: list[tuple[type[NotFound], Callable[[Transaction], object]]] = [
        (ChargeUnknown, lambda tx: actions.end_charge(tx, SYSTEM, nobody, "1")),
        (GrantUnknown, lambda tx: actions.revoke_access(tx, SYSTEM, nobody, "1")),
        (PostUnknown, lambda tx: actions.grant_access(tx, SYSTEM, nobody, "1", SINCE)),
        (PersonUnknown, lambda tx: actions.suspend(tx, SYSTEM, nobody, "1")),
        (PersonUnknown, lambda tx: actions.appoint(tx, SYSTEM, stray)),
        (PersonUnknown, lambda tx: actions.register_device(tx, SYSTEM, "1A", nobody)),
        (NotFound, lambda tx: actions.close_portal(tx, SYSTEM, nobody)),
    ]

    for refusal, attempt in attempts:
        with pytest.raises(refusal), pool.transaction() as tx:
            attempt(tx)


def test_a_device_belongs_to_one_person(pool: Database, state: State) -> None:
    with pool.transaction() as tx:
        assert actions.register_device(tx, SYSTEM, "00:1a", state.people["CG100001"]) == "1A"
        assert actions.register_device(tx, SYSTEM, "1A", state.people["CG100001"]) == "1A"
    with pytest.raises(DeviceOfSomebodyElse), pool.transaction() as tx:
        actions.register_device(tx, SYSTEM, "1a", state.people["CG100002"])


def test_a_portals_key_is_shown_once_and_kept_as_a_digest(pool: Database, state: State) -> None:
    assert state
    with pool.transaction() as tx:
        portal_id, key = actions.register_portal(
            tx, SYSTEM, "REV", ("Revenue", "राजस्व"), ["https://rev.example"]
        )
    with pool.transaction() as tx:
        actions.close_portal(tx, SYSTEM, portal_id)
    with pool.transaction() as tx:
        told = said(tx, "portal-published")

    assert key not in json.dumps(told)
    assert [row["state"] for row in told] == ["ACTIVE", "CLOSED"]
    with pytest.raises(ReferenceMissing), pool.transaction() as tx:
        actions.register_portal(tx, SYSTEM, "NO", ("No", "नहीं"), [])


def test_a_contact_is_sealed_for_notify_alone(pool: Database, state: State, tmp_path: Path) -> None:
    generate_keys(tmp_path, ["auth", "notify"])
    contact: dict[str, str | None] = {"mobile": "+919876543210", "email": None}
    with pool.transaction() as tx:
        sealing = Sealing.from_directory(tmp_path / "auth", "auth")
        actions.save_contact(tx, SYSTEM, sealing, state.officer, contact)
    with pool.transaction() as tx:
        rows = tx.fetch_all(queries.find_outbox)
        told = said(tx, "contact-published")

    opened = Sealing.from_directory(tmp_path / "notify", "notify").open(told[0]["sealed"])
    assert opened == {**contact, "language": "hi"}
    assert "9876543210" not in str(rows)


def test_every_change_is_in_the_record(pool: Database, state: State) -> None:
    assert state
    with pool.transaction() as tx:
        acts = {row["act"] for row in tx.fetch_all(queries.find_acts)}

    assert {"directory.department-saved", "directory.post-saved", "directory.person-saved"} <= acts
