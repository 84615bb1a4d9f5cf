"""The one-time way to a login: given once, gone once, from where one may sign in."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyotp
import pytest
from falcon.testing import Result

from kernel.clock import frozen, new_id
from kernel.database import Database, Queries
from kernel.errors import TooManyTries
from kernel.identity import Zone
from kernel.sealing import Sealing
from services.auth import actions
from services.auth.actions import first_login
from services.auth.domain import SignInRefused
from services.auth.domain.factors import Passkey
from services.auth.store import factors
from tests.auth.administrators import HOME, Administration, an_administration
from tests.auth.organisation import NOW, PASSWORD, SYSTEM, a_visitor, changes_told
from tests.clients import Client
from tests.forms import FORM, hidden_fields, send

queries = Queries.beside(__file__)
LATER = NOW + timedelta(seconds=60)


@pytest.fixture
def office(database: Callable[..., Database], tmp_path: Path) -> Iterator[Administration]:
    with frozen(NOW):
        yield an_administration(database("auth"), tmp_path)


def issue(office: Administration, staff_uid: str = "CG100003", **body: bool) -> Any:
    return office.client.post(
        f"/v1/people/{office.state.people[staff_uid]}/link", actor=office.state_admin, json=body
    )


def begin(office: Administration, code: str, zone: str = "INTERNET", **headers: str) -> Any:
    return office.client.post("/v1/first-login", json={"code": code}, zone=zone, headers=headers)


def finish(office: Administration, way: str, secret: str, **over: str) -> Any:
    digits = pyotp.TOTP(secret).at(NOW)
    body = {"code": way, "password": PASSWORD, "authenticator_code": digits, **over}
    return office.client.post("/v1/first-login/finish", json=body)


def desk_of(office: Administration) -> actions.Desk:
    context = office.client.context
    return actions.Desk(
        office.database, context.sealing, actions.signer_from(context.settings.token_signing_key)
    )


def sign_in(office: Administration, secret: str, password: str = PASSWORD) -> actions.SignedIn:
    digits = pyotp.TOTP(secret).at(LATER)
    with frozen(LATER):
        return actions.login(desk_of(office), a_visitor(Zone.SECURE_LAN), "CG100003", password, digits)


def test_strangers_cannot_keep_out_who_chose_a_password_here(office: Administration) -> None:
    code = issue(office).json["code"]
    secret, desk = begin(office, code).json["secret"], desk_of(office)
    for number in range(101):
        stranger = a_visitor(Zone.SECURE_LAN, source=f"198.51.100.{number}")
        with pytest.raises((SignInRefused, TooManyTries)) as refusal:
            actions.login(desk, stranger, "CG100003", "a wrong password", "000000")
    assert refusal.type is TooManyTries

    door, here = (
        first_login.Door(office.database, desk.sealing),
        a_visitor(Zone.SECURE_LAN, source="203.0.113.5"),
    )
    digits = pyotp.TOTP(secret).at(NOW)
    first_login.finish(door, here, code, PASSWORD, digits, browser="the same browser")
    elsewhere = replace(here, source="203.0.113.9")
    for minute, visitor, browser in ((1, here, ""), (2, elsewhere, "the same browser")):
        at = NOW + timedelta(minutes=minute)
        with frozen(at):
            assert actions.login(
                desk, visitor, "CG100003", PASSWORD, pyotp.TOTP(secret).at(at), browser=browser
            )


def test_who_was_given_a_code_chooses_password_and_authenticator_and_signs_in(office: Administration) -> None:
    issued = issue(office).json
    begun = begin(office, issued["code"].lower().replace("-", " ")).json
    done = finish(office, issued["code"], begun["secret"])
    signed = sign_in(office, begun["secret"])

    assert re.fullmatch(r"([A-Z0-9]{4}-){4}[A-Z0-9]{4}", issued["code"])
    assert (begun["staff_uid"], f"secret={begun['secret']}" in begun["uri"]) == ("CG100003", True)
    assert done.status_code == 204
    assert changes_told(office.database) == [(str(office.state.people["CG100003"]), "LOGIN_CHOSEN")]
    assert not signed.password_is_initial


def test_a_way_is_gone_once(office: Administration) -> None:
    code = issue(office).json["code"]
    secret = begin(office, code).json["secret"]
    finish(office, code, secret)

    assert [begin(office, code).status_code, finish(office, code, secret).status_code] == [401, 401]


def test_what_is_opened_again_shows_the_same_picture(office: Administration) -> None:
    code = issue(office).json["code"]

    assert begin(office, code).json["secret"] == begin(office, code).json["secret"]


def test_a_new_way_closes_the_one_before(office: Administration) -> None:
    old, new = (issue(office).json["code"] for _time in range(2))

    assert [begin(office, code).status_code for code in (old, new)] == [401, 200]


def test_a_way_ends_after_a_week(office: Administration) -> None:
    code = issue(office).json["code"]
    begun = begin(office, code)

    with frozen(NOW + timedelta(days=7)):
        answer = begin(office, code)

    assert (begun.status_code, answer.status_code) == (200, 401)


def test_the_code_used_for_setting_up_does_not_sign_in(office: Administration) -> None:
    code = issue(office).json["code"]
    secret = begin(office, code).json["secret"]
    finish(office, code, secret)
    context = office.client.context
    desk = actions.Desk(
        office.database, context.sealing, actions.signer_from(context.settings.token_signing_key)
    )

    with pytest.raises(SignInRefused):
        actions.login(desk, a_visitor(Zone.SECURE_LAN), "CG100003", PASSWORD, pyotp.TOTP(secret).at(NOW))


@pytest.mark.parametrize(
    ("over", "kind"),
    [
        ({"password": "short"}, "password-too-weak"),
        ({"authenticator_code": "000000"}, "authenticator-code-wrong"),
        ({"code": "AAAA-AAAA-AAAA-AAAA-AAAA"}, "first-login-refused"),
    ],
)
def test_a_mistake_leaves_the_way_open(office: Administration, over: dict[str, str], kind: str) -> None:
    code = issue(office).json["code"]
    secret = begin(office, code).json["secret"]

    refused = finish(office, code, secret, **over)

    assert refused.json["type"] == f"urn:karyasetu:{kind}"
    assert finish(office, code, secret).status_code == 204


def test_the_way_is_open_only_from_where_one_may_sign_in(office: Administration) -> None:
    code = issue(office).json["code"]
    with office.database.transaction() as tx:
        actions.register_device(tx, SYSTEM, "0A1B2C", office.state.people["CG100003"])
        actions.register_device(tx, SYSTEM, "0D", office.state.people["CG100002"])

    answers = [
        begin(office, code, "VPN").status_code,
        begin(office, code, "VPN", **{"X-Device": "0D"}).status_code,
        begin(office, code, "VPN", **{"X-Device": "0A1B2C"}).status_code,
        begin(office, code, "SECURE_LAN").status_code,
    ]

    assert answers == [403, 403, 200, 200]


def test_guessing_is_slowed(office: Administration) -> None:
    answers = [begin(office, f"AAAA-{number}").status_code for number in range(first_login.TRIES + 2)]

    assert answers == [401] * first_login.TRIES + [429] * 2
    with office.database.transaction() as tx:
        (row,) = tx.fetch_all(queries.find_turned_away)
    assert (row["act"], row["subject"]) == ("first-login.refused", "-")


def test_as_many_as_like_may_begin_behind_one_address(office: Administration) -> None:
    code = issue(office).json["code"]

    opened = [begin(office, code) for _step in range(first_login.TRIES + 1)]
    slips = [
        finish(office, code, opened[0].json["secret"], password="short") for _step in range(first_login.TRIES)
    ]

    assert {answer.status_code for answer in opened} == {200}
    assert {answer.json["type"] for answer in slips} == {"urn:karyasetu:password-too-weak"}
    assert finish(office, code, opened[0].json["secret"]).status_code == 204


def test_who_has_a_login_gets_a_new_way_only_when_everything_was_lost(office: Administration) -> None:
    code = issue(office).json["code"]
    secret = begin(office, code).json["secret"]
    finish(office, code, secret)
    signed = sign_in(office, secret)

    refused = issue(office)
    issued = issue(office, everything_lost=True).json

    assert refused.json["type"] == "urn:karyasetu:login-there"
    with office.database.transaction() as tx:
        living = actions.own_sessions(
            tx, replace(office.department_admin, session_id=signed.session.session_id)
        )
    assert living == []
    with pytest.raises(SignInRefused):
        sign_in(office, secret)
    assert begin(office, issued["code"]).status_code == 200


def test_who_lost_everything_loses_passkeys_and_backup_codes_as_well(office: Administration) -> None:
    code = issue(office).json["code"]
    finish(office, code, begin(office, code).json["secret"])
    person_id, sealing = office.state.people["CG100003"], office.client.context.sealing
    with office.database.transaction() as tx:
        actions.make_backup_codes(tx, SYSTEM, sealing, person_id)
        factors.add_passkey(tx, Passkey(new_id(), person_id, b"id", b"key", 0, "laptop"))

    issue(office, everything_lost=True)

    with office.database.transaction() as tx:
        assert factors.find_passkeys(tx, person_id) == []
        assert factors.find_backup_codes(tx, person_id) == []


def test_nobody_gives_himself_a_way_nor_one_to_the_suspended(office: Administration) -> None:
    own = issue(office, "CG100002")
    with office.database.transaction() as tx:
        actions.suspend(tx, SYSTEM, office.state.people["CG100003"], "GAD/1")
    suspended = issue(office)

    assert own.json["type"] == "urn:karyasetu:not-for-yourself"
    assert suspended.json["type"] == "urn:karyasetu:employee-not-serving"


def test_the_code_is_sent_sealed_where_a_contact_is_known_and_kept_nowhere(
    office: Administration, tmp_path: Path
) -> None:
    with office.database.transaction() as tx:
        contact = {"mobile": "+919800000003", "email": None}
        sealing = office.client.context.sealing
        actions.save_contact(tx, SYSTEM, sealing, office.state.people["CG100003"], contact)
    without, issued = issue(office, "CG100001").json, issue(office).json
    with office.database.transaction() as tx:
        envelopes = [row["envelope"] for row in tx.fetch_all(queries.find_outbox)]
        kept = str(tx.fetch_all(queries.find_ways))

    told = [json.loads(each) for each in envelopes if "first-login-issued" in each]
    notify = Sealing.from_directory(tmp_path / "sealing" / "notify", "notify")
    assert (without["sent"], issued["sent"], len(told)) == (False, True, 1)
    assert notify.open(told[0]["data"]["sealed"]) == {"code": issued["code"]}
    assert issued["code"] not in "".join(envelopes) + kept


def follow(client: Client, page: Result, action: str, jar: str, **fields: str) -> Result:
    body = urlencode({**hidden_fields(page, action), **fields})
    return client.post(action, body=body, headers={**FORM, "Cookie": jar})


def test_the_way_on_pages_from_the_slip_to_the_login(office: Administration) -> None:
    client, admin = office.client, office.state_admin
    path = f"/staff/people/{office.state.people['CG100003']}"
    given = send(client, client.get(path, actor=admin), f"{path}/link", admin)
    jar = f"slip={given.cookies['slip'].value}"
    slip = client.get(given.headers["location"], actor=admin, headers={"Cookie": jar})
    again = client.get(given.headers["location"], actor=admin)
    code = re.search(r"([A-Z0-9]{4}-){4}[A-Z0-9]{4}", slip.text)
    assert code

    start = client.get("/staff/first", params={"code": code[0]})
    wrong = follow(client, start, "/staff/first", "", code="AAAA-BBBB")
    begun = follow(client, start, "/staff/first", "", code=code[0])
    jar = f"way={begun.cookies['way'].value}"
    setup = client.get("/staff/first/setup", headers={"Cookie": jar})
    secret = re.search(r'<strong translate="no">([A-Z2-7]{32})</strong>', setup.text)
    assert secret
    typed = {"password_new": PASSWORD, "password_again": PASSWORD}
    weak = follow(
        client,
        setup,
        "/staff/first/setup",
        jar,
        password_new="a",
        password_again="a",
        authenticator_code="1 2",
    )
    done = follow(
        client, setup, "/staff/first/setup", jar, **typed, authenticator_code=pyotp.TOTP(secret[1]).at(NOW)
    )

    assert f"{HOME}/staff/first?code={code[0]}</span>" in slip.text
    assert '<path d="M' in slip.text
    assert code[0] not in again.text
    assert f'value="{code[0]}"' in start.text
    assert (wrong.status_code, "code-error" in wrong.text) == (422, True)
    assert '<path d="M' in setup.text
    assert (weak.status_code, "authenticator_code-error" in weak.text) == (422, True)
    assert PASSWORD not in weak.text
    assert done.headers["location"] == "/staff/first/done"
    assert sign_in(office, secret[1])


def test_a_setup_page_without_a_code_leads_to_where_it_is_typed(office: Administration) -> None:
    answer = office.client.get("/staff/first/setup", headers={"Cookie": "way=made-up"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/first")
