"""The template that is filled in, with a sheet that explains it; and the employees as a table in its form."""

from collections.abc import Iterator, Sequence
from typing import Any

from kernel.database import Database
from kernel.identity import Actor
from kernel.languages import _, translate
from kernel.sheets import Limits, Table, as_csv, as_xlsx
from services.auth.actions.employees import departments_seen
from services.auth.domain.imports import COLUMNS
from services.auth.store import employees as store

ROWS_AT_ONCE = 500
EMPLOYEES, HELP = _("Employees"), _("Help")
HEADS = (_("Column"), _("Must be filled in"), _("What to write"))
YES, NO = _("yes"), _("no")
ADVICE = (
    _("The first sheet is read; this one is not."),
    _("An empty cell changes nothing of an employee who is there already."),
    _("Formulas, hidden sheets and macros are refused."),
    _("At most %(most)s rows. All rows are taken, or none."),
)


def template(kind: str, language: str) -> Iterator[bytes]:
    """An empty table with its heading in a *language*; as "xlsx" with a sheet of help."""
    heading = [_in(column.label, language) for column in COLUMNS]
    if kind == "csv":
        return as_csv(Table(heading))
    help_sheet = Table([_in(head, language) for head in HEADS], _help(language))
    return as_xlsx({_in(EMPLOYEES, language): Table(heading), _in(HELP, language): help_sheet})


def export(database: Database, actor: Actor, kind: str) -> Iterator[bytes]:
    """The employees whom the actor administers, without their contacts, in the form in which they are taken in.

    Rows are read in short transactions, so that a slow reader holds no connection. The export is recorded.
    """
    with database.transaction() as tx:
        seen = departments_seen(tx, actor)
        tx.record(actor, "directory.people-exported", "person", kind=kind)
    columns = [column for column in COLUMNS if column.key not in ("mobile", "email")]
    heading = [_in(column.label, actor.language) for column in columns]
    keys = [column.key for column in columns]
    table = Table(heading, _exported(database, store.Search(departments=seen), keys))
    return as_csv(table) if kind == "csv" else as_xlsx({_in(EMPLOYEES, actor.language): table})


def _exported(database: Database, search: store.Search, keys: Sequence[str]) -> Iterator[Sequence[Any]]:
    after = ""
    while True:
        with database.transaction(reading=True) as tx:
            found = store.find_to_export(tx, search, after, ROWS_AT_ONCE)
        yield from ([row[key] for key in keys] for row in found)
        if len(found) < ROWS_AT_ONCE:
            return
        after = found[-1]["staff_uid"]


def _help(language: str) -> Iterator[Sequence[Any]]:
    for column in COLUMNS:
        must = YES if column.required else NO
        yield [_in(column.label, language), _in(must, language), _in(column.hint, language)]
    for sentence in ADVICE:
        yield ["", "", _in(sentence, language) % {"most": Limits().rows}]


def _in(text: str, language: str) -> str:
    return translate(text, language, "auth")
