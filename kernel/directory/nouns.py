"""The rows of the directory as the services see them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class _Named:
    name_en: str
    name_hi: str

    def name(self, language: str) -> str:
        """The name in the reader's *language*; Hindi for every language but English."""
        return self.name_en if language == "en" else self.name_hi


@dataclass(frozen=True, slots=True)
class Department(_Named):
    """A department, directorate or board; `valid_to` is its last day, `successor` what took it over."""

    code: str
    kind: str
    parent: str | None
    valid_from: date
    valid_to: date | None
    successor: str | None


@dataclass(frozen=True, slots=True)
class Area(_Named):
    """A state, district or tehsil; `lgd_code` is its number in the Local Government Directory."""

    code: str
    kind: str
    parent: str | None
    lgd_code: str | None
    valid_from: date
    valid_to: date | None
    successor: str | None


@dataclass(frozen=True, slots=True)
class Office(_Named):
    """A place of work: `kind` says what it is, `level` who is nodal and who hears appeals there."""

    office_id: UUID
    code: str
    kind: str
    level: str
    department: str
    area: str
    parent_id: UUID | None
    valid_from: date
    valid_to: date | None
    successor: UUID | None


@dataclass(frozen=True, slots=True)
class Post(_Named):
    """A post of an office; files sit on it and rights hang on it. A lower `rank_level` is higher."""

    post_id: UUID
    code: str
    office_id: UUID
    department: str
    area: str
    rank: str
    rank_level: int
    reports_to: UUID | None
    roles: list[str]
    sanctioned: int
    valid_from: date
    valid_to: date | None
    successor: UUID | None

    def has_ended(self, on: date) -> bool:
        """Whether its last day lies before *on*."""
        return self.valid_to is not None and self.valid_to < on


@dataclass(frozen=True, slots=True)
class Person(_Named):
    """An employee; the staff number stays for life."""

    person_id: UUID
    staff_uid: str
    state: str
    language: str


@dataclass(frozen=True, slots=True)
class Charge:
    """A person's dated hold on a post."""

    charge_id: UUID
    person_id: UUID
    post_id: UUID
    kind: str
    for_person: UUID | None
    order_number: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Holder(_Named):
    """Who answers for a post; `for_person` names the officer for whom a link officer stands in."""

    person_id: UUID
    staff_uid: str
    charge_kind: str
    language: str
    for_person: UUID | None


@dataclass(frozen=True, slots=True)
class Portal(_Named):
    """A department's portal that may hand in cases with its key; its pages are those of its `origins`."""

    portal_id: UUID
    department: str
    origins: list[str]
    state: str

    @property
    def is_open(self) -> bool:
        """Whether anything is still taken from it."""
        return self.state == "ACTIVE"
