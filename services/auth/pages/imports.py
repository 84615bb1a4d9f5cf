"""Tables of employees on pages: handed in, watched, looked at row by row, entered."""

from typing import Any
from uuid import UUID

from kernel.blobs import Blobs
from kernel.database import Transaction
from kernel.edge.http import Call, Download, Upload
from kernel.edge.pages import Page, Redirect
from kernel.errors import TooLarge
from kernel.identity import Actor
from kernel.languages import _
from kernel.sealing import Sealing
from kernel.sheets import MEDIA, SheetUnsupported
from services.auth import schemas as auth_schemas
from services.auth.actions import imports
from services.auth.domain.imports import COLUMNS, LABELS, BatchState, OneTableAtATime, Outcome
from services.auth.pages.employees import PEOPLE
from services.auth.pages.first_login import way_with
from services.auth.pages.room import home_of, page, pages
from services.auth.schemas import employees as schemas

IMPORT = PEOPLE + "/import"
BATCH = IMPORT + "/{batch_id:uuid}"
AT_WORK = (BatchState.UPLOADED, BatchState.ORDERED)
WORDS_OF_BATCH = {
    BatchState.UPLOADED: _("is being checked"),
    BatchState.CHECKED: _("checked, not entered"),
    BatchState.ORDERED: _("is being entered"),
    BatchState.APPLIED: _("entered"),
    BatchState.REFUSED: _("refused"),
}
WORDS_OF_OUTCOME = {
    Outcome.NEW: _("new"),
    Outcome.CHANGED: _("changed"),
    Outcome.UNCHANGED: _("unchanged"),
    Outcome.REFUSED: _("refused"),
}


@pages.get(IMPORT, may="employees.import")
def import_form(tx: Transaction, actor: Actor) -> Page:
    """Where a table is handed in, and what became of the last ones."""
    return page("import.html", tables=imports.tables(tx, actor), columns=COLUMNS, states=WORDS_OF_BATCH)


@pages.post(
    IMPORT,
    may="employees.import",
    uploads=True,
    takes=auth_schemas.ButtonForm,
    form=import_form,
    again_after=(TooLarge,),
)
def hand_in(tx: Transaction, actor: Actor, blobs: Blobs, sealing: Sealing, uploads: list[Upload]) -> Redirect:
    """Hand a table in; its page shows how the check goes."""
    if len(uploads) != 1:
        raise OneTableAtATime(fields={"table": [OneTableAtATime.text]})
    try:
        batch_id = imports.hand_in(tx, actor, blobs, sealing, uploads[0].stream, uploads[0].filename)
    except SheetUnsupported:
        raise SheetUnsupported(fields={"table": [SheetUnsupported.text]}) from None
    return Redirect(f"{IMPORT}/{batch_id}")


@pages.get(BATCH, may="employees.import", query=schemas.RowsAsked)
def table(tx: Transaction, actor: Actor, batch_id: UUID, query: dict[str, Any]) -> Page:
    """A table: how far the work has come, or its rows with what will become of each."""
    return page("import_table.html", **_shown(tx, actor, batch_id, query))


@pages.get("/staff/_card/import/{batch_id:uuid}", may="employees.import", fragment=True)
def progress(tx: Transaction, actor: Actor, batch_id: UUID) -> Page:
    """How far the work on a table has come, for the script that looks each second."""
    batch = imports.show(tx, actor, batch_id)
    is_done = batch["state"] not in AT_WORK
    headers = {"HX-Refresh": "true"} if is_done else {}
    return Page("part_import.html", {"table": batch, "states": WORDS_OF_BATCH}, headers=headers)


@pages.post(BATCH + "/enter", may="employees.import", takes=auth_schemas.ButtonForm)
def enter(tx: Transaction, actor: Actor, batch_id: UUID) -> Redirect:
    """Have every row entered, or none."""
    imports.order(tx, actor, batch_id)
    return Redirect(f"{IMPORT}/{batch_id}")


@pages.post(
    BATCH + "/codes",
    may="employees.link",
    takes=schemas.GiveSlips,
    query=schemas.RowsAsked,
    form=table,
    fresh=True,
)
def give_codes(
    tx: Transaction, actor: Actor, call: Call, batch_id: UUID, body: dict[str, Any]
) -> Page | Download:
    """One-time codes for everybody of a table, on slips to print or as a file; they are shown this once."""
    slips = imports.give_codes(tx, actor, call.context.sealing, batch_id, again=body["again"])
    kind = body["kind"]
    if kind == "print":
        shown = [(slip, way_with(call, slip.code)) for slip in slips]
        return page("slips.html", slips=shown, batch_id=batch_id)
    table = imports.as_table(slips, kind, home_of(call), actor.language)
    return Download(table, MEDIA[kind], f"codes.{kind}")


@pages.post(BATCH + "/drop", may="employees.import", takes=auth_schemas.ButtonForm)
def drop(tx: Transaction, actor: Actor, blobs: Blobs, batch_id: UUID) -> Redirect:
    """Forget a table that shall not be entered."""
    imports.drop(tx, actor, blobs, batch_id)
    return Redirect(IMPORT)


def _shown(tx: Transaction, actor: Actor, batch_id: UUID, query: dict[str, Any]) -> dict[str, Any]:
    batch = imports.show(tx, actor, batch_id)
    shown: dict[str, Any] = {"table": batch, "states": WORDS_OF_BATCH, "at_work": batch["state"] in AT_WORK}
    if shown["at_work"]:
        return shown
    rows = imports.rows(tx, actor, batch_id, query["outcome"], query["after"], query["limit"])
    return shown | {
        "rows": rows,
        "outcome": query["outcome"],
        "outcomes": WORDS_OF_OUTCOME,
        "labels": LABELS,
        "may_enter": batch["state"] == BatchState.CHECKED and not batch["refused_rows"],
    }
