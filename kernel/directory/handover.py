"""What a leaver hands over, asked for service by service: whose posts they are, and who may know."""

from dataclasses import dataclass

from kernel.clock import local_date
from kernel.database import Transaction
from kernel.directory.nouns import Person, Post
from kernel.directory.offices import department_subtree
from kernel.directory.people import PersonUnknown, charges_of, find_person_by_staff_uid
from kernel.directory.posts import posts_by_id
from kernel.errors import NotAllowed
from kernel.identity import Actor
from kernel.languages import _

ANSWERING = ("SUBSTANTIVE", "ADDITIONAL_CHARGE", "LOOK_AFTER")
_OF_THE_STATE = frozenset({"state_admin", "auditor"})


class NotYourHandover(NotAllowed):
    """What somebody hands over is told to himself and to his administrators."""

    text = _("A charge report is shown to the officer himself and to the administrators of his departments.")


@dataclass(frozen=True, slots=True)
class Leaver:
    """An employee with the posts for which he answers; `is_oneself` when he looks at it himself."""

    person: Person
    posts: list[Post]
    is_oneself: bool


def leaver(tx: Transaction, actor: Actor, staff_uid: str) -> Leaver:
    """The employee with *staff_uid*; raises PersonUnknown, or NotYourHandover for anybody else's eyes."""
    person = find_person_by_staff_uid(tx, staff_uid)
    if person is None:
        raise PersonUnknown
    answering = [charge for charge in charges_of(tx, person.person_id, tx.now) if charge.kind in ANSWERING]
    posts = list(posts_by_id(tx, [charge.post_id for charge in answering]).values())
    is_oneself = actor.person_id == person.person_id
    if not is_oneself and not _administers(tx, actor, posts):
        raise NotYourHandover
    today = local_date(tx.now)
    living = [post for post in posts if post.valid_to is None or post.valid_to >= today]
    return Leaver(person, living, is_oneself)


def _administers(tx: Transaction, actor: Actor, posts: list[Post]) -> bool:
    if actor.roles & _OF_THE_STATE:
        return True
    if "department_admin" not in actor.roles or not actor.department or not posts:
        return False
    own = set(department_subtree(tx, actor.department))
    return all(post.department in own for post in posts)
