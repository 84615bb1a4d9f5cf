"""What others are told of papers."""

from kernel.database import Transaction
from kernel.events import Event
from services.files.domain import File, Receipt


def announce(tx: Transaction, paper: File | Receipt, event: Event) -> None:
    """Tell what happened to a paper; of a classified one nobody is told, not even that it is there (decision 10)."""
    if not paper.grade.is_classified:
        # A file whose grade was lowered is spoken of for the first time at any of its events.
        tx.announce(event, born_in=paper.department)
