"""Who answers for a post now, and when that person may be disturbed."""

from datetime import date, datetime, timedelta
from uuid import UUID

from kernel import calendar, directory
from kernel.clock import local_date
from kernel.database import Transaction
from kernel.errors import NotFound
from services.notify import store
from services.notify.domain import Addressee, AlarmKind, next_duty
from services.notify.domain.hours import LOOK_AHEAD_DAYS
from services.notify.events import PostVacant

HIGHEST_CLIMB = 20


class Desks:
    """Answers for one transaction; each post and person is looked up once."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self._addressees: dict[UUID, Addressee | None] = {}
        self._free: dict[Addressee, datetime] = {}

    def addressee(self, post_id: UUID) -> Addressee | None:
        """Who is told for a post: its holder, the link officer of an absent one, or who sits higher up."""
        if post_id not in self._addressees:
            self._addressees[post_id] = self._climb(post_id)
        return self._addressees[post_id]

    def free_at(self, addressee: Addressee) -> datetime:
        """Now, when the addressee is on duty; else when duty begins."""
        if addressee not in self._free:
            self._free[addressee] = self._next_duty(addressee)
        return self._free[addressee]

    def _climb(self, post_id: UUID) -> Addressee | None:
        current: UUID = post_id
        for _step in range(HIGHEST_CLIMB):
            found = answering(self.tx, current)
            if isinstance(found, Addressee):
                return _instead_of(found, post_id)
            above = directory.post_above(self.tx, current)
            raise_alarm(self.tx, found, current, above.post_id if above else None)
            if above is None:
                break
            current = above.post_id
        raise_alarm(self.tx, AlarmKind.NOBODY_ABOVE, post_id, None)
        return None

    def _next_duty(self, addressee: Addressee) -> datetime:
        tx, today = self.tx, local_date(self.tx.now)
        post = find_post(tx, addressee.post_id)
        office, department = (post.office_id, post.department) if post else (None, None)
        hours = store.find_duty_hours(tx, addressee.person_id, office, department, today)
        place = calendar.Place(department, post.area if post else None, office)
        days = calendar.calendar_of(tx, today, today + timedelta(days=LOOK_AHEAD_DAYS), place)
        return next_duty(hours, tx.now, days.is_working)


def answering(tx: Transaction, post_id: UUID) -> Addressee | AlarmKind:
    """Who answers for exactly this post today, or why nobody does."""
    today = local_date(tx.now)
    holder = directory.holder(tx, post_id, tx.now)
    if holder is None:
        return AlarmKind.POST_VACANT
    if not store.is_absent(tx, holder.person_id, today):
        return Addressee(holder.person_id, post_id, holder.language)
    return _linked(tx, post_id, holder.person_id, today)


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


def _linked(tx: Transaction, post_id: UUID, absent: UUID, today: date) -> Addressee | AlarmKind:
    link = directory.link_officer(tx, post_id, tx.now)
    if link is None or store.is_absent(tx, link.person_id, today):
        return AlarmKind.ABSENT_WITHOUT_LINK_OFFICER
    return Addressee(link.person_id, post_id, link.language, on_behalf_of=absent)


def _instead_of(found: Addressee, post_id: UUID) -> Addressee:
    if found.post_id == post_id:
        return found
    return Addressee(
        found.person_id, found.post_id, found.language, found.on_behalf_of, instead_of_post=post_id
    )
