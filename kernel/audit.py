"""The record of every act: append-only rows, chained and witnessed outside the database."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from kernel.identity import Actor
from kernel.statements import Queries

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


def parameters(entries: list[Entry]) -> dict[str, Any]:
    """The parameters of RECORD for these entries."""
    charges = [entry.actor.charge for entry in entries]
    return {
        "audit_ids": [entry.audit_id for entry in entries],
        "ats": [entry.at for entry in entries],
        "kinds": [str(entry.actor.kind) for entry in entries],
        "people": [entry.actor.person_id for entry in entries],
        "posts": [entry.actor.post_id for entry in entries],
        "for_people": [charge.for_person if charge else None for charge in charges],
        "zones": [str(entry.actor.zone) for entry in entries],
        "sessions": [entry.actor.session_id for entry in entries],
        "acts": [entry.act for entry in entries],
        "subjects": [entry.subject for entry in entries],
        "facts": [json.dumps(entry.facts, default=str) for entry in entries],
        "correlations": [entry.correlation_id for entry in entries],
    }


def digest(previous: str, row: dict[str, Any]) -> str:
    """The chain's next link: SHA-256 over the previous digest and the row's canonical JSON, in hex."""
    canonical = json.dumps(row, default=_canonical, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def witness(folder: Path, service: str, position: int, head: str, at: datetime) -> None:
    """Append a checkpoint of the chain to a file outside the database, which the database cannot rewrite."""
    folder.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"service": service, "position": position, "head": head, "at": at.isoformat()})
    with (folder / f"{service}.chain").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def _canonical(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
