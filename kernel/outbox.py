"""The write side of an announcement: in the transaction of the state it tells of."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kernel.events import Event, Origin, envelope_body, new_event_id
from kernel.statements import Queries, Query

queries = Queries.beside(__file__)

EXCHANGE = "events"
SEALED_EXCHANGE = "sealed"


@dataclass(frozen=True, slots=True)
class Announcement:
    """An event waiting for its transaction's commit; *born_in* is the lane key of a new subject."""

    event: Event
    born_in: str | None
    origin: Origin


def statements(announcements: Collection[Announcement]) -> Iterator[tuple[Query, dict[str, Any]]]:
    """What writes these announcements, each by itself, in the order in which they were made.

    Whoever speaks of several subjects first holds them in the order of their ids, so that nobody waits in a circle for
    them.
    """
    born_in: dict[str, str | None] = {}
    for announcement in announcements:
        subject = announcement.event.subject_id
        born_in[subject] = born_in.get(subject) or announcement.born_in
    if (subjects := list(born_in)) != sorted(subjects):
        yield queries.hold_subjects, {"subjects": subjects, "born_in": list(born_in.values())}
    for announcement in announcements:
        yield queries.announce, _parameters(announcement, born_in)


def _parameters(announcement: Announcement, born_in: Mapping[str, str | None]) -> dict[str, Any]:
    event, event_id = announcement.event, new_event_id()
    kind = f"{event.name}.v{event.version}"
    return {
        "event_id": event_id,
        "subject": event.subject_id,
        "born_in": born_in[event.subject_id],
        "exchange": EXCHANGE if event.history else SEALED_EXCHANGE,
        "kind": kind,
        "latest": json.dumps({kind: str(event_id)} if event.history else {}),
        "body": envelope_body(event, event_id, announcement.origin),
    }
