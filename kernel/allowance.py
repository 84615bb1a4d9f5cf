"""How often something may be tried: fixed windows, counted in the database so that all processes agree."""

from collections.abc import Sequence
from datetime import UTC, datetime

from kernel.clock import IST
from kernel.database import Queries, Query, Transaction
from kernel.errors import TooManyTries

queries = Queries.beside(__file__)

# A key, how often in a window, and how many seconds a window lasts.
Allowance = tuple[str, int, int]

# Windows are laid out from a midnight in India, so that a day's begins when people's day does.
_A_MIDNIGHT = int(datetime(2020, 1, 1, tzinfo=IST).timestamp())


def spend(
    tx: Transaction, key: str, limit: int, per_seconds: int, refusal: type[TooManyTries] = TooManyTries
) -> None:
    """Take one from the allowance of *key*; raises the *refusal* with the seconds until the window ends.

    The count belongs to the caller's transaction: a try that must count although it is refused is spent
    in a transaction of its own.
    """
    spend_each(tx, [(key, limit, per_seconds)], refusal)


def spend_each(
    tx: Transaction, allowed: Sequence[Allowance], refusal: type[TooManyTries] = TooManyTries
) -> None:
    """Take one from each allowance in one statement; raises the *refusal* of the first that is spent.

    Each is locked until the transaction ends: whoever takes from several names their kinds always in one order,
    and no key twice.
    """
    spent = _counts(
        tx, queries.spend_allowances, [(key, per_seconds) for key, _limit, per_seconds in allowed]
    )
    for (_key, limit, per_seconds), taken in zip(allowed, spent, strict=True):
        if taken > limit:
            raise refusal(retry_after=seconds_left(tx, per_seconds))


def used(tx: Transaction, *windows: tuple[str, int]) -> list[int]:
    """How much of each allowance, a key and the seconds of its window, is spent in the present window; one look."""
    return _counts(tx, queries.find_spent_allowances, windows)


def seconds_left(tx: Transaction, per_seconds: int) -> int:
    """In how many seconds the present window ends."""
    return per_seconds - _window(tx, per_seconds)[1]


def give_back(tx: Transaction, key: str, per_seconds: int) -> None:
    """Put one back into the present window's allowance: a try that was right should not have counted."""
    tx.execute(queries.give_allowance_back, key=key, window_start=_window(tx, per_seconds)[0])


def _counts(tx: Transaction, query: Query, windows: Sequence[tuple[str, int]]) -> list[int]:
    keys = [key for key, _per_seconds in windows]
    starts = [_window(tx, per_seconds)[0] for _key, per_seconds in windows]
    counts = {row["key"]: int(row["used"]) for row in tx.fetch_all(query, keys=keys, window_starts=starts)}
    return [counts.get(key, 0) for key in keys]


def _window(tx: Transaction, per_seconds: int) -> tuple[datetime, int]:
    now = int(tx.now.timestamp())
    elapsed = (now - _A_MIDNIGHT) % per_seconds
    return datetime.fromtimestamp(now - elapsed, UTC), elapsed
