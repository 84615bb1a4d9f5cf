"""Alarms end when their cause has ended."""

from uuid import UUID

from kernel.database import Transaction
from services.notify import store
from services.notify.actions.desks import answering, is_anybody_told
from services.notify.domain import Addressee, AlarmKind


def review_alarms(tx: Transaction) -> None:
    """Clear the alarms of posts that are answered for again."""
    for alarm in store.find_open_alarms(tx):
        if _is_over(tx, AlarmKind(alarm["kind"]), alarm["post_id"]):
            store.clear_alarm(tx, alarm["alarm_id"])


def _is_over(tx: Transaction, kind: AlarmKind, post_id: UUID) -> bool:
    """Whether the cause has ended: a post is held, an officer back or stood in for, somebody above a post again."""
    if kind is AlarmKind.NOBODY_ABOVE:
        return is_anybody_told(tx, post_id)
    found = answering(tx, post_id)
    return isinstance(found, Addressee) or found.alarm is not kind
