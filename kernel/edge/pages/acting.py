"""Who acts for which post, in words: what stands at the top of every page of officers."""

from dataclasses import dataclass

from kernel import directory
from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.errors import Refused
from kernel.identity import Actor


@dataclass(frozen=True, slots=True)
class Acting:
    """Names by language; a link officer acts *instead_of* the post's own officer."""

    person: directory.Person | None
    post: directory.Post | None
    instead_of: directory.Person | None


def acting(call: Call) -> Acting | None:
    """The names behind the call's actor; None for anybody but an officer, and when the directory is away."""
    actor = call.actor
    if actor is None or actor.person_id is None:
        return None
    try:
        with call.context.database.transaction(reading=True) as tx:
            return _names(tx, actor) if directory.names_are_open(tx) else None
    except Refused:  # The page itself is more than its heading.
        return None


def _names(tx: Transaction, actor: Actor) -> Acting:
    ids = [each for each in (actor.person_id, actor.charge and actor.charge.for_person) if each]
    people = directory.people_by_id(tx, ids)
    posts = directory.posts_by_id(tx, [actor.post_id] if actor.post_id else [])
    return Acting(
        people.get(ids[0]),
        posts.get(actor.post_id) if actor.post_id else None,
        people.get(ids[1]) if len(ids) > 1 else None,
    )
