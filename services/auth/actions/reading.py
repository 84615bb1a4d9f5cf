"""What a person may know of himself."""

from typing import Any

from kernel import clock
from kernel.database import Transaction
from kernel.directory.people import PersonUnknown
from kernel.identity import Actor
from services.auth import store


def me(tx: Transaction, actor: Actor) -> dict[str, Any]:
    """The person, the charges of today with the posts' names, the acting post and the zone."""
    if actor.person_id is None:
        raise PersonUnknown
    person = store.find_person(tx, actor.person_id)
    charges = store.find_own_charges(tx, actor.person_id, clock.local_date(tx.now))
    return {
        **person,
        "zone": actor.zone,
        "acting_post": actor.post_id,
        "session_id": actor.session_id,
        "charges": charges,
    }
