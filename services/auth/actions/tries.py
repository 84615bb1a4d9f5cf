"""Tries are counted whether they succeed or not; that there were too many stands in the record once, not each time."""

from kernel import allowance
from kernel.database import Database, Transaction
from kernel.errors import TooManyTries
from kernel.identity import Actor

# A key, how often in a window, and how many seconds a window lasts.
Allowance = tuple[str, int, int]


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


def record_once(tx: Transaction, actor: Actor, allowed: Allowance, act: str, subject: object) -> None:
    """Record that a spent allowance turned somebody away; raises TooManyTries where that is recorded in this window.

    So a flood leaves one row for each allowance that it spent, and undoes whatever else it would have written.
    """
    key, _times, seconds = allowed
    allowance.spend(tx, f"turned-away:{key}", 1, seconds)
    tx.record(actor, act, subject, cause="too-many-tries", allowance=key.partition(":")[0])
