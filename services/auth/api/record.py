"""The record of acts: one's own, and the auditor's."""

from typing import Any

from kernel.database import Database, Transaction
from kernel.edge.http import Download
from kernel.identity import Actor
from services.auth.actions import record
from services.auth.api.room import Body, api
from services.auth.domain.acts import MEDIA_OF_KIND
from services.auth.schemas import record as schemas


@api.get("/v1/acts/own", query=schemas.OwnAsked, gives=schemas.OwnActs, may="audit.own")
def own_acts(tx: Transaction, actor: Actor, query: Body) -> Any:
    """What was done in your name and on your account, the newest first."""
    return record.own_acts(tx, actor, query["before"], query["limit"])


@api.get("/v1/acts", query=schemas.ActsSearched, gives=schemas.Acts, may="audit.read", reading=False)
def acts(tx: Transaction, actor: Actor, query: Body) -> Any:
    """The record by time, actor, kind of act and subject; the search is recorded."""
    return record.search(tx, actor, record.wanted_acts(tx, query), query["before"], query["limit"])


@api.get("/v1/acts/export", query=schemas.ActsExported, may="audit.read")
def export_acts(database: Database, actor: Actor, query: Body) -> Download:
    """The same as csv, xlsx or JSON lines; the export is recorded."""
    kind = query["kind"]
    with database.transaction(reading=True) as tx:
        wanted = record.wanted_acts(tx, query)
    return Download(record.export(database, actor, wanted, kind), MEDIA_OF_KIND[kind], f"acts.{kind}")


@api.get("/v1/acts/chain", gives=schemas.ChainStanding, may="audit.read")
def chain_of_acts(tx: Transaction) -> Any:
    """How the chain of the record stands, and what the last walk along it found."""
    return record.standing(tx)
