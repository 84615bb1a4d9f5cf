"""The record of every act: append-only rows, chained and witnessed outside the database."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from kernel.identity import Actor
from kernel.statements import Queries, Query

queries = Queries.beside(__file__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, as it will stand in the record; ids only."""

    audit_id: UUID
    at: datetime
    actor: Actor
    act: str
    subject: str
    facts: dict[str, Any]
    correlation_id: UUID


def statements(entries: Iterable[Entry]) -> Iterator[tuple[Query, dict[str, Any]]]:
    """What writes these entries, each by itself."""
    for entry in entries:
        actor = entry.actor
        yield (
            queries.record_act,
            {
                "audit_id": entry.audit_id,
                "at": entry.at,
                "actor_kind": str(actor.kind),
                "person_id": actor.person_id,
                "post_id": actor.post_id,
                "for_person": actor.charge.for_person if actor.charge else None,
                "zone": str(actor.zone),
                "session_id": actor.session_id,
                "act": entry.act,
                "subject": entry.subject,
                "facts": json.dumps(entry.facts, default=str),
                "correlation_id": entry.correlation_id,
            },
        )


def digest(previous: str, row: dict[str, Any]) -> str:
    """The chain's next link: SHA-256 over the previous digest and the row's canonical JSON, in hex."""
    return hashlib.sha256(f"{previous}\n{_CANONICAL.encode(row)}".encode()).hexdigest()


def witness(folder: Path, service: str, position: int, head: str, at: datetime) -> None:
    """Append a checkpoint of the chain to a file outside the database, which the database cannot rewrite."""
    folder.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"service": service, "position": position, "head": head, "at": at.isoformat()})
    with (folder / f"{service}.chain").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def _canonical(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


_CANONICAL = json.JSONEncoder(default=_canonical, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
