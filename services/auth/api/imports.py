"""Tables of employees: handed in, looked at, entered."""

from typing import Any
from uuid import UUID

from kernel.blobs import Blobs
from kernel.database import Database, Transaction
from kernel.edge.http import Download, Upload
from kernel.identity import Actor
from kernel.sealing import Sealing
from kernel.sheets import MEDIA
from services.auth.actions import imports
from services.auth.api.room import Body, api, page_of
from services.auth.domain.imports import OneTableAtATime
from services.auth.schemas import employees as schemas


@api.post("/v1/people-imports", uploads=True, gives=schemas.ImportTaken, may="employees.import", status=202)
def hand_in_table(
    tx: Transaction, actor: Actor, blobs: Blobs, sealing: Sealing, uploads: list[Upload]
) -> Any:
    """Hand in a table of employees (.xlsx or .csv) to be checked; nothing is entered yet."""
    if len(uploads) != 1:
        raise OneTableAtATime
    upload = uploads[0]
    return {"batch_id": imports.hand_in(tx, actor, blobs, sealing, upload.stream, upload.filename)}


@api.get("/v1/people-imports", gives=schemas.ImportBatches, may="employees.import")
def tables(tx: Transaction, actor: Actor) -> Any:
    """The tables handed in lately."""
    return page_of(imports.tables(tx, actor))


@api.get("/v1/people-imports/{batch_id:uuid}", gives=schemas.ImportBatch, may="employees.import")
def table(tx: Transaction, actor: Actor, batch_id: UUID) -> Any:
    """One table: how far it has come, and how many rows are new, changed, unchanged or refused."""
    return imports.show(tx, actor, batch_id)


@api.get(
    "/v1/people-imports/{batch_id:uuid}/rows",
    query=schemas.RowsAsked,
    gives=schemas.ImportedRows,
    may="employees.import",
)
def table_rows(tx: Transaction, actor: Actor, batch_id: UUID, query: Body) -> Any:
    """The rows of a table in their order, each with what will become of it and what is wrong."""
    return imports.rows(tx, actor, batch_id, query["outcome"], query["after"], query["limit"])


@api.post("/v1/people-imports/{batch_id:uuid}/enter", may="employees.import", status=202)
def enter_table(tx: Transaction, actor: Actor, batch_id: UUID) -> None:
    """Have every row of a checked table entered, or none."""
    imports.order(tx, actor, batch_id)


@api.post(
    "/v1/people-imports/{batch_id:uuid}/codes",
    takes=schemas.GiveCodes,
    gives=schemas.SlipsGiven,
    may="employees.link",
    fresh=True,
)
def give_codes(database: Database, actor: Actor, sealing: Sealing, batch_id: UUID, body: Body) -> Any:
    """Give a one-time code to everybody of an entered table who cannot sign in yet; each is shown this once."""
    with database.transaction() as tx:
        return page_of(imports.give_codes(tx, actor, sealing, batch_id, again=body["again"]))


@api.post("/v1/people-imports/{batch_id:uuid}/drop", may="employees.import")
def drop_table(tx: Transaction, actor: Actor, blobs: Blobs, batch_id: UUID) -> None:
    """Forget a table that shall not be entered."""
    imports.drop(tx, actor, blobs, batch_id)


@api.get("/v1/people-export", query=schemas.TableAsked, may="employees.read")
def export_people(database: Database, actor: Actor, query: Body) -> Download:
    """The employees of your departments as a table, without their contacts."""
    kind = query["kind"]
    return Download(imports.export(database, actor, kind), MEDIA[kind], f"people.{kind}")


@api.get("/v1/people-template", query=schemas.TableAsked, may="employees.import")
def people_template(actor: Actor, query: Body) -> Download:
    """An empty table to fill in."""
    kind = query["kind"]
    content = imports.template(kind, actor.language)
    return Download(content, MEDIA[kind], f"people-template.{kind}")
