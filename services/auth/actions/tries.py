"""Tries are counted whether they succeed or not; that there were too many stands in the record once, not each time."""

from collections.abc import Sequence

from kernel import allowance
from kernel.allowance import Allowance
from kernel.database import Database, Transaction
from kernel.errors import TooManyTries
from kernel.identity import Actor


def spend(database: Database, actor: Actor, allowed: Allowance, act: str, subject: object) -> None:
    """Take one try, in a transaction of its own that stands although the try is refused.

    Raises TooManyTries; the first time in a window this is recorded as *act* about *subject*.
    """
    try:
        with database.transaction() as tx:
            allowance.spend(tx, *allowed)
    except TooManyTries:
        with database.transaction() as tx:
            record_once(tx, actor, allowed, act, subject)
        raise


def spent_up(tx: Transaction, allowed: Sequence[Allowance]) -> Allowance:
    """The allowance by which a try was turned away: the one of which least is left."""
    used = allowance.used(tx, *((key, seconds) for key, _times, seconds in allowed))
    return min(zip(allowed, used, strict=True), key=lambda each: each[0][1] - each[1])[0]


def recorded(tx: Transaction, allowed: Sequence[Allowance]) -> TooManyTries | None:
    """The refusal of who was turned away before in this window; one look, and nothing is written."""
    keys = [(key, seconds) for key, _times, seconds in allowed]
    used = allowance.used(tx, *keys, *((_turned_away(key), seconds) for key, seconds in keys))
    for (_key, times, seconds), spent, away in zip(allowed, used, used[len(allowed) :], strict=False):
        if spent >= times and away:
            return TooManyTries(retry_after=allowance.seconds_left(tx, seconds))
    return None


def record_once(tx: Transaction, actor: Actor, allowed: Allowance, act: str, subject: object) -> None:
    """Record that a spent allowance turned somebody away; raises TooManyTries where that is recorded in this window.

    So a flood leaves one row for each allowance that it spent, and undoes whatever else it would have written.
    """
    key, _times, seconds = allowed
    allowance.spend(tx, _turned_away(key), 1, seconds)
    tx.record(actor, act, subject, cause="too-many-tries", allowance=key.partition(":")[0])


def _turned_away(key: str) -> str:
    return f"turned-away:{key}"
