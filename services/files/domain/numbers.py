"""Diary, file and dispatch numbers: per office and year, readable on paper."""

from datetime import datetime

from kernel.clock import IST
from services.files.domain.grades import Grade

DEFAULT_HEAD = "G-11011"


def year_of(at: datetime) -> int:
    """The calendar year, in India, in whose register a number given at the instant *at* stands."""
    return at.astimezone(IST).year


def diary_number(office_code: str, year: int, serial: int, grade: Grade) -> str:
    """The number of a receipt, for instance SEC-REV-S1/2026/000017."""
    return f"{_mark(grade)}{office_code}/{year}/{serial:06d}"


def file_number(head: str, office_code: str, year: int, serial: int, grade: Grade) -> str:
    """The functional number of a file (CSMOP 45), for instance G-11011/3/2026-SEC-REV-S1.

    *head* is the letter of the basic head and the primary and secondary head of two digits each, joined by 0.
    """
    return f"{_mark(grade)}{head}/{serial}/{year}-{office_code}"


def dispatch_number(office_code: str, year: int, serial: int, grade: Grade) -> str:
    """The number of an issued letter, for instance SEC-REV-S1/D/2026/000004."""
    return f"{_mark(grade)}{office_code}/D/{year}/{serial:06d}"


def place_label(position: int, *, cover: bool) -> str:
    """How a note refers to a paper: 3/c on the correspondence side, 1/cc in the confidential cover."""
    return f"{position}/cc" if cover else f"{position}/c"


def _mark(grade: Grade) -> str:
    # Classified papers stand in registers of their own (CSMOP 56).
    return "C/" if grade.is_classified else ""
