"""Departments, areas, offices, ranks and posts, each with the days on which it holds."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kernel.errors import Invalid
from kernel.languages import _


class UnknownCode(Invalid):
    """A row of the directory refers to something that is not there."""

    text = _("The directory has nothing with the code %(code)s. Enter that first, then repeat this.")


class ReferenceMissing(Invalid):
    """A row names a department, an area or a level that was never entered."""

    text = _(
        "One of these rows names a department, an area or a level that the directory does not have. "
        "Enter that first, then repeat this."
    )


class Role(StrEnum):
    """What a post is for; rights hang on it, never on a person."""

    DEALING_ASSISTANT = "dealing_assistant"
    SECTION_OFFICER = "section_officer"
    APPROVING_OFFICER = "approving_officer"
    NODAL_OFFICER = "nodal_officer"
    APPELLATE_OFFICER = "appellate_officer"
    COLLECTOR = "collector"
    DEPARTMENT_ADMIN = "department_admin"
    STATE_ADMIN = "state_admin"
    OPERATOR = "operator"
    AUDITOR = "auditor"
    IDENTITY_CUSTODIAN = "identity_custodian"
    FACILITATOR = "facilitator"
    REGISTRY = "registry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department, directorate or board; `valid_to` is its last day."""

    code: str
    kind: str
    name_en: str
    name_hi: str
    valid_from: date
    parent: str | None = None
    valid_to: date | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A state, district or tehsil; `lgd_code` is its number in the Local Government Directory."""

    code: str
    kind: str
    name_en: str
    name_hi: str
    valid_from: date
    parent: str | None = None
    lgd_code: str | None = None
    valid_to: date | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeLevel:
    """Which ranks are nodal and appellate officers at offices of a level."""

    level: str
    name_en: str
    name_hi: str
    nodal_rank: str
    appellate_rank: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """A rank and how high it stands in a period; a lower level is higher."""

    code: str
    level: int
    name_en: str
    name_hi: str
    service_group: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office; `parent` and `successor` are codes of offices."""

    code: str
    kind: str
    level: str
    department: str
    area: str
    name_en: str
    name_hi: str
    valid_from: date
    parent: str | None = None
    valid_to: date | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post of an office; `office`, `reports_to` and `successor` are codes."""

    code: str
    office: str
    rank: str
    name_en: str
    name_hi: str
    valid_from: date
    reports_to: str | None = None
    roles: frozenset[Role] = frozenset()
    sanctioned: int = 1
    valid_to: date | None = None
    successor: str | None = None


def check_codes(known: Container[str], wanted: Iterable[str | None]) -> None:
    """Check that every wanted code is known; raises UnknownCode for the first that is not."""
    for code in wanted:
        if code is not None and code not in known:
            raise UnknownCode(code=code)
