"""What every service forgets in time: spent allowances and answers kept for repeated requests."""

from datetime import timedelta

from kernel import operations
from kernel.database import Queries, Transaction

queries = Queries.beside(__file__)

ANSWERS_KEPT = timedelta(days=7)
# The longest window is a day.
ALLOWANCES_KEPT = timedelta(days=2)


def tidy(tx: Transaction) -> None:
    """Forget what can no longer refuse or repeat anything."""
    tx.execute(queries.forget_allowances, before=tx.now - ALLOWANCES_KEPT)
    tx.execute(queries.forget_answers, before=tx.now - ANSWERS_KEPT)
    operations.tidy(tx)
