"""The page on which the whole organisation goes out into a file and comes in from one."""

from typing import Any

from kernel.database import Transaction
from kernel.edge.http import Call, Download, Upload
from kernel.edge.pages import Page
from kernel.identity import Actor
from services.auth import actions
from services.auth.domain.tables import Outcome
from services.auth.domain.words_of_units import WORDS_OF_TABLE
from services.auth.pages.organisation import HOME, keeping
from services.auth.pages.room import pages
from services.auth.schemas import organisation as shapes

FILE = f"{HOME}/file"
MOST_SHOWN = 200


@pages.get(FILE, may="organisation.read")
def file_form(call: Call) -> Page:
    """Where files are taken and brought."""
    return keeping("organisation_file.html", call, report=None, **_choices())


@pages.get(FILE + "/take", query=shapes.ExportAs, may="organisation.read")
def take(tx: Transaction, query: dict[str, Any]) -> Download:
    """The whole organisation as a file."""
    content, media_type, name = actions.organisation_file(tx, query["form"], empty=query["empty"])
    return Download([content], media_type, name, len(content))


@pages.post(FILE, may="organisation.keep", takes=shapes.ImportForm, uploads=True, form=file_form)
def bring(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any], uploads: list[Upload]) -> Page:
    """Check a file or enter all of it; the report stands on the same page."""
    stream = uploads[0].stream if uploads else None
    report = actions.import_file(tx, actor, stream, body)
    told = {
        "counts": report.counts,
        "lines": [
            (line, {column: fault.sentence(call.language) for column, fault in line.faults.items()})
            for line in report.refused[:MOST_SHOWN]
        ],
        "new_or_changed": [line for line in report.lines if line.outcome in (Outcome.NEW, Outcome.CHANGED)][
            :MOST_SHOWN
        ],
        "most": MOST_SHOWN,
        "is_done": report.done,
        "file": uploads[0].filename,
    }
    return keeping("organisation_file.html", call, report=told, **_choices(), values=body)


def _choices() -> dict[str, Any]:
    return {"sheets": WORDS_OF_TABLE, "Outcome": Outcome}
