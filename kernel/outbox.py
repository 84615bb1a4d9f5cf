"""The write side of an announcement: in the transaction of the state it tells of."""

from dataclasses import dataclass
from typing import Any

from kernel.events import Event, Origin, envelope_body, new_event_id

ANNOUNCE = """
WITH said AS (
    SELECT * FROM unnest(%(ids)s::uuid[], %(subjects)s::text[], %(ordinals)s::bigint[], %(born_in)s::text[],
                         %(exchanges)s::text[], %(keys)s::text[], %(bodies)s::text[])
        WITH ORDINALITY AS t(event_id, subject, ordinal, born_in, exchange, key, body, position)
), bumped AS (
    INSERT INTO aggregate_version AS v (subject, version, department)
    SELECT subject, count(*), coalesce(min(born_in), 'state') FROM said GROUP BY subject ORDER BY subject
    ON CONFLICT (subject) DO UPDATE SET version = v.version + excluded.version
    RETURNING subject, version, department, version - (SELECT count(*) FROM said s WHERE s.subject = v.subject) AS base
)
INSERT INTO outbox (event_id, subject, sequence, exchange, routing_key, envelope)
SELECT event_id, subject, base + ordinal, exchange, key || '.' || lower(department),
       '{"sequence":"' || lpad((base + ordinal)::text, 20, '0') || '","department":' || to_json(department)::text || ','
       || substr(body, 2)
  FROM said JOIN bumped USING (subject)
 ORDER BY position
"""

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
    said: dict[str, int] = {}
    columns: dict[str, list[Any]] = {
        name: [] for name in ("ids", "subjects", "ordinals", "born_in", "exchanges", "keys", "bodies")
    }
    for announcement in announcements:
        event, event_id = announcement.event, new_event_id()
        said[event.subject_id] = said.get(event.subject_id, 0) + 1
        columns["ids"].append(event_id)
        columns["subjects"].append(event.subject_id)
        columns["ordinals"].append(said[event.subject_id])
        columns["born_in"].append(announcement.born_in)
        columns["exchanges"].append(EXCHANGE if event.history else SEALED_EXCHANGE)
        columns["keys"].append(f"{event.name}.v{event.version}")
        columns["bodies"].append(envelope_body(event, event_id, announcement.origin))
    return columns
