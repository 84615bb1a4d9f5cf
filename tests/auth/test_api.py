"""Signing in and the directory over HTTP, as the gateway would ask."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from falcon.testing import Result, TestClient

from kernel import clock
from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.edge.http import application
from kernel.identity import Actor
from kernel.tokens import Verifier
from services.auth import actions
from services.auth.api import api
from services.auth.settings import Settings
from tests.auth.organisation import NOW, PASSWORD, SERIAL, SINCE, SYSTEM, a_charge_of, follow, open_office
from tests.clients import Client, a_context
from tests.conftest import Databases
from tests.fakes import a_charge, an_actor

queries = Queries.beside(__file__)
VPN = {"X-Zone": "VPN", "X-Device": SERIAL, "X-Forwarded-For": "127.0.0.9"}


class House:
    """An api process of auth, with the officer who can sign in."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.office = open_office(database, folder)
        settings = Settings(folder / "signing.json", folder / "keys.json")
        context, key = a_context("auth", database, folder, settings)
        # A test's own callers and those who sign in here are both known.
        self.admins = Client(context, TestClient(application(context, [api])), key)
        signed_in = replace(context, verifier=Verifier(folder / "keys.json"))
        self.falcon = TestClient(application(signed_in, [api]))

    def ask(self, method: str, path: str, *, token: str = "", **options: Any) -> Result:
        headers = {**VPN, "Accept-Language": "en", **options.pop("headers", {})}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self.falcon.simulate_request(method, path, headers=headers, **options)

    def login(self, **over: Any) -> Result:
        headers = over.pop("headers", {})
        body = {"staff_uid": "CG100001", "password": PASSWORD, "code": self.office.code(clock.now()), **over}
        return self.ask("POST", "/v1/login", json=body, headers=headers)


@pytest.fixture
def house(database: Callable[..., Database], tmp_path: Path) -> House:
    with frozen(NOW):
        return House(database("auth"), tmp_path)


@pytest.fixture(scope="module")
def quiet_house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for the tests that leave no trace."""
    name = databases.clone("auth")
    pool = Database(databases.dsn(name, "app"), wait_ms=60_000, name="test")
    with frozen(NOW):
        made = House(pool, tmp_path_factory.mktemp("quiet"))
    yield made
    pool.close()
    databases.drop(name)


def admin(**over: Any) -> Actor:
    return an_actor(charge=a_charge(roles=frozenset({"state_admin"})), **over)


def test_an_officer_signs_in_looks_around_and_signs_out(house: House) -> None:
    with frozen(NOW):
        signed = house.login().json
        token = signed["access_token"]
        me = house.ask("GET", "/v1/me", token=token).json
        sessions = house.ask("GET", "/v1/sessions", token=token).json
        again = house.ask("POST", "/v1/refresh", json={"refresh_token": signed["refresh_token"]})
        out = house.ask("POST", "/v1/logout", token=token)
        after = house.ask("POST", "/v1/refresh", json={"refresh_token": again.json["refresh_token"]})

    assert (signed["token_type"], signed["expires_in"]) == ("Bearer", 300)
    assert (me["staff_uid"], me["zone"], [each["post_code"] for each in me["charges"]]) == (
        "CG100001",
        "VPN",
        ["REV-SO-1"],
    )
    assert [each["session_id"] for each in sessions["items"]] == [signed["session_id"]]
    assert (again.status_code, out.status_code, after.status_code) == (200, 204, 401)


def test_nothing_tells_whether_a_person_exists(house: House) -> None:
    with frozen(NOW):
        answers = [
            house.login(staff_uid="CG999999"),
            house.login(password="a wrong password"),
            house.login(code="123456"),
        ]

    assert {answer.status_code for answer in answers} == {401}
    told = [{k: v for k, v in answer.json.items() if k != "instance"} for answer in answers]
    assert told[0] == told[1] == told[2]
    assert told[0]["type"] == "urn:karyasetu:sign-in-refused"


def test_a_refusal_speaks_the_readers_language(house: House) -> None:
    with frozen(NOW):
        answer = house.login(password="a wrong password", headers={"Accept-Language": "hi"})

    assert "कर्मचारी संख्या" in answer.json["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"staff_uid": "CG100001"},
        {"code": "12345"},
        {"code": "१२३४५६"},
        {"password": "x" * 200},
        {"admin": True},
        {"staff_uid": {"$ne": 1}},
    ],
)
def test_a_sign_in_of_the_wrong_shape_is_refused(quiet_house: House, body: dict[str, Any]) -> None:
    whole = {"staff_uid": "CG100001", "password": PASSWORD, "code": "123456", **body}
    sent = body if list(body) == ["staff_uid"] and body["staff_uid"] == "CG100001" else whole

    answer = quiet_house.ask("POST", "/v1/login", json=sent)

    assert (answer.status_code, bool(answer.json["errors"])) == (422, True)


def test_a_stranger_on_the_vpn_is_told_what_to_do(house: House) -> None:
    with frozen(NOW):
        answer = house.login(headers={"X-Device": "FF"})

    assert answer.status_code == 403
    assert "ask for its certificate" in answer.json["detail"]


def test_too_many_tries_are_told_when_to_come_back(house: House) -> None:
    with frozen(NOW):
        statuses = [house.login(code="000000").status_code for _ in range(11)]
        last = house.login(code="000000")

    assert statuses[-1] == 429
    assert int(last.headers["Retry-After"]) > 0


def test_a_repeated_key_never_stores_a_token(house: House) -> None:
    key = {"Idempotency-Key": "the same key"}
    with frozen(NOW):
        first = house.login(headers=key)
        second = house.login(headers=key)

    assert (first.status_code, second.status_code) == (200, 401)
    with house.office.desk.database.transaction() as tx:
        assert tx.fetch_value(queries.count_answers) == 0


def test_a_token_of_the_vpn_is_worth_nothing_elsewhere(house: House) -> None:
    with frozen(NOW):
        token = house.login().json["access_token"]

        elsewhere = house.ask("GET", "/v1/me", token=token, headers={"X-Zone": "INTERNET", "X-Device": ""})
        other_device = house.ask("GET", "/v1/me", token=token, headers={"X-Device": "FF"})

    assert (elsewhere.status_code, other_device.status_code) == (401, 401)


def test_an_old_token_has_ended(house: House) -> None:
    with frozen(NOW):
        token = house.login().json["access_token"]
    with frozen(NOW + timedelta(minutes=5)):
        assert house.ask("GET", "/v1/me", token=token).status_code == 401


def test_the_public_keys_are_there_for_everybody_and_hold_no_secret(quiet_house: House) -> None:
    keys = quiet_house.ask("GET", "/.well-known/jwks.json").json["keys"]

    assert [(key["kty"], key["crv"], "d" in key) for key in keys] == [("OKP", "Ed25519", False)]


@pytest.mark.parametrize("path", ["/v1/me", "/v1/sessions", "/v1/departments", "/v1/areas"])
def test_without_signing_in_nothing_is_shown(quiet_house: House, path: str) -> None:
    assert quiet_house.ask("GET", path).status_code == 401


def test_an_administrator_appoints_grants_and_ends(house: House) -> None:
    state = house.office.state
    charge = {
        "person_id": str(state.people["CG100002"]),
        "post_id": str(state.posts["REV-US-1"]),
        "kind": "SUBSTANTIVE",
        "order_number": "GAD/1",
        "valid_from": SINCE.isoformat(),
    }
    grant = {"post_id": charge["post_id"], "order_number": "GAD/2", "valid_from": SINCE.isoformat()}

    with frozen(NOW):
        given = house.admins.post("/v1/charges", json=charge, actor=admin())
        granted = house.admins.post("/v1/grants", json=grant, actor=admin())
        taken = house.admins.post(
            "/v1/charges", json=charge | {"person_id": str(state.people["CG100003"])}, actor=admin()
        )
        ending = {"order_number": "GAD/3"}
        ended = house.admins.post(f"/v1/charges/{given.json['charge_id']}/end", json=ending, actor=admin())
        revoked = house.admins.post(
            f"/v1/grants/{granted.json['grant_id']}/revoke", json=ending, actor=admin()
        )

    assert [each.status_code for each in (given, granted, taken, ended, revoked)] == [201, 201, 409, 204, 204]
    assert taken.json["type"] == "urn:karyasetu:post-is-occupied"


def test_only_administrators_change_the_directory(house: House) -> None:
    order = {"order_number": "GAD/1"}
    with frozen(NOW):
        plain = house.admins.post(
            f"/v1/people/{house.office.state.officer}/suspend", json=order, actor=an_actor()
        )
        suspended = house.admins.post(
            f"/v1/people/{house.office.state.officer}/suspend", json=order, actor=admin()
        )
        refused = house.login()
        reinstated = house.admins.post(
            f"/v1/people/{house.office.state.officer}/reinstate", json=order, actor=admin()
        )
        again = house.admins.post(
            f"/v1/people/{house.office.state.officer}/reinstate", json=order, actor=admin()
        )

    assert [each.status_code for each in (plain, suspended, refused, reinstated)] == [403, 204, 401, 204]
    assert (again.status_code, again.json["type"]) == (409, "urn:karyasetu:not-suspended")


def test_devices_and_portals_are_registered_and_taken_back(house: House) -> None:
    device = {"serial": "0F:0F", "person_id": str(house.office.state.officer)}
    portal = {
        "department": "REV",
        "name_en": "Revenue",
        "name_hi": "राजस्व",
        "origins": ["https://rev.example"],
    }
    with frozen(NOW):
        registered = house.admins.post("/v1/devices", json=device, actor=admin())
        revoked = house.admins.post("/v1/devices/F0F/revoke", json={"order_number": "1"}, actor=admin())
        opened = house.admins.post("/v1/portals", json=portal, actor=admin())
        closed = house.admins.post(f"/v1/portals/{opened.json['portal_id']}/close", actor=admin())
        strange = house.admins.post("/v1/portals", json=portal | {"origins": ["javascript:1"]}, actor=admin())

    assert (registered.json, revoked.status_code) == ({"serial": "F0F"}, 204)
    assert (opened.json["key"][:4], closed.status_code, strange.status_code) == ("ksp_", 204, 422)


def test_the_directory_is_read_from_the_local_copy(house: House) -> None:
    with frozen(NOW):
        with house.office.desk.database.transaction() as tx:
            actions.appoint(tx, SYSTEM, a_charge_of(house.office.state, "REV-US-1", "CG100002"))
        follow(house.office.desk.database)
        us = house.office.state.posts["REV-US-1"]
        answers = {
            path: house.admins.get(path, actor=an_actor()).json
            for path in (
                "/v1/departments",
                "/v1/departments/LAND",
                "/v1/departments/REV/posts",
                "/v1/departments/without-nodal-officer",
                "/v1/areas",
                f"/v1/posts/{us}",
            )
        }

    assert [each["code"] for each in answers["/v1/departments"]["items"]] == ["HFW", "LAND", "REV"]
    assert answers["/v1/departments/LAND"]["name_hi"] == "भू-अभिलेख"
    assert len(answers["/v1/departments/REV/posts"]["items"]) == 4
    assert [each["code"] for each in answers["/v1/departments/without-nodal-officer"]["items"]] == ["HFW"]
    assert answers["/v1/areas"]["items"][1]["lgd_code"] is None
    assert answers[f"/v1/posts/{us}"]["holder"]["staff_uid"] == "CG100002"


def test_a_republication_rebuilds_the_copy(house: House) -> None:
    database = house.office.desk.database
    with frozen(NOW):
        follow(database)
        before = rows_of(database)
        with database.transaction() as tx:
            tx.execute(queries.blur_copy)
        assert rows_of(database) != before

        answer = house.admins.post("/v1/directory/republish", actor=admin())
        follow(database)

    assert answer.status_code == 201
    assert rows_of(database) == before


def rows_of(database: Database) -> Any:
    with database.transaction(reading=True) as tx:
        return tx.fetch_all(queries.find_copy)


def test_a_session_that_was_ended_is_refused_everywhere_at_once(house: House) -> None:
    with frozen(NOW):
        token = house.login().json["access_token"]
        before = house.ask("GET", "/v1/me", token=token)
        house.ask("POST", "/v1/logout", token=token)
        follow(house.office.desk.database)
        after = house.ask("GET", "/v1/me", token=token)

    assert (before.status_code, after.status_code) == (200, 401)


def test_without_the_broker_a_revoked_token_lives_no_longer_than_its_five_minutes(house: House) -> None:
    with frozen(NOW):
        signed = house.login().json
        token = signed["access_token"]
        # Nobody takes the announcement to the services, auth's own copy included.
        house.ask("POST", "/v1/logout", token=token)
        at_once = house.ask("POST", "/v1/refresh", json={"refresh_token": signed["refresh_token"]})
    with frozen(NOW + timedelta(seconds=299)):
        untold = house.ask("GET", "/v1/me", token=token)
    with frozen(NOW + timedelta(seconds=300)):
        over = house.ask("GET", "/v1/me", token=token)

    assert (at_once.status_code, untold.status_code, over.status_code) == (401, 200, 401)
