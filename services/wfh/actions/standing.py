"""Who somebody is in the offices: own charge, the deciding post, the posts above, the departments."""

from dataclasses import dataclass
from uuid import UUID

from kernel import directory
from kernel.database import Transaction
from kernel.directory import Post
from kernel.identity import Actor, Charge
from services.wfh import store
from services.wfh.access import OnlyStaff
from services.wfh.domain import NobodyAbove, WithoutPost

HIGHEST_LADDER = 12


@dataclass(frozen=True)
class Standing:
    """Somebody's own post, the posts above all of his posts, and the departments above those."""

    post: Post
    posts_above: set[UUID]
    departments: set[str]


def own(actor: Actor) -> tuple[UUID, Charge]:
    """The acting person and charge; raises OnlyStaff."""
    if actor.person_id is None or actor.charge is None:
        raise OnlyStaff
    return actor.person_id, actor.charge


def standing_of(tx: Transaction, person_id: UUID) -> Standing:
    """Where *person_id* stands today; raises PersonUnknown, WithoutPost."""
    directory.person(tx, person_id)
    charges = [charge for charge in directory.charges_of(tx, person_id, tx.now) if charge.for_person is None]
    if not charges:
        raise WithoutPost
    posts = [directory.post(tx, charge.post_id) for charge in charges]
    above = [directory.post_above(tx, post.post_id) for post in posts]
    departments = {code for post in posts for code in store.find_departments_above(tx, post.department)}
    return Standing(posts[0], {post.post_id for post in above if post}, departments)


def deciding_post(tx: Transaction, post_id: UUID, person_id: UUID) -> UUID:
    """The next post up that somebody else answers for, as holder or link officer; raises NobodyAbove."""
    for _step in range(HIGHEST_LADDER):
        above = directory.post_above(tx, post_id)
        if above is None:
            break
        post_id = above.post_id
        if _somebody_else_answers(tx, post_id, person_id):
            return post_id
    raise NobodyAbove


def deciding_heir(tx: Transaction, ended_post: UUID, person_id: UUID) -> UUID | None:
    """The post that decides in place of one that ended: its heir, or the next one up from there that could.

    None while nobody else answers for any of them.
    """
    heir = directory.heir(tx, ended_post)
    if heir is None:
        return None
    if _somebody_else_answers(tx, heir.post_id, person_id):
        return heir.post_id
    try:
        return deciding_post(tx, heir.post_id, person_id)
    except NobodyAbove:
        return None


def _somebody_else_answers(tx: Transaction, post_id: UUID, person_id: UUID) -> bool:
    who = directory.holder(tx, post_id, tx.now) or directory.link_officer(tx, post_id, tx.now)
    return who is not None and who.person_id != person_id
