"""The write side of an announcement: in the transaction of the state it tells of."""

import json
from dataclasses import dataclass
from typing import Any

from kernel.events import Event, Origin, envelope_body, new_event_id
from kernel.statements import Queries

queries = Queries.beside(__file__)

EXCHANGE = "events"
SEALED_EXCHANGE = "sealed"


@dataclass(frozen=True, slots=True)
class Announcement:
    """An event waiting for its transaction's commit; *born_in* is the lane key of a new subject."""

    event: Event
    born_in: str | None
    origin: Origin


def parameters(announcements: list[Announcement]) -> dict[str, Any]:
    """The parameters of ANNOUNCE for these announcements, in the order in which they were made."""
    counts: dict[str, int] = {}
    said: dict[str, dict[str, str]] = {}
    columns: dict[str, list[Any]] = {
        name: []
        for name in ("ids", "subjects", "ordinals", "born_in", "exchanges", "keys", "bodies", "saids")
    }
    for announcement in announcements:
        event, event_id = announcement.event, new_event_id()
        kind, before = f"{event.name}.v{event.version}", said.setdefault(event.subject_id, {})
        counts[event.subject_id] = counts.get(event.subject_id, 0) + 1
        columns["ids"].append(event_id)
        columns["subjects"].append(event.subject_id)
        columns["ordinals"].append(counts[event.subject_id])
        columns["born_in"].append(announcement.born_in)
        columns["exchanges"].append(EXCHANGE if event.history else SEALED_EXCHANGE)
        columns["keys"].append(kind)
        columns["bodies"].append(envelope_body(event, event_id, announcement.origin))
        columns["saids"].append(json.dumps(before))
        if event.history:
            before[kind] = str(event_id)
    return columns
