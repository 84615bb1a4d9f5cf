"""Alarms end when their cause has ended, and what waited for that goes on."""

from uuid import UUID

from kernel.database import Transaction
from services.notify import store
from services.notify.actions.desks import answering, is_anybody_told
from services.notify.domain import Addressee, AlarmKind

WOKEN_AT_ONCE = 20_000


def review_alarms(tx: Transaction) -> None:
    """Clear the alarms of posts that are answered for again, and let what waited for them be decided about anew."""
    for alarm in store.find_open_alarms(tx):
        kind, post_id = AlarmKind(alarm["kind"]), alarm["post_id"]
        if not _is_over(tx, kind, post_id):
            continue
        # Whoever finds a post unanswered raises its alarm, so nobody adds to what waits until this is over.
        store.lock_alarm(tx, alarm["alarm_id"])
        woken = store.wake_messages(tx, post_id, WOKEN_AT_ONCE) if kind is AlarmKind.NOBODY_ABOVE else 0
        if woken < WOKEN_AT_ONCE:
            store.clear_alarm(tx, alarm["alarm_id"])


def _is_over(tx: Transaction, kind: AlarmKind, post_id: UUID) -> bool:
    """Whether the cause has ended: a post is held, an officer back or stood in for, somebody above a post again."""
    if kind is AlarmKind.NOBODY_ABOVE:
        return is_anybody_told(tx, post_id)
    found = answering(tx, post_id)
    return isinstance(found, Addressee) or found.alarm is not kind
