"""Contacts are kept as they were sealed, and forgotten when that is asked."""

from collections.abc import Sequence
from uuid import UUID

from kernel.database import Transaction
from kernel.errors import NotFound
from kernel.identity import Actor
from kernel.languages import _
from services.notify import store
from services.notify.domain import SealedContact


class ContactUnknown(NotFound):
    """No contact with this id was ever given."""

    text = _("There is no contact with this id. Check it and try again.")


def keep_contacts(tx: Transaction, kind: str, given: Sequence[SealedContact]) -> None:
    """Keep contacts as they came, in one statement; an older one does not replace a newer one."""
    in_order = sorted(given, key=lambda contact: contact.sequence)
    store.save_contacts(tx, kind, {contact.contact_id: contact for contact in in_order}.values())


def erase_contact(tx: Transaction, actor: Actor, contact_id: UUID) -> None:
    """Forget how a person can be reached; what still waited for them is cancelled. Raises ContactUnknown."""
    if not store.erase_contact(tx, contact_id):
        raise ContactUnknown
    tx.record(actor, "contact.erased", contact_id)
