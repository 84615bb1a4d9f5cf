"""The record of acts: one's own part of it, the auditor's search and exports, and the walk along its chain."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from kernel import chain, clock
from kernel.database import Database, Transaction
from kernel.identity import Actor
from kernel.sheets import Table, as_csv, as_xlsx
from services.auth.domain.acts import ActorUnknown, PeriodWrong
from services.auth.store import record as store
from services.auth.store.record import ActsWanted

DAYS_SHOWN = 7
LINKS_PER_WALK = 20_000
LINKS_AT_ONCE = 1000
ROWS_AT_ONCE = 1000
COLUMNS = (
    "entry", "at", "act", "subject", "actor_kind", "person_id", "post_id", "post", "post_en", "post_hi",
    "for_person", "zone", "session_id", "facts", "correlation_id", "audit_id",
)  # fmt: skip


def own_acts(tx: Transaction, actor: Actor, before: int | None, limit: int) -> dict[str, Any]:
    """What stands in the record about oneself, the newest first; others appear by their posts only."""
    if actor.person_id is None:
        return {"items": [], "next": None}
    rows = store.find_own_acts(tx, actor.person_id, before, limit)
    for row in rows:
        row["by_oneself"] = row.pop("person_id") == actor.person_id
        row["reason"] = row.pop("facts").get("reason")
    return _page(rows, limit)


def wanted_acts(tx: Transaction, asked: dict[str, Any]) -> ActsWanted:
    """Which acts an auditor asks for: {first_day, last_day, actor, act, subject}; of the last days unless said.

    Raises ActorUnknown and PeriodWrong.
    """
    last = asked["last_day"] or clock.local_date(tx.now)
    first = asked["first_day"] or last - timedelta(days=DAYS_SHOWN - 1)
    if last < first:
        raise PeriodWrong
    wanted = ActsWanted(_begins(first), _begins(last + timedelta(days=1)), act=asked["act"])
    if asked["subject"]:
        named = store.find_actor_named(tx, asked["subject"].strip().upper())
        subject = named["person_id"] or named["post_id"] or asked["subject"].strip()
        wanted = replace(wanted, subject=str(subject))
    if not asked["actor"]:
        return wanted
    named = store.find_actor_named(tx, asked["actor"].strip().upper())
    if not any(named.values()):
        raise ActorUnknown
    return replace(wanted, person_id=named["person_id"], post_id=named["post_id"])


def search(
    tx: Transaction, actor: Actor, wanted: ActsWanted, before: int | None, limit: int
) -> dict[str, Any]:
    """The acts that an auditor asked for, the newest first, with ids and designations; the search is recorded."""
    rows = store.find_acts(tx, wanted, before, limit)
    if before is None:
        tx.record(actor, "audit.searched", "audit", **_facts(wanted))
    return _page(rows, limit)


def export(database: Database, actor: Actor, wanted: ActsWanted, kind: str) -> Iterator[bytes]:
    """The acts as "csv", "xlsx" or "jsonl" (a JSON object per line), the newest first; the export is recorded.

    They are read in short transactions while the reader takes them, so that nothing is held for a slow one.
    """
    with database.transaction() as tx:
        tx.record(actor, "audit.exported", "audit", kind=kind, **_facts(wanted))
    rows = _all(database, wanted)
    if kind == "jsonl":
        return (json.dumps(row, default=_plain, ensure_ascii=False).encode() + b"\n" for row in rows)
    table = Table(COLUMNS, map(_cells, rows))
    return as_csv(table) if kind == "csv" else as_xlsx({"audit": table})


def standing(tx: Transaction) -> dict[str, Any]:
    """How the chain stands, and what the last walks along it found."""
    return {**asdict(chain.standing(tx)), "walk": store.find_walk(tx)}


def walk(tx: Transaction) -> None:
    """Walk on along the chain, some thousand links; at its end, keep what was found and begin anew."""
    walked = store.lock_walk(tx)
    for _some in range(LINKS_PER_WALK // LINKS_AT_ONCE):
        further = chain.walk(tx, chain.Walk(walked.position, walked.head), LINKS_AT_ONCE)
        if further is None:
            store.end_walk(tx)
            return
        walked = replace(further, faults=walked.faults + further.faults)
        store.save_walk(tx, walked)


def _page(rows: list[dict[str, Any]], limit: int) -> dict[str, Any]:
    return {"items": rows, "next": rows[-1]["entry"] if len(rows) == limit else None}


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), clock.IST)


def _facts(wanted: ActsWanted) -> dict[str, Any]:
    return {f"wanted_{name}": value for name, value in asdict(wanted).items() if value is not None}


def _all(database: Database, wanted: ActsWanted) -> Iterator[dict[str, Any]]:
    before: int | None = None
    while True:
        with database.transaction(reading=True) as tx:
            rows = store.find_acts(tx, wanted, before, ROWS_AT_ONCE)
        yield from rows
        if len(rows) < ROWS_AT_ONCE:
            return
        before = rows[-1]["entry"]


def _cells(row: dict[str, Any]) -> Sequence[Any]:
    facts = json.dumps(row["facts"], ensure_ascii=False)
    return [_cell(facts if column == "facts" else row[column]) for column in COLUMNS]


def _cell(value: Any) -> Any:
    return value if isinstance(value, int | str) or value is None else _plain(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
