"""People, who answers for a post on a day, and grants."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from kernel.clock import local_date
from kernel.database import Queries, Transaction
from kernel.directory.nouns import Charge, Holder, Person
from kernel.errors import NotFound
from kernel.languages import _

queries = Queries.beside(__file__)


class PersonUnknown(NotFound):
    """No employee of this id was ever announced."""

    text = _("This employee is not in the directory. Check the staff number.")


def person(tx: Transaction, person_id: UUID) -> Person:
    """The employee with *person_id*; raises PersonUnknown."""
    found = find_person(tx, person_id)
    if found is None:
        raise PersonUnknown
    return found


def find_person(tx: Transaction, person_id: UUID) -> Person | None:
    """The employee with *person_id*, if announced."""
    row = tx.fetch_one(queries.find_person, person_id=person_id)
    return Person(**row) if row else None


def names_are_open(tx: Transaction) -> bool:
    """Whether this process may read who is who; the one that only counts papers for the internet may not."""
    return bool(tx.fetch_value(queries.may_read_names))


def people_by_id(tx: Transaction, person_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """The announced ones among *person_ids*, by their ids, with one question."""
    wanted = sorted(set(person_ids))
    rows = tx.fetch_all(queries.find_people_by_id, person_ids=wanted) if wanted else []
    return {row["person_id"]: Person(**row) for row in rows}


def find_person_by_staff_uid(tx: Transaction, staff_uid: str) -> Person | None:
    """The employee with the staff number *staff_uid*, if announced."""
    row = tx.fetch_one(queries.find_person_by_staff_uid, staff_uid=staff_uid)
    return Person(**row) if row else None


def holder(tx: Transaction, post_id: UUID, at: datetime) -> Holder | None:
    """Who answers for a post at the instant *at*; None for a vacant post.

    The substantive holder, else who has the additional charge, else who looks after it. A suspended
    person holds nothing.
    """
    return next(iter(holders(tx, post_id, at, most=1)), None)


def holders(tx: Transaction, post_id: UUID, at: datetime, most: int | None = None) -> list[Holder]:
    """All who answer for a post at the instant *at*, in the order in which they are asked for; at most *most*."""
    rows = tx.fetch_all(queries.find_holders, post_id=post_id, on=local_date(at), most=most)
    return [Holder(**row) for row in rows]


def link_officer(tx: Transaction, post_id: UUID, at: datetime) -> Holder | None:
    """Who stands in for a post's holder at the instant *at* (CSMOP 9(i)(b))."""
    return next(iter(link_officers(tx, post_id, at, most=1)), None)


def link_officers(tx: Transaction, post_id: UUID, at: datetime, most: int | None = None) -> list[Holder]:
    """All who stand in for one of a post's holders at the instant *at*, the last one ordered first; at most *most*."""
    rows = tx.fetch_all(queries.find_link_officers, post_id=post_id, on=local_date(at), most=most)
    return [Holder(**row) for row in rows]


def charges_of(tx: Transaction, person_id: UUID, at: datetime) -> list[Charge]:
    """The charges a person holds at the instant *at*, the substantive one first."""
    rows = tx.fetch_all(queries.find_charges_of_person, person_id=person_id, on=local_date(at))
    return [Charge(**row) for row in rows]


def granted_until(tx: Transaction, post_id: UUID, at: datetime) -> date | None:
    """The last day of a post's secure-network access that is live at *at*; None without a grant."""
    until: date | None = tx.fetch_value(queries.find_grant_until, post_id=post_id, on=local_date(at))
    return until
