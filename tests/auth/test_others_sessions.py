"""An administrator sees and ends sessions of others, in the own department only."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from falcon.testing import TestClient

from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.edge.http import application
from kernel.identity import Actor
from services.auth.api import api
from services.auth.pages import pages
from tests.auth.organisation import NOW
from tests.auth.test_api import House
from tests.clients import Client
from tests.fakes import a_charge, an_actor, an_id
from tests.forms import send

queries = Queries.beside(__file__)


@pytest.fixture
def house(database: Callable[..., Database], tmp_path: Path) -> House:
    with frozen(NOW):
        return House(database("auth"), tmp_path)


@pytest.fixture
def desk(house: House) -> Client:
    """An administrator before the pages."""
    return Client(
        house.admins.context, TestClient(application(house.admins.context, [api, pages])), house.admins.key
    )


def an_admin(department: str = "REV", role: str = "department_admin", **over: Any) -> Actor:
    charge = a_charge(department=department, roles=frozenset({role}))
    return an_actor(charge=charge, person_id=an_id("administrator"), **over)


def test_an_administrator_ends_one_session_and_then_all(house: House) -> None:
    officer = house.office.state.officer
    with frozen(NOW):
        first = house.login().json
    with frozen(NOW + timedelta(minutes=1)):
        second = house.login().json
        listed = house.admins.get("/v1/staff/cg 100001/sessions", actor=an_admin()).json["items"]
        one = house.admins.post(f"/v1/people/{officer}/sessions/{first['session_id']}/end", actor=an_admin())
        again = house.admins.post(
            f"/v1/people/{officer}/sessions/{first['session_id']}/end", actor=an_admin()
        )
        left = house.admins.get("/v1/staff/CG100001/sessions", actor=an_admin()).json["items"]
        everything = house.admins.post(f"/v1/people/{officer}/sessions/end", actor=an_admin())
        refused = house.ask("POST", "/v1/refresh", json={"refresh_token": second["refresh_token"]})

    assert [each["session_id"] for each in listed] == [second["session_id"], first["session_id"]]
    assert (one.status_code, again.status_code, everything.status_code) == (204, 404, 204)
    assert [each["session_id"] for each in left] == [second["session_id"]]
    assert refused.status_code == 401
    with house.office.desk.database.transaction() as tx:
        ends = {row["end_reason"] for row in tx.fetch_all(queries.find_session_ends)}
        acts = [row["act"] for row in tx.fetch_all(queries.find_acts)]
    assert ends == {"ADMINISTRATOR"}
    assert acts[-4:] == ["sessions.looked-at", "session.ended", "sessions.looked-at", "sessions.ended"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (an_admin("HFW"), 403),
        (an_admin("LAND"), 403),
        (an_admin(role="section_officer"), 403),
        (an_admin("HFW", "state_admin"), 204),
        (an_admin("REV"), 204),
    ],
)
def test_only_the_own_department_and_the_state_may(house: House, who: Actor, status: int) -> None:
    path = f"/v1/people/{house.office.state.officer}/sessions/end"
    with frozen(NOW):
        assert house.admins.post(path, actor=who).status_code == status


def test_the_page_shows_and_ends_them_in_both_languages(house: House, desk: Client) -> None:
    with frozen(NOW):
        house.login()
        empty = desk.get("/staff/sessions", actor=an_admin())
        unknown = desk.get("/staff/sessions?staff_uid=CG999999", actor=an_admin())
        foreign = desk.get("/staff/sessions?staff_uid=CG100001", actor=an_admin("HFW"))
        shown = desk.get("/staff/sessions?staff_uid=CG100001", actor=an_admin())
        hindi = desk.get("/staff/sessions?staff_uid=CG100001", actor=an_admin(language="hi"))
        ends = re.findall(r'action="(/staff/people/[^"]+/end)"', shown.text)
        one = send(desk, shown, ends[0], an_admin())
        after = desk.get(one.headers["location"], actor=an_admin())

    assert "<dl" not in empty.text
    assert 'id="staff_uid-error"' in unknown.text
    assert "another department" in foreign.text
    assert len(ends) == 2
    assert "Anjali" in shown.text
    assert "सभी समाप्त करें" in hindi.text
    assert one.status_code == 303
    assert "signed in nowhere" in after.text
