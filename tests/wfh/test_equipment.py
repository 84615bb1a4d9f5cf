"""The register of equipment: a piece goes into somebody's hands, and comes back."""

from pathlib import Path
from typing import Any

import pytest

from kernel.database import Database, Queries
from kernel.identity import Zone
from services.wfh import access, actions
from services.wfh.access import EquipmentOfOthers
from services.wfh.api import api
from services.wfh.domain.equipment import EquipmentIsOfOtherKind, EquipmentIsOut, EquipmentUnknown
from services.wfh.events import EquipmentKind
from services.wfh.pages import pages
from tests.clients import Client, a_client
from tests.fakes import an_id
from tests.forms import send
from tests.wfh.office import (
    ADMINISTRATOR,
    AT_HOME,
    SECTION_OFFICER,
    UNDER_SECRETARY,
    a_person,
    person_of,
    staff,
)

queries = Queries.beside(__file__)
OF_REVENUE = staff("under secretary", "REV-US-1", roles=frozenset({"department_admin"}))
OF_HEALTH = staff("under secretary", "REV-US-1", roles=frozenset({"department_admin"}), department="HFW")
HOLDER = person_of(SECTION_OFFICER)


@pytest.fixture
def client(office: Database, tmp_path: Path) -> Client:
    return a_client("wfh", office, tmp_path, [api, pages])


def issue(
    office: Database, actor: Any = OF_REVENUE, kind: str = "LAPTOP", number: str = " rev-lap-1 "
) -> Any:
    with office.transaction() as tx:
        return actions.issue_equipment(tx, actor, HOLDER, EquipmentKind(kind), number, "GAD/1")


def test_a_laptop_is_issued_comes_back_and_is_issued_anew(office: Database) -> None:
    piece = issue(office)
    with pytest.raises(EquipmentIsOut):
        issue(office)
    with office.transaction() as tx:
        actions.take_equipment_back(tx, OF_REVENUE, piece.device_id)
    again = issue(office)

    assert (again.device_id, again.asset_number) == (piece.device_id, "REV-LAP-1")
    with office.transaction() as tx:
        said = [row["routing_key"] for row in tx.fetch_all(queries.find_keys)]
    assert said == ["wfh.device-issued.v1.rev", "wfh.device-returned.v1.rev", "wfh.device-issued.v1.rev"]


def test_a_number_belongs_to_one_kind_of_piece(office: Database) -> None:
    piece = issue(office)
    with office.transaction() as tx:
        actions.take_equipment_back(tx, OF_REVENUE, piece.device_id)

    with pytest.raises(EquipmentIsOfOtherKind):
        issue(office, kind="TABLET")


def test_what_nobody_holds_does_not_come_back(office: Database) -> None:
    with pytest.raises(EquipmentUnknown), office.transaction() as tx:
        actions.take_equipment_back(tx, OF_REVENUE, an_id("nothing"))


def test_equipment_is_issued_within_the_department_and_never_to_oneself(office: Database) -> None:
    himself = staff("section officer", "REV-SO-1", roles=frozenset({"state_admin"}))
    for actor in (OF_HEALTH, himself):
        with pytest.raises(EquipmentOfOthers):
            issue(office, actor)
    piece = issue(office, ADMINISTRATOR)

    with pytest.raises(EquipmentOfOthers), office.transaction() as tx:
        actions.take_equipment_back(tx, OF_HEALTH, piece.device_id)


@pytest.mark.parametrize(("actor", "allowed"), [(OF_REVENUE, True), (UNDER_SECRETARY, False)])
def test_the_register_is_kept_by_administrators(actor: Any, *, allowed: bool) -> None:
    assert access.POLICY["equipment.keep"](actor).allowed is allowed


def test_the_register_is_not_kept_from_the_open_internet() -> None:
    at_home = staff("under secretary", "REV-US-1", Zone.INTERNET, roles=frozenset({"department_admin"}))

    assert not access.POLICY["equipment.keep"](at_home).allowed


def test_each_reads_his_own_and_the_officer_his_departments(client: Client) -> None:
    body = {"person_id": str(HOLDER), "kind": "LAPTOP", "order_number": "GAD/1"}
    for number in ("REV-LAP-1", "REV-LAP-2"):
        assert (
            client.post(
                "/v1/wfh/equipment", actor=OF_REVENUE, json={**body, "asset_number": number}
            ).status_code
            == 201
        )
    own = client.get("/v1/wfh/equipment/own", actor=AT_HOME).json["items"]
    first = client.get("/v1/wfh/equipment?limit=1", actor=OF_REVENUE).json
    rest = client.get(f"/v1/wfh/equipment?limit=1&after={first['next']}", actor=OF_REVENUE).json
    strange = client.get("/v1/wfh/equipment", actor=OF_HEALTH).json["items"]
    back = client.post(f"/v1/wfh/equipment/{own[0]['device_id']}/return", actor=OF_REVENUE)

    assert [row["asset_number"] for row in own] == ["REV-LAP-1", "REV-LAP-2"]
    assert [row["asset_number"] for row in first["items"] + rest["items"]] == ["REV-LAP-1", "REV-LAP-2"]
    assert (rest["next"], strange, back.status_code) == (None, [], 200)


def test_issue_and_return_on_the_page(client: Client) -> None:
    empty = client.get("/wfh/equipment", actor=OF_REVENUE)
    uid = a_person("section officer").staff_uid
    typed = {"asset_number": "rev-lap-7", "kind": "LAPTOP", "staff_uid": uid.lower(), "order_number": "GAD/1"}

    wrong = send(client, empty, "/wfh/equipment", OF_REVENUE, **{**typed, "staff_uid": "CG1"})
    issued = send(client, empty, "/wfh/equipment", OF_REVENUE, **typed)
    shown = client.get("/wfh/equipment?done=issued", actor=OF_REVENUE)
    own = client.get("/v1/wfh/equipment/own", actor=AT_HOME).json["items"][0]["device_id"]
    back = send(client, shown, f"/wfh/equipment/{own}/return", OF_REVENUE)

    assert "Nothing is issued in your departments." in empty.text
    assert (wrong.status_code, "not in the directory" in wrong.text) == (404, True)
    assert issued.headers["location"] == "/wfh/equipment?done=issued"
    assert "REV-LAP-7" in shown.text
    assert "Section Officer" in shown.text
    assert back.headers["location"] == "/wfh/equipment?done=returned"
