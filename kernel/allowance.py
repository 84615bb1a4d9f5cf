"""How often something may be tried: fixed windows, counted in the database so that all processes agree."""

from datetime import UTC, datetime

from kernel.database import Queries, Transaction
from kernel.errors import TooManyTries

queries = Queries.beside(__file__)


def spend(
    tx: Transaction, key: str, limit: int, per_seconds: int, refusal: type[TooManyTries] = TooManyTries
) -> None:
    """Take one from the allowance of *key*; raises the *refusal* with the seconds until the window ends.

    The count belongs to the caller's transaction: a try that must count although it is refused is spent
    in a transaction of its own.
    """
    elapsed = int(tx.now.timestamp()) % per_seconds
    window_start = datetime.fromtimestamp(int(tx.now.timestamp()) - elapsed, UTC)
    used = tx.fetch_value(queries.spend_allowance, key=key, window_start=window_start)
    if used > limit:
        raise refusal(retry_after=per_seconds - elapsed)
