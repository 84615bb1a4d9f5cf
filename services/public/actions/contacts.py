"""How a citizen is reached: told to notify and to nobody else, and told again when notify lacks it."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from services.public import events, store
from services.public.actions.means import Means, opened_facts
from services.public.domain.intake import Intake, way_to_reach


def give_contact(tx: Transaction, means: Means, contact_id: UUID, intake: Intake) -> None:
    """Tell how the citizen of a filing is reached."""
    _tell(tx, means, contact_id, intake.contact(), intake.department)


def give_contact_again(tx: Transaction, means: Means, contact_id: UUID) -> None:
    """Tell it once more: a queue that was deleted took it along, and no history keeps what is sealed.

    Of a contact that is not known here, or whose complainant was erased, nothing is told.
    """
    if (case := store.find_case_of_contact(tx, contact_id)) is not None:
        if who := opened_facts(means, store.find_complainant(tx, contact_id)):
            way = way_to_reach(who["mobile"], who["email"], case.language)
            _tell(tx, means, contact_id, way, case.born_in)
    elif (sealed := store.find_filing_of_contact(tx, contact_id)) is not None:
        give_contact(tx, means, contact_id, Intake.from_json(means.sealing.unwrap(sealed), "NOBODY"))


def _tell(tx: Transaction, means: Means, contact_id: UUID, way: dict[str, Any], department: str) -> None:
    sealed = means.sealing.seal(way, to="notify")
    tx.announce(events.ContactGiven(contact_id=contact_id, sealed=sealed), born_in=department)
