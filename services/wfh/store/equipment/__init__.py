"""Rows of the register of equipment."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from kernel.clock import new_id
from kernel.database import Queries, Transaction, refusing
from services.wfh.domain.equipment import Equipment, EquipmentIsOut, EquipmentUnknown
from services.wfh.events import EquipmentKind

Row = dict[str, Any]
queries = Queries.beside(__file__)


def add_equipment(tx: Transaction, asset_number: str, kind: EquipmentKind, department: str) -> None:
    tx.execute(
        queries.add_equipment,
        device_id=new_id(),
        asset_number=asset_number,
        kind=kind,
        department=department,
        now=tx.now,
    )


def get_equipment_for_update(tx: Transaction, asset_number: str) -> Equipment:
    return _equipment(tx.fetch_one(queries.get_equipment_for_update, asset_number=asset_number))


def get_held_for_update(tx: Transaction, device_id: UUID) -> Equipment:
    return _equipment(tx.fetch_one(queries.get_held_for_update, device_id=device_id))


def add_custody(
    tx: Transaction, device_id: UUID, person_id: UUID, order_number: str, issued_by: UUID | None
) -> None:
    with refusing(one_holder_per_piece=EquipmentIsOut):
        tx.execute(
            queries.add_custody,
            custody_id=new_id(),
            device_id=device_id,
            person_id=person_id,
            order_number=order_number,
            now=tx.now,
            issued_by=issued_by,
        )


def end_custody(tx: Transaction, device_id: UUID, returned_by: UUID | None) -> None:
    tx.execute(queries.end_custody, device_id=device_id, returned_by=returned_by, now=tx.now)


def find_held(
    tx: Transaction,
    *,
    person_id: UUID | None = None,
    departments: Collection[str] | None = None,
    after: str | None = None,
    limit: int,
) -> list[Row]:
    wanted = None if departments is None else sorted(departments)
    return tx.fetch_all(queries.find_held, person_id=person_id, departments=wanted, after=after, limit=limit)


def _equipment(row: Row | None) -> Equipment:
    if row is None:
        raise EquipmentUnknown
    return Equipment(**{**row, "kind": EquipmentKind(row["kind"])})
