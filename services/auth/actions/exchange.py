"""The whole organisation out into tables, and in again: checked row by row, all or nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO, Any

from kernel import clock, sheets
from kernel.database import Transaction
from kernel.errors import Invalid
from kernel.identity import Actor
from kernel.languages import _
from services.auth.actions.admission import Admission
from services.auth.actions.faults import count_faults
from services.auth.actions.organisation import (
    save_areas,
    save_departments,
    save_office_levels,
    save_offices,
    save_posts,
    save_ranks,
)
from services.auth.actions.structure import note
from services.auth.domain.structure import (
    UP,
    InCircle,
    OrderAct,
    OutlivesItsPlace,
    SeatsAreFilled,
    StillHeld,
    UnitKind,
)
from services.auth.domain.tables import (
    NOUNS,
    REFERENCES,
    Line,
    Outcome,
    ReferenceUnknown,
    RowTwice,
    cells_of,
    columns_of,
    key_of,
    line_of,
)
from services.auth.store import structure

LIMITS = sheets.Limits()
_KINDS = {
    "departments": UnitKind.DEPARTMENT,
    "areas": UnitKind.AREA,
    "offices": UnitKind.OFFICE,
    "posts": UnitKind.POST,
}
_SHEETS = {kind: sheet for sheet, kind in _KINDS.items()}
_SAVES: dict[str, Any] = {
    "departments": save_departments,
    "areas": save_areas,
    "office_levels": save_office_levels,
    "ranks": save_ranks,
    "offices": save_offices,
    "posts": save_posts,
}


class FileMissing(Invalid):
    """Nothing was attached."""

    text = _("Attach the file.")


class NothingToImport(Invalid):
    """The file has none of the tables of an organisation."""

    text = _("The file has none of these tables: %(known)s. Name its sheets so, or say which one it is.")


@dataclass(slots=True)
class Report:
    """What a file would do or has done, line by line."""

    lines: list[Line] = field(default_factory=list)
    done: bool = False

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many lines have each outcome."""
        outcomes = [line.outcome for line in self.lines]
        return {outcome: outcomes.count(outcome) for outcome in Outcome}

    @property
    def refused(self) -> list[Line]:
        """The lines against which something stands."""
        return [line for line in self.lines if line.faults]


def export_organisation(tx: Transaction) -> dict[str, sheets.Table]:
    """Every table of the organisation, as it stands."""
    return {
        sheet: sheets.Table(
            [name for name, _required in columns_of(sheet)],
            [cells_of(noun, sheet) for noun in nouns.values()],
        )
        for sheet, nouns in _everything(tx).items()
    }


def empty_form() -> dict[str, sheets.Table]:
    """The tables with their headings and nothing else."""
    return {sheet: sheets.Table([name for name, _required in columns_of(sheet)]) for sheet in NOUNS}


def organisation_file(tx: Transaction, form: str, *, empty: bool) -> tuple[bytes, str, str]:
    """The organisation, or its *empty* form, as "xlsx" or "zip": content, media type and file name."""
    tables = empty_form() if empty else export_organisation(tx)
    name = f"organisation-{clock.local_date(tx.now).isoformat()}.{form}"
    if form == "zip":
        return b"".join(sheets.as_zip(tables)), sheets.ZIP, name
    return b"".join(sheets.as_xlsx(tables)), sheets.XLSX, name


def import_file(tx: Transaction, actor: Actor, stream: IO[bytes] | None, body: dict[str, Any]) -> Report:
    """What the attached file would do or has done; raises FileMissing without one."""
    if stream is None:
        raise FileMissing(fields={"file": [FileMissing.text]})
    lines = lines_of(sheets.open_book(stream), body["sheet"] or "")
    return import_organisation(tx, actor, lines, body["order_number"], trial=body["mode"] == "check")


def import_organisation(
    tx: Transaction, actor: Actor, lines: list[Line], order_number: str, *, trial: bool
) -> Report:
    """Enter all *lines* or none; a *trial* does the very same and undoes it. What did not change stays unsaid."""
    structure.lock_organisation(tx)
    known = _everything(tx)
    report = Report(lines)
    _check_lines(lines, known)
    Admission(tx, actor, lines, known).check()
    if not report.refused:
        outlived = _pairs(tx)
        changed = _save(tx, actor, lines)
        _check_after(tx, changed, outlived)
        report.done = not report.refused and not trial
        if report.done:
            _note(tx, actor, changed, order_number)
    if not report.done:
        tx.rollback()
    faults = (fault for line in report.refused for fault in line.faults.values())
    count_faults("organisation", Counter(fault.code for fault in faults))
    return report


def lines_of(book: sheets.Book, sheet: str = "") -> list[Line]:
    """The lines of all tables in *book*, or of its only sheet as the table *sheet*; raises NothingToImport."""
    wanted = [sheet] if sheet else [each for each in NOUNS if each in book.names]
    if not wanted:
        raise NothingToImport(known=", ".join(NOUNS))
    lines: list[Line] = []
    for each in wanted:
        columns = [sheets.Column(name, required) for name, required in columns_of(each)]
        rows = book.rows("" if sheet and each not in book.names else each, columns)
        lines += [line_of(each, row.number, row.cells, row.faults) for row in rows]
    if len(lines) > LIMITS.rows:
        raise LIMITS.too_large()
    return lines


def _everything(tx: Transaction) -> dict[str, dict[str, Any]]:
    found: dict[str, Iterable[Any]] = {
        sheet: structure.find_units(tx, _KINDS[sheet]) if sheet in _KINDS else () for sheet in NOUNS
    }
    found |= {"ranks": structure.find_ranks(tx), "office_levels": structure.find_office_levels(tx)}
    return {sheet: {key_of(noun): noun for noun in nouns} for sheet, nouns in found.items()}


def _check_lines(lines: list[Line], known: dict[str, dict[str, Any]]) -> None:
    seen: set[tuple[str, str]] = set()
    codes = {sheet: {_code(noun) for noun in nouns.values()} for sheet, nouns in known.items()}
    for line in lines:
        if line.noun is None:
            continue
        if (line.sheet, line.key) in seen:
            line.faults["code"] = RowTwice()
        seen.add((line.sheet, line.key))
        codes[line.sheet].add(_code(line.noun))
        line.before = known[line.sheet].get(line.key)
    for line in lines:
        if line.sheet in _KINDS and line.noun is not None:
            _check_itself(line)
        for column, sheet in REFERENCES[line.sheet].items():
            code = getattr(line.noun, column, None)
            if code is not None and code not in codes[sheet]:
                line.faults[column] = ReferenceUnknown(code=code)


def _check_itself(line: Line) -> None:
    for column in (UP[_KINDS[line.sheet]], "successor"):
        if getattr(line.noun, column) == line.noun.code:
            line.faults[column] = InCircle(code=line.noun.code)


def _code(noun: Any) -> str:
    return str(getattr(noun, "code", "") or noun.level)


def _save(tx: Transaction, actor: Actor, lines: list[Line]) -> list[Line]:
    changed = [line for line in lines if line.outcome in (Outcome.NEW, Outcome.CHANGED)]
    for sheet, save in _SAVES.items():
        nouns = [line.noun for line in changed if line.sheet == sheet]
        if nouns:
            save(tx, actor, nouns)
    return changed


def _pairs(tx: Transaction) -> set[tuple[str, ...]]:
    return {tuple(row.values()) for row in structure.find_outliving(tx)}


def _check_after(tx: Transaction, changed: list[Line], outlived: set[tuple[str, ...]]) -> None:
    by_code = {(line.sheet, line.key): line for line in changed}
    for sheet, kind in _KINDS.items():
        circle = structure.find_circle(tx, kind)
        if circle is not None:
            line = by_code.get((sheet, circle)) or changed[0]
            line.faults[UP[kind]] = InCircle(code=circle)
    for kind_of_it, code, of_kind, of_code in _pairs(tx) - outlived:
        at = by_code.get((_SHEETS[UnitKind(of_kind)], of_code)) or by_code.get(
            (_SHEETS[UnitKind(kind_of_it)], code)
        )
        (at or changed[0]).faults["valid_to"] = OutlivesItsPlace(code=code)
    for line in changed:
        if line.sheet == "posts":
            _check_post(tx, line)


def _check_post(tx: Transaction, line: Line) -> None:
    post, before = line.noun, line.before
    if before is None:
        return
    closes = post.valid_to is not None and post.valid_to != before.valid_to
    if closes and structure.find_charges_beyond(tx, [post.code], post.valid_to):
        line.faults["valid_to"] = StillHeld(code=post.code)
    today = clock.local_date(tx.now)
    fewer = post.sanctioned < before.sanctioned
    if fewer and structure.count_seats_beyond(tx, post.code, post.sanctioned, today):
        line.faults["sanctioned"] = SeatsAreFilled()


def _note(tx: Transaction, actor: Actor, changed: list[Line], order_number: str) -> None:
    today = clock.local_date(tx.now)
    for line in changed:
        if line.sheet in _KINDS:
            note(tx, actor, _KINDS[line.sheet], line.key, OrderAct.IMPORT, order_number, today)
    tx.record(actor, "organisation.imported", "organisation", rows=len(changed), order_number=order_number)
