"""The whole directory announced again, and the beat by which the copies know that they are fresh."""

import json
from collections.abc import Iterator
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.events import Event
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth import store
from services.auth.events import (
    AreaPublished,
    ChargePublished,
    ContactPublished,
    DepartmentPublished,
    DirectoryBeat,
    GrantPublished,
    OfficePublished,
    PersonPublished,
    PortalPublished,
    PostPublished,
    RepublishBegun,
    RepublishEnded,
)


def republish(tx: Transaction, actor: Actor, sealing: Sealing) -> UUID:
    """Announce every row between two marks, in one transaction; copies then drop what was not named."""
    run_id = clock.new_id()
    store.lock_directory(tx)
    tx.announce(RepublishBegun(run_id=run_id))
    for event in _directory(tx):
        tx.announce(event)
    tx.announce(RepublishEnded(run_id=run_id))
    for row in store.find_contacts(tx):
        contact = json.loads(sealing.unwrap(row["wrapped"]))
        tx.announce(ContactPublished(person_id=row["person_id"], sealed=sealing.seal(contact, "notify")))
    tx.record(actor, "directory.republished", run_id)
    return run_id


def beat(tx: Transaction) -> None:
    """Let the copies of the directory know that nothing is missing."""
    tx.announce(DirectoryBeat(source="auth"))


def _directory(tx: Transaction) -> Iterator[Event]:
    yield from (DepartmentPublished(**row) for row in store.find_departments_to_publish(tx))
    yield from (AreaPublished(**row) for row in store.find_areas_to_publish(tx))
    yield from (OfficePublished(**row) for row in store.find_offices_to_publish(tx))
    today = clock.local_date(tx.now)
    yield from (PostPublished(**row) for row in store.find_posts_to_publish(tx, today))
    yield from (PersonPublished(**row) for row in store.find_people_to_publish(tx))
    yield from (ChargePublished(**row) for row in store.find_charges_to_publish(tx))
    yield from (GrantPublished(**row) for row in store.find_grants_to_publish(tx))
    yield from (PortalPublished(**row) for row in store.find_portals_to_publish(tx))
