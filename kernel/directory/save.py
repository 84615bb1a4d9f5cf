"""Directory events in: rows taken over, runs of republication, revocations, and how fresh the copy is."""

from collections.abc import Callable
from datetime import timedelta

from kernel.clock import local_date
from kernel.database import Queries, Transaction
from kernel.directory.revocations import save_revocation
from kernel.events import Event

# The speaker beats every fifteen seconds; after four missed beats the copy may hide a revocation.
STALE_AFTER = timedelta(seconds=60)

queries = Queries.beside(__file__)

_ROWS = {
    "department-published": queries.save_department,
    "area-published": queries.save_area,
    "office-published": queries.save_office,
    "post-published": queries.save_post,
    "person-published": queries.save_person,
    "charge-published": queries.save_charge,
    "grant-published": queries.save_grant,
    "portal-published": queries.save_portal,
}
# What a speaker of the release before does not say yet.
_UNSAID: dict[str, dict[str, None]] = {"portal-published": {"name_en": None, "name_hi": None}}
_CLOSINGS = (
    queries.close_unseen_department,
    queries.close_unseen_area,
    queries.close_unseen_office,
    queries.close_unseen_post,
    queries.close_unseen_person,
    queries.close_unseen_charge,
    queries.close_unseen_grant,
    queries.close_unseen_portal,
)


def save(tx: Transaction, event: Event) -> None:
    """Take a directory *event* into this service's copy; an event of another kind only counts as heard.

    Older sequences of a subject change nothing, so repetition and replay are harmless.
    """
    kind = event.name.partition(".")[2]
    if kind in _ROWS:
        tx.execute(_ROWS[kind], sequence=event.sequence, **_UNSAID.get(kind, {}) | event.data)
    elif kind in _MARKERS:
        _MARKERS[kind](tx, event)
    tx.execute(queries.save_heard, at=event.occurred_at)


def is_stale(tx: Transaction) -> bool:
    """Whether the copy may lag: its speaker was not heard for a minute, or never."""
    heard_at = tx.fetch_value(queries.get_heard_at)
    return heard_at is None or tx.now - heard_at > STALE_AFTER


def _begin_run(tx: Transaction, event: Event) -> None:
    tx.execute(queries.begin_run, run_id=event.run_id, at=event.occurred_at)


def _end_run(tx: Transaction, event: Event) -> None:
    if not tx.execute(queries.end_run, run_id=event.run_id, at=event.occurred_at):
        return
    last_day = local_date(event.occurred_at) - timedelta(days=1)
    for statement in _CLOSINGS:
        tx.execute(statement, run_id=event.run_id, last_day=last_day)


def _revoke(tx: Transaction, event: Event) -> None:
    save_revocation(tx, event.session_id, event.person_id, event.revoked_at)


_MARKERS: dict[str, Callable[[Transaction, Event], None]] = {
    "republish-begun": _begin_run,
    "republish-ended": _end_run,
    "session-revoked": _revoke,
}
