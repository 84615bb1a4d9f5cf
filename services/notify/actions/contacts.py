"""Contacts are kept as they were sealed, and forgotten when that is asked."""

from uuid import UUID

from kernel.database import Transaction
from kernel.errors import NotFound
from kernel.identity import Actor
from kernel.languages import _
from services.notify import store


class ContactUnknown(NotFound):
    """No contact with this id was ever given."""

    text = _("There is no contact with this id. Check it and try again.")


def keep_contact(tx: Transaction, contact_id: UUID, kind: str, sealed: str, sequence: int) -> None:
    """Keep a contact as it came; an older one does not replace a newer one."""
    store.save_contact(tx, contact_id, kind, sealed, sequence)


def erase_contact(tx: Transaction, actor: Actor, contact_id: UUID) -> None:
    """Forget how a person can be reached; what still waited for them is cancelled. Raises ContactUnknown."""
    if not store.erase_contact(tx, contact_id):
        raise ContactUnknown
    tx.record(actor, "contact.erased", contact_id)
