"""The statements of wfh, and its nouns made from rows."""

from typing import Any

from kernel.database import Queries
from services.wfh.domain import (
    Absence,
    AbsenceKind,
    DayRequest,
    Part,
    RequestKind,
    RequestState,
    RequestUnknown,
)

queries = Queries.beside(__file__)

Row = dict[str, Any]


def request_of(row: Row | None) -> DayRequest:
    """The day at home of a row; raises RequestUnknown without one."""
    if row is None:
        raise RequestUnknown
    enums = {
        "kind": RequestKind(row["kind"]),
        "part": Part(row["part"]),
        "state": RequestState(row["state"]),
    }
    return DayRequest(**{**row, **enums})


def absence_of(row: Row) -> Absence:
    """The absence of a row."""
    return Absence(**{**row, "kind": AbsenceKind(row["kind"])})
