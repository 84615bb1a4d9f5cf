"""The register of equipment: a piece goes into somebody's hands, and comes back."""

from typing import Any
from uuid import UUID

from kernel import directory
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.wfh import access, store
from services.wfh.access import OnlyStaff
from services.wfh.actions.standing import standing_of
from services.wfh.domain.equipment import Equipment, normal_asset_number
from services.wfh.events import DeviceIssued, DeviceReturned, EquipmentKind
from services.wfh.store import equipment as pieces

MOST_OF_ONE = 100


def issue_equipment(
    tx: Transaction,
    actor: Actor,
    person_id: UUID,
    kind: EquipmentKind,
    asset_number: str,
    order_number: str,
) -> Equipment:
    """Put a piece into somebody's hands; it is entered when its number is new."""
    standing = standing_of(tx, person_id)
    require(access.may_issue_to(actor, person_id, standing.departments))
    number, department = normal_asset_number(asset_number), standing.post.department
    pieces.add_equipment(tx, number, kind, department)
    piece = pieces.get_equipment_for_update(tx, number)
    require(access.may_take_back(actor, _departments_above(tx, piece)))
    piece.check_issue(kind)
    pieces.add_custody(tx, piece.device_id, person_id, order_number, actor.person_id)
    event = DeviceIssued(device_id=piece.device_id, person_id=person_id, kind=piece.kind, asset_number=number)
    tx.announce(event, born_in=department)
    tx.record(actor, "equipment.issued", piece.device_id, person_id=person_id)
    return piece


def take_equipment_back(tx: Transaction, actor: Actor, device_id: UUID) -> Equipment:
    """Enter that a piece came back; whoever had it can do nothing with it any more."""
    piece = pieces.get_held_for_update(tx, device_id)
    require(access.may_take_back(actor, _departments_above(tx, piece)))
    pieces.end_custody(tx, device_id, actor.person_id)
    tx.announce(DeviceReturned(device_id=device_id), born_in=piece.department)
    tx.record(actor, "equipment.returned", device_id, person_id=piece.holder)
    return piece


def own_equipment(tx: Transaction, actor: Actor) -> list[dict[str, Any]]:
    """What is in one's own hands."""
    if actor.person_id is None:
        raise OnlyStaff
    return pieces.find_held(tx, person_id=actor.person_id, limit=MOST_OF_ONE)


def held_equipment(
    tx: Transaction, actor: Actor, after: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """What is in people's hands in the officer's departments, by number, and where the rest begins."""
    of_all = access.keeps_all_equipment(actor)
    departments = None if of_all else set(directory.department_subtree(tx, actor.department or ""))
    rows = pieces.find_held(tx, departments=departments, after=after, limit=limit + 1)
    people = directory.people_by_id(tx, (row["person_id"] for row in rows))
    items = [{**row, "person": people.get(row["person_id"])} for row in rows[:limit]]
    return items, items[-1]["asset_number"] if len(rows) > limit else None


def _departments_above(tx: Transaction, piece: Equipment) -> set[str]:
    return set(store.find_departments_above(tx, piece.department))
