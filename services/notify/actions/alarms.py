"""Alarms end when their cause has ended."""

from kernel.database import Transaction
from services.notify import store
from services.notify.actions.desks import answering
from services.notify.domain import Addressee, AlarmKind


def review_alarms(tx: Transaction) -> None:
    """Clear the alarms of posts that are answered for again."""
    for alarm in store.find_open_alarms(tx):
        found = answering(tx, alarm["post_id"])
        if isinstance(found, Addressee) or found is not _cause(alarm["kind"]):
            store.clear_alarm(tx, alarm["alarm_id"])


def _cause(kind: str) -> AlarmKind:
    """What must still be so for an alarm to stand; nobody above is seen again at the next message."""
    return AlarmKind.POST_VACANT if kind == AlarmKind.NOBODY_ABOVE else AlarmKind(kind)
