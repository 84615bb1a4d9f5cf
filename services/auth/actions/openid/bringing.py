"""Portals brought in a file: each row judged, and all of them registered or none."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from kernel import sheets
from kernel.database import Transaction
from kernel.errors import Invalid, Refused
from kernel.identity import Actor
from kernel.languages import _
from services.auth.actions.faults import count_faults
from services.auth.actions.openid.clients import check_new, open_portals
from services.auth.domain.openid.sheet import COLUMNS, FEWEST_COLUMNS, MOST_ROWS, TableNotReadable, portal_of


class TableMissing(Invalid):
    """Portals come in one file."""

    text = _("Choose one file, .xlsx or .csv.")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file: which portal it says, and why it cannot be registered, if so."""

    number: int
    department: str
    name_en: str
    name_hi: str
    refusal: Refused | None


@dataclass(frozen=True, slots=True)
class Brought:
    """Every row in its order, and whether all were registered."""

    lines: list[Line]
    done: bool

    @property
    def refused(self) -> list[Line]:
        """The rows that stand in the way."""
        return [line for line in self.lines if line.refusal is not None]


def bring_portals(
    tx: Transaction, actor: Actor, stream: IO[bytes] | None, *, loopback: bool, trial: bool
) -> Brought:
    """Judge every row of a file, and register all portals unless one is refused or it is a *trial*."""
    if stream is None:
        raise TableMissing(fields={"table": [TableMissing.text]})
    read = list(_read(stream))
    if not 0 < len(read) <= MOST_ROWS:
        raise TableNotReadable(row=len(read))
    lines = [_judged(tx, actor, row, portal, loopback=loopback) for row, portal in read]
    count_faults("portals", Counter(line.refusal.code for line in lines if line.refusal))
    done = not trial and not any(line.refusal for line in lines)
    if done:
        portals = [portal for _row, portal in read if isinstance(portal, dict)]
        open_portals(tx, actor, portals, loopback=loopback)
    return Brought(lines, done)


def _read(stream: IO[bytes]) -> Iterator[tuple[sheets.Row, dict[str, Any] | Refused]]:
    book = sheets.open_book(stream)
    columns = [sheets.Column(name, required=place < FEWEST_COLUMNS) for place, name in enumerate(COLUMNS)]
    for row in sheets.filled(book.rows("", columns)):
        yield row, _portal(row)


def _portal(row: sheets.Row) -> dict[str, Any] | Refused:
    if row.faults:
        return next(iter(row.faults.values()))
    try:
        return portal_of(row.number, [row.cells.get(name, "") for name in COLUMNS])
    except TableNotReadable as refusal:
        return refusal


def _judged(
    tx: Transaction, actor: Actor, row: sheets.Row, portal: dict[str, Any] | Refused, *, loopback: bool
) -> Line:
    refusal = portal if isinstance(portal, Refused) else _refusal_of(tx, actor, portal, loopback=loopback)
    department, name_en, name_hi = (row.cells.get(name, "") for name in ("department", "name_en", "name_hi"))
    return Line(row.number, department, name_en, name_hi, refusal)


def _refusal_of(tx: Transaction, actor: Actor, portal: dict[str, Any], *, loopback: bool) -> Refused | None:
    try:
        check_new(tx, actor, portal, loopback=loopback)
    except Refused as refusal:
        return refusal
    return None
