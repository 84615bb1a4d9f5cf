"""The limit behind a due date: a row with its order, never a number in the code."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Limit:
    """How many days an order gives, and how they are counted (CALENDAR or WORKING)."""

    limit_id: UUID
    nature: str
    category: str | None
    level: str | None
    days: int
    day_kind: str
    valid_from: date
    valid_to: date | None
    order_number: str
    source: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised at registration: the limit, the due moment and who answers for it.

    `area` is resolved: the whole state where none was named. `limit` and `due_at` are None where no order sets a limit (suggestions).
    """

    area: str
    limit: Limit | None
    due_at: datetime | None
    nodal_post: UUID | None
    level: str


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal with its own number, before the appellate officer of the case's level."""

    appeal_id: UUID
    number: str
    case_id: UUID
    level: str
    post_id: UUID | None
    filed_at: datetime
    due_at: datetime | None
    decided_at: datetime | None
    accepted: bool | None
