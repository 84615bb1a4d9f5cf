"""Writing many employees at once: a few statements for a thousand rows, each row announced and recorded."""

import json
from collections.abc import Sequence
from uuid import UUID

from kernel.database import Transaction
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth.actions.imports.judging import Verdict
from services.auth.domain.imports import Outcome
from services.auth.events import ChargePublished, ContactPublished, PersonPublished
from services.auth.store import imports as store


def enter_verdicts(
    tx: Transaction, actor: Actor, sealing: Sealing, batch_id: UUID, verdicts: Sequence[Verdict]
) -> None:
    """Write what the *verdicts* say, announce and record it, and hold nothing of it in memory any more."""
    changing = [each for each in verdicts if each.outcome in (Outcome.NEW, Outcome.CHANGED)]
    if not changing:
        return
    _enter_people(tx, actor, batch_id, changing)
    _save_contacts(tx, actor, sealing, changing)
    _give_charges(tx, actor, changing)
    tx.flush()


def _enter_people(tx: Transaction, actor: Actor, batch_id: UUID, verdicts: Sequence[Verdict]) -> None:
    rows = [
        {
            "person_id": each.person_id,
            "staff_uid": each.row.staff_uid,
            "name_en": each.row.name_en,
            "name_hi": each.row.name_hi,
            "language": each.language,
            "department": each.home,
        }
        for each in verdicts
    ]
    for row in store.enter_people(tx, rows):
        tx.announce(PersonPublished(**row))
        tx.record(actor, "directory.person-saved", row["person_id"], batch_id=batch_id)


def _save_contacts(tx: Transaction, actor: Actor, sealing: Sealing, verdicts: Sequence[Verdict]) -> None:
    contacts = {each.person_id: each.contact for each in verdicts if each.contact is not None}
    if not contacts:
        return
    wrapped = {
        person_id: sealing.wrap(json.dumps(contact).encode()) for person_id, contact in contacts.items()
    }
    store.save_contacts(tx, wrapped)
    for person_id, contact in contacts.items():
        tx.announce(ContactPublished(person_id=person_id, sealed=sealing.seal(contact, "notify")))
        tx.record(actor, "directory.contact-saved", person_id)


def _give_charges(tx: Transaction, actor: Actor, verdicts: Sequence[Verdict]) -> None:
    charges = [each.charge for each in verdicts if each.charge is not None]
    if not charges:
        return
    store.add_charges(tx, charges)
    for charge in charges:
        tx.announce(
            ChargePublished(
                charge_id=charge.charge_id,
                person_id=charge.person_id,
                post_id=charge.post_id,
                kind=charge.kind,
                for_person=None,
                order_number=charge.order_number,
                valid_from=charge.valid_from,
                valid_to=charge.valid_to,
            )
        )
        tx.record(
            actor,
            "directory.charge-given",
            charge.charge_id,
            person_id=charge.person_id,
            post_id=charge.post_id,
        )
