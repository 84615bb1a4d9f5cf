"""Events become messages and knowledge; nothing is decided or sent here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kernel.database import Transaction
from services.notify import store
from services.notify.domain import NewMessage


def tell(tx: Transaction, messages: Sequence[NewMessage]) -> None:
    """Note what is to be told, in one statement; a repeated event adds nothing."""
    if messages:
        store.add_messages(tx, messages)


def tell_code(tx: Transaction, message: NewMessage, sealed: str, expires_at: datetime) -> None:
    """Note a one-time code, which stays sealed until it leaves and is forgotten then."""
    store.add_messages(tx, [message])
    store.add_secret(tx, message.event_id, sealed, expires_at)


def keep_duty_hours(tx: Transaction, sequence: int, row: store.Row) -> None:
    """Know when staff may be disturbed."""
    store.save_duty_hours(tx, sequence, row)


def keep_absence(tx: Transaction, sequence: int, row: store.Row) -> None:
    """Know who is away."""
    store.save_absence(tx, sequence, row)


def cancel_absence(tx: Transaction, absence_id: UUID, sequence: int) -> None:
    """Know that somebody is there after all."""
    store.cancel_absence(tx, absence_id, sequence)
