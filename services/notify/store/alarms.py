"""Rows of alarms in and out."""

from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from services.notify.domain import AlarmKind
from services.notify.store.statements import Row, queries


def raise_alarm(tx: Transaction, kind: AlarmKind, post_id: UUID, up_post: UUID | None) -> bool:
    """Raise an alarm or count it once more; True when it is new."""
    about = {"kind": kind, "post_id": post_id, "up_post": up_post}
    return bool(tx.fetch_value(queries.raise_alarm, alarm_id=clock.new_id(), now=tx.now, **about))


def find_open_alarms(tx: Transaction) -> list[Row]:
    return tx.fetch_all(queries.find_open_alarms)


def lock_alarm(tx: Transaction, alarm_id: UUID) -> None:
    tx.execute(queries.lock_alarm, alarm_id=alarm_id)


def clear_alarm(tx: Transaction, alarm_id: UUID) -> None:
    tx.execute(queries.clear_alarm, alarm_id=alarm_id, now=tx.now)


def find_alarms(tx: Transaction, **marks: Any) -> list[Row]:
    return tx.fetch_all(queries.find_alarms, **marks)
