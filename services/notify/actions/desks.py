"""Who answers for a post now, and when that person may be disturbed."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel import calendar, directory
from kernel.clock import local_date
from kernel.database import Transaction
from kernel.errors import NotFound
from services.notify import store
from services.notify.domain import Addressee, AlarmKind, Channel, next_duty
from services.notify.domain.hours import LOOK_AHEAD_DAYS
from services.notify.events import PostVacant

HIGHEST_CLIMB = 20

# The channels for which there is an address inside a sealed contact.
Ways = Callable[[str], Collection[Channel]]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Why nobody answers for a post today; a post whose holders are all away names the first of them."""

    alarm: AlarmKind
    absent: Addressee | None = None


class Desks:
    """Answers for one transaction; each post and person is looked up once."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self._addressees: dict[UUID, Addressee | None] = {}
        self._free: dict[Addressee, datetime] = {}
        self._reached_by: dict[UUID, Collection[Channel]] = {}

    def addressee(self, post_id: UUID) -> Addressee | None:
        """Who is told for a post: its holder, the link officer of an absent one, or who sits higher up.

        Where nobody does, the nearest absent holder, who reads it on return; None if all these posts are vacant.
        """
        if post_id not in self._addressees:
            self._addressees[post_id] = self._climb(post_id)
        return self._addressees[post_id]

    def free_at(self, addressee: Addressee) -> datetime:
        """Now, when the addressee is on duty; else when duty begins."""
        if addressee not in self._free:
            self._free[addressee] = self._next_duty(addressee)
        return self._free[addressee]

    def reached_by(self, person_id: UUID, ways: Ways) -> Collection[Channel]:
        """The channels for which an employee has an address."""
        if person_id not in self._reached_by:
            contact = store.find_contact(self.tx, person_id)
            self._reached_by[person_id] = ways(contact) if contact else ()
        return self._reached_by[person_id]

    def _climb(self, post_id: UUID) -> Addressee | None:
        absent: Addressee | None = None
        for current, found, above in _line(self.tx, post_id):
            if isinstance(found, Addressee):
                return _instead_of(found, post_id)
            raise_alarm(self.tx, found.alarm, current, above)
            absent = absent or found.absent
        raise_alarm(self.tx, AlarmKind.NOBODY_ABOVE, post_id, None)
        return _instead_of(absent, post_id) if absent else None

    def _next_duty(self, addressee: Addressee) -> datetime:
        tx, today = self.tx, local_date(self.tx.now)
        post = find_post(tx, addressee.post_id)
        office, department = (post.office_id, post.department) if post else (None, None)
        hours = store.find_duty_hours(tx, addressee.person_id, office, department, today)
        place = calendar.Place(department, post.area if post else None, office)
        days = calendar.calendar_of(tx, today, today + timedelta(days=LOOK_AHEAD_DAYS), place)
        return next_duty(hours, tx.now, days.is_working)


def answering(tx: Transaction, post_id: UUID) -> Addressee | Unanswered:
    """Who answers for exactly this post today, or why nobody does.

    The first of its holders who is there; while all are away, the link officer of the first who has one.
    """
    holders = directory.holders(tx, post_id, tx.now)
    away = _away(tx, holders)
    for holder in holders:
        if holder.person_id not in away:
            return Addressee(holder.person_id, post_id, holder.language)
    return _linked(tx, post_id, holders) if holders else Unanswered(AlarmKind.POST_VACANT)


def is_anybody_told(tx: Transaction, post_id: UUID) -> bool:
    """Whether somebody answers today for a post, or for one above it."""
    return any(isinstance(found, Addressee) for _current, found, _above in _line(tx, post_id))


def find_post(tx: Transaction, post_id: UUID | None) -> directory.Post | None:
    """A post, unless the directory does not know it, or not yet."""
    try:
        return directory.post(tx, post_id) if post_id else None
    except NotFound:
        return None


def raise_alarm(tx: Transaction, kind: AlarmKind, post_id: UUID, up_post: UUID | None) -> None:
    """Raise an alarm; a vacant post is announced once until it is filled."""
    is_new = store.raise_alarm(tx, kind, post_id, up_post)
    if is_new and kind is AlarmKind.POST_VACANT:
        tx.announce(PostVacant(post_id=post_id, up_post=up_post))


def _line(tx: Transaction, post_id: UUID) -> Iterator[tuple[UUID, Addressee | Unanswered, UUID | None]]:
    """A post and those above it, each with who answers for it and the next one up, until somebody does."""
    current = post_id
    for _step in range(HIGHEST_CLIMB):
        found = answering(tx, current)
        above = None if isinstance(found, Addressee) else directory.post_above(tx, current)
        yield current, found, above.post_id if above else None
        if above is None:
            return
        current = above.post_id


def _linked(tx: Transaction, post_id: UUID, absent: Sequence[directory.Holder]) -> Addressee | Unanswered:
    links = directory.link_officers(tx, post_id, tx.now)
    away = _away(tx, links)
    for holder in absent:
        for link in links:
            if link.for_person == holder.person_id and link.person_id not in away:
                return Addressee(link.person_id, post_id, link.language, on_behalf_of=holder.person_id)
    first = Addressee(absent[0].person_id, post_id, absent[0].language)
    return Unanswered(AlarmKind.ABSENT_WITHOUT_LINK_OFFICER, first)


def _away(tx: Transaction, people: Sequence[directory.Holder]) -> set[UUID]:
    if not people:
        return set()
    return store.find_absent(tx, [each.person_id for each in people], local_date(tx.now))


def _instead_of(found: Addressee, post_id: UUID) -> Addressee:
    if found.post_id == post_id:
        return found
    return Addressee(
        found.person_id, found.post_id, found.language, found.on_behalf_of, instead_of_post=post_id
    )
