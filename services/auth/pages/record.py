"""The record of acts on pages: one's own log, and the auditor's search."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from kernel import clock
from kernel.database import Database, Transaction
from kernel.edge.http import Call, Download
from kernel.edge.pages import Page
from kernel.identity import Actor
from kernel.languages import translate
from services.auth.actions import record
from services.auth.domain.acts import (
    ANY_ACT,
    MEDIA_OF_KIND,
    OTHER_ACT,
    WORDS_OF_ACT,
    WORDS_OF_ACTOR,
    WORDS_OF_REASON,
)
from services.auth.pages.room import page, pages
from services.auth.schemas import record as schemas

OWN = "/staff/account/acts"
AUDIT = "/staff/audit"
ASKED = ("first_day", "last_day", "actor", "act", "subject")
WORDS = {
    "acts": WORDS_OF_ACT,
    "other_act": OTHER_ACT,
    "actors": WORDS_OF_ACTOR,
    "reasons": WORDS_OF_REASON,
}


@pages.get(OWN, may="audit.own", query=schemas.OwnAsked)
def own(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """What was done in one's name and on one's account, in plain words."""
    found = record.own_acts(tx, actor, query["before"], query["limit"])
    return page("own_acts.html", found=found, **WORDS)


def audit_form(tx: Transaction, call: Call) -> Page:
    """The search once more with what was typed, when something of it was wrong."""
    call.typed = dict(call.request.params)
    return _page(tx, call, None)


@pages.get(AUDIT, may="audit.read", reading=False, query=schemas.ActsSearched, form=audit_form)
def audit(tx: Transaction, actor: Actor, call: Call, query: dict[str, Any]) -> Page:
    """The record by time, actor, act and subject, with how its chain stands."""
    wanted = record.wanted_acts(tx, query)
    return _page(tx, call, record.search(tx, actor, wanted, query["before"], query["limit"]))


@pages.get(AUDIT + "/export", may="audit.read", query=schemas.ActsExported)
def export(database: Database, actor: Actor, query: dict[str, Any]) -> Download:
    """The same acts to take along; the export is recorded."""
    kind = query["kind"]
    with database.transaction(reading=True) as tx:
        wanted = record.wanted_acts(tx, query)
    return Download(record.export(database, actor, wanted, kind), MEDIA_OF_KIND[kind], f"acts.{kind}")


def _page(tx: Transaction, call: Call, found: dict[str, Any] | None) -> Page:
    today = clock.local_date(tx.now)
    first_day = (today - timedelta(days=record.DAYS_SHOWN - 1)).isoformat()
    asked = {"first_day": first_day, "last_day": today.isoformat(), **call.request.params}
    kept = {name: str(asked[name]) for name in ASKED if asked.get(name)}
    kinds = sorted((translate(words, call.language, "auth"), act) for act, words in WORDS_OF_ACT.items())
    return page(
        "audit.html",
        found=found,
        values=kept,
        query=urlencode(kept),
        chain=record.standing(tx),
        kinds=[("", translate(ANY_ACT, call.language, "auth")), *((act, words) for words, act in kinds)],
        **WORDS,
    )
