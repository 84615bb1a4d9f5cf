"""What all stores say after the storm: rows, history and waiting rooms."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from deploy.local.stack import SERVICES
from tests.chaos.arrivals import arrivals
from tests.chaos.history import SAID, Happened, Repeat, first_id, read_history, read_repeats
from tests.chaos.place import Place

CONSUMERS = ("files", "notify", "public")
# The centre gave a text message an id, and a mail carries that of its delivery.
SENT = """
SELECT coalesce(provider_message_id, delivery_id::text), tries
  FROM delivery
 WHERE channel IN ('SMS', 'EMAIL') AND state IN ('SENT', 'DELIVERED') AND created_at >= %(since)s
"""
GIVEN_UP = """
SELECT params ->> 'case_id', state
  FROM message
 WHERE contact_id IS NOT NULL AND params ->> 'case_id' IS NOT NULL
   AND state IN ('PERMANENT_FAILURE', 'TECHNICAL_FAILURE', 'CANCELLED')
"""


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of a file, as the note sheet's cover shows it."""

    position: int
    kind: str
    from_post: str
    to_post: str


@dataclass
class Evidence:
    """Everything the checker looks at, of the cases that an epoch asked for.

    *papers* are receipts by their id, with the case of each; *receipts* counts them by case. *said* are the events that
    the speaker's own store names, the newest of each kind of a subject. *sent* has how often a delivery was taken that
    is sent by what notify says, and *arrived* how often it came, both by the id under which it arrives. *given_up* are
    citizens' messages by their case, with their last state, and *waiting* is what was never quiet.
    """

    answers: dict[str, str] = field(default_factory=dict)
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    history: list[Happened] = field(default_factory=list)
    copies: dict[str, list[float]] = field(default_factory=dict)
    repeats: list[Repeat] = field(default_factory=list)
    said: dict[str, set[str]] = field(default_factory=dict)
    handled: dict[str, list[str]] = field(default_factory=dict)
    handled_at: dict[str, list[float]] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    contacts: set[str] = field(default_factory=set)
    sent: dict[str, int] = field(default_factory=dict)
    arrived: Mapping[str, int] = field(default_factory=dict)
    given_up: dict[str, str] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    receipts: dict[str, int] = field(default_factory=dict)
    events_of: dict[tuple[str, str], int] = field(default_factory=dict)
    audits: dict[tuple[str, str], int] = field(default_factory=dict)
    movements: dict[str, list[Movement]] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    parked: dict[str, list[str]] = field(default_factory=dict)
    outbox: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)


def gather(place: Place, since: datetime) -> Evidence:
    """Ask every store, of what is kept row by row and event by event only for what came *since*."""
    found = Evidence()
    ask = Asker(place)
    found.answers = {
        key: json.loads(answer).get("case_id", "")
        for key, answer in ask(
            "public",
            "SELECT key, answer FROM idempotency WHERE route LIKE %s AND recorded_at >= %s",
            ("%/cases", since),
        )
    }
    for case_id, contact, registered in ask(
        "public",
        "SELECT case_id::text, contact_id::text, extract(epoch FROM registered_at)::float FROM case_",
    ):
        found.cases[case_id] = {"contact": contact, "at": registered}
    found.told = _pairs(
        ask(
            "notify",
            "SELECT params ->> 'case_id', count(*) FROM message WHERE purpose = 'case-registered'"
            " AND contact_id IS NOT NULL GROUP BY 1",
        )
    )
    found.contacts = {row[0] for row in ask("notify", "SELECT contact_id::text FROM contact")}
    found.papers = dict(
        ask("files", "SELECT receipt_id::text, case_id::text FROM receipt WHERE case_id IS NOT NULL")
    )
    found.receipts = dict(Counter(found.papers.values()))
    for case_id, what, count in ask(
        "public", "SELECT case_id::text, what, count(*) FROM case_event GROUP BY 1, 2"
    ):
        found.events_of[case_id, what] = count
    for subject, act, count in ask(
        "public", "SELECT subject, act, count(*) FROM audit WHERE act LIKE 'case.%%' GROUP BY 1, 2", ()
    ):
        found.audits[subject.rpartition("/")[2], act] = count
    _gather_files(found, ask)
    _gather_sending(found, place, ask, since)
    _gather_mechanism(found, ask, since)
    _gather_history(found, place, since)
    found.repeats = [each for each in read_repeats(place.logs) if each.recorded_until >= since.timestamp()]
    return found


def _gather_files(found: Evidence, ask: "Asker") -> None:
    for file_id, *movement in ask(
        "files",
        "SELECT file_id::text, position, kind, coalesce(from_post::text, ''), to_post::text FROM movement",
    ):
        found.movements.setdefault(file_id, []).append(Movement(*movement))
    found.holders = dict(ask("files", "SELECT file_id::text, holder_post::text FROM file"))
    for subject, count in ask(
        "files", "SELECT subject, count(*) FROM audit WHERE act = 'file.forwarded' GROUP BY 1"
    ):
        found.audits[subject, "file.forwarded"] = count


def _gather_sending(found: Evidence, place: Place, ask: "Asker", since: datetime) -> None:
    # First what is said to be sent, then what came: a message that leaves meanwhile is not missed.
    found.sent = _pairs(ask("notify", SENT, {"since": since}))
    found.given_up = dict(ask("notify", GIVEN_UP))
    found.arrived = arrivals(place.short_messages, place.mails, since.timestamp())


def _gather_mechanism(found: Evidence, ask: "Asker", since: datetime) -> None:
    for service in SERVICES:
        found.parked[service] = identities_of_parked(ask, service)
        # Notify goes on telling what became of its messages; what is new is still on its way.
        found.outbox[service] = ask(
            service, "SELECT count(*) FROM outbox WHERE recorded_at < now() - interval '5 seconds'"
        )[0][0]
        found.held[service] = ask(
            service,
            "SELECT count(*) FROM held WHERE held_at >= %s AND held_at < now() - interval '5 seconds'",
            (since,),
        )[0][0]
        # What was confirmed before this is in the history, which is read afterwards.
        found.said[service] = {
            event_id for (event_id,) in ask(service, SAID, {"first": first_id(since.timestamp())})
        }
    for service in CONSUMERS:
        rows = ask(
            service,
            "SELECT event_id::text, extract(epoch FROM at)::float FROM chaos_handled WHERE at >= %s ORDER BY position",
            (since,),
        )
        found.handled[service] = [event_id for event_id, _ in rows]
        found.handled_at[service] = [at for _, at in rows]


def _gather_history(found: Evidence, place: Place, since: datetime) -> None:
    for at, body in read_history(place, since):
        event = json.loads(body)
        event_id = event["id"]
        found.copies.setdefault(event_id, []).append(at)
        if len(found.copies[event_id]) == 1:
            found.history.append(
                Happened(
                    event_id,
                    event["type"],
                    event.get("subject", ""),
                    int(event["sequence"]),
                    len(found.history),
                    at,
                )
            )


def identities_of_parked(ask: "Asker", service: str) -> list[str]:
    """What a service put aside: ids of events, and digests of messages that have none."""
    asked = "SELECT coalesce(event_id::text, encode(sha256(body), 'hex')) FROM parked"
    return [identity for (identity,) in ask(service, asked)]


def identity_of(body: bytes) -> str:
    """As what a message without an id is known when it is parked."""
    return hashlib.sha256(body).hexdigest()


class Asker:
    """Questions to the databases, as their superuser."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def __call__(self, service: str, question: str, params: Any = None) -> list[tuple[Any, ...]]:
        with self._place.stack.postgres.connection(service) as connection, connection.cursor() as cursor:
            cursor.execute(question, params)
            return list(cursor.fetchall())


def _pairs(rows: list[tuple[Any, ...]]) -> dict[str, int]:
    return {row[0]: int(row[1]) for row in rows}
