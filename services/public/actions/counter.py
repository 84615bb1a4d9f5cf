"""What an operator of a centre does in the citizen's place, with the citizen's code: open a case, read it, answer."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from kernel.blobs import BlobReader
from kernel.database import Row, Transaction
from kernel.identity import Actor, require
from services.public import access
from services.public.actions.centres import note_at_centre, office_of
from services.public.actions.citizen import enter_code
from services.public.actions.means import Means
from services.public.actions.reading import open_own_document, read_own_case
from services.public.domain.centres import Opening
from services.public.domain.codes import READING_LIFE
from services.public.domain.timeline import What
from services.public.store import centres


def open_at_centre(tx: Transaction, actor: Actor, means: Means, number: str, code: str) -> UUID | None:
    """Open a case to this operator by the code or the slip that its citizen brought; None when it is wrong.

    The citizen reads in the timeline who opened it. Raises CaseNumberWrong, TooManyTries.
    """
    case_id = enter_code(tx, actor, means, number, code)
    if case_id is None:
        return None
    assert actor.session_id
    assert actor.person_id
    until = tx.now + READING_LIFE
    centres.save_opening(tx, Opening(case_id, actor.session_id, actor.person_id, office_of(actor), until))
    note_at_centre(tx, actor, case_id, What.OPENED_AT_CENTRE)
    return case_id


def in_place_of_citizen(tx: Transaction, actor: Actor, case_id: UUID) -> Actor:
    """The operator with the case that is open at the counter, for the acts of its citizen; raises CodeNeededAtCentre."""
    opening = centres.find_opening(tx, case_id, actor.session_id) if actor.session_id else None
    require(access.may_act_on_opened(actor, opening, tx.now))
    return replace(actor, case_id=case_id)


def read_at_centre(tx: Transaction, actor: Actor, means: Means, case_id: UUID) -> dict[str, Any]:
    """All that the citizen may read; the reading is recorded. Raises CodeNeededAtCentre."""
    acting = in_place_of_citizen(tx, actor, case_id)
    tx.record(actor, "case.read", case_id)
    return read_own_case(tx, acting, means)


def open_document_at_centre(
    tx: Transaction, actor: Actor, means: Means, case_id: UUID, document_id: UUID
) -> tuple[Row, BlobReader]:
    """A paper of the open case; the reading is recorded. Raises CodeNeededAtCentre."""
    acting = in_place_of_citizen(tx, actor, case_id)
    tx.record(actor, "document.read", document_id, case_id=str(case_id))
    return open_own_document(tx, acting, means, document_id)


def shut_at_centre(tx: Transaction, actor: Actor, case_id: UUID) -> None:
    """The citizen leaves the counter: the case is not open there any more."""
    if actor.session_id:
        centres.delete_opening(tx, case_id, actor.session_id)
    tx.record(actor, "case.shut", case_id)
