"""What all stores say after the storm: rows, history and waiting rooms."""

import contextlib
import hashlib
import json
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pika

from deploy.local.stack import SERVICES
from kernel.events import TYPE_PREFIX
from kernel.topology import DIRECTORY, HISTORY, SHARED, queue_name
from tests.chaos.place import Place

CONSUMERS = ("files", "notify", "public")
SILENCE_SECONDS, PATIENCE_SECONDS = 2.0, 10.0
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as the history has it; *copies* counts how often it was published."""

    event_id: str
    kind: str
    subject: str
    sequence: int
    position: int
    at: float

    @property
    def service(self) -> str:
        """Which one said it."""
        return self.kind.removeprefix(TYPE_PREFIX).partition(".")[0]


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of a file, as the note sheet's cover shows it."""

    position: int
    kind: str
    from_post: str
    to_post: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """What a service's relay said it may have published twice: so many events, recorded in this span."""

    service: str
    events: int
    recorded_from: float
    recorded_until: float

    def covers(self, event: Happened) -> bool:
        """Whether this may be why the history has *event* more than once; the history knows whole seconds only."""
        return event.service == self.service and int(self.recorded_from) <= event.at <= int(
            self.recorded_until
        )


@dataclass
class Evidence:
    """Everything the checker looks at, of the cases that an epoch asked for.

    *papers* are receipts by their id, with the case of each; *receipts* counts them by case.
    """

    answers: dict[str, str] = field(default_factory=dict)
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    history: list[Happened] = field(default_factory=list)
    copies: dict[str, list[float]] = field(default_factory=dict)
    repeats: list[Repeat] = field(default_factory=list)
    handled: dict[str, list[str]] = field(default_factory=dict)
    handled_at: dict[str, list[float]] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    contacts: set[str] = field(default_factory=set)
    papers: dict[str, str] = field(default_factory=dict)
    receipts: dict[str, int] = field(default_factory=dict)
    events_of: dict[tuple[str, str], int] = field(default_factory=dict)
    audits: dict[tuple[str, str], int] = field(default_factory=dict)
    movements: dict[str, list[Movement]] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    parked: dict[str, list[str]] = field(default_factory=dict)
    outbox: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)


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


def _gather_mechanism(found: Evidence, ask: "Asker", since: datetime) -> None:
    for service in SERVICES:
        found.parked[service] = identities_of_parked(ask, service)
        # Notify goes on telling what became of its messages; what is new is still on its way.
        found.outbox[service] = ask(
            service, "SELECT count(*) FROM outbox WHERE recorded_at < now() - interval '5 seconds'"
        )[0][0]
        found.held[service] = ask(service, "SELECT count(*) FROM held")[0][0]
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


def read_repeats(logs: Path) -> Iterator[Repeat]:
    """What the relays' own logs say of what they may have published twice."""
    for service in SERVICES:
        for log in logs.glob(f"{service}-relay.log*"):
            for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
                if '"may-repeat"' in line:
                    said = json.loads(line)
                    span = (said["recorded_from"], said["recorded_until"])
                    yield Repeat(
                        service, said["events"], *(datetime.fromisoformat(each).timestamp() for each in span)
                    )


def identities_of_parked(ask: "Asker", service: str) -> list[str]:
    """What a service put aside: ids of events, and digests of messages that have none."""
    asked = "SELECT coalesce(event_id::text, encode(sha256(body), 'hex')) FROM parked"
    return [identity for (identity,) in ask(service, asked)]


def identity_of(body: bytes) -> str:
    """As what a message without an id is known when it is parked."""
    return hashlib.sha256(body).hexdigest()


def read_history(place: Place, since: datetime) -> Iterator[tuple[float, bytes]]:
    """Every message of the history stream from an instant on, in its order, with the time of its record."""
    connection = place.broker()
    read: deque[tuple[float, bytes]] = deque()

    def keep(channel: Any, method: Any, properties: Any, body: bytes) -> None:
        read.append((float(properties.timestamp or 0), body))
        if method.delivery_tag % AT_ONCE == 0:
            channel.basic_ack(method.delivery_tag, multiple=True)

    try:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=2 * AT_ONCE)
        channel.basic_consume(HISTORY, keep, arguments={"x-stream-offset": since})
        # While clients go on there is always more; what was recorded before the beginning is enough.
        began, ends = time.time(), time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            connection.process_data_events(time_limit=0.2)
            if read:
                ends = time.monotonic() + SILENCE_SECONDS
            while read:
                at, body = read.popleft()
                yield at, body
                if at > began + 1:
                    return
    finally:
        # A stream knows no way to give back what was sent ahead; closing asks for it.
        with contextlib.suppress(pika.exceptions.AMQPError):
            connection.close()


class Asker:
    """Questions to the databases, as their superuser."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def __call__(self, service: str, question: str, params: Any = None) -> list[tuple[Any, ...]]:
        with self._place.stack.postgres.connection(service) as connection, connection.cursor() as cursor:
            cursor.execute(question, params)
            return list(cursor.fetchall())


def wait_for_quiet(place: Place, seconds: float, compared_to: float = 0.0) -> float:
    """Wait until nothing is on its way any more, or the time is over; how long it took.

    What a lost binding kept away comes when a service compares its inbox with the history: wait until each has done
    so up to *compared_to*, an instant in seconds.
    """
    began = time.monotonic()
    last: Any = None
    calm = 0
    while time.monotonic() - began < seconds and calm < 3:
        state = _motion(place, compared_to)
        calm = calm + 1 if state == last and not any(state["waiting"].values()) else 0
        last = state
        time.sleep(0.7)
    return time.monotonic() - began


def _motion(place: Place, compared_to: float) -> dict[str, Any]:
    ask = Asker(place)
    waiting: dict[str, int] = defaultdict(int)
    handled = {}
    for service in SERVICES:
        waiting[f"{service} outbox"] = ask(service, "SELECT count(*) FROM outbox WHERE parked_at IS NULL")[0][
            0
        ]
        waiting[f"{service} held"] = ask(service, "SELECT count(*) FROM held")[0][0]
        handled[service] = ask(service, "SELECT coalesce(max(position), 0) FROM chaos_handled")[0][0]
        waiting[f"{service} compared"] = ask(
            service,
            "SELECT 1 - count(*) FROM history_position WHERE compared_to >= to_timestamp(%s)",
            [compared_to],
        )[0][0]
    waiting["queues"] = _queued(place, ask)
    # What is sealed is in no history: notify asks for it after ten seconds.
    waiting["contacts"] = ask(
        "notify",
        "SELECT count(*) FROM message m WHERE state IN ('CREATED', 'WAITING') AND contact_id IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM contact c WHERE c.contact_id = m.contact_id)",
    )[0][0]
    return {"waiting": dict(waiting), "handled": handled}


def _queued(place: Place, ask: "Asker") -> int:
    """How many messages wait for a worker, which may be starting just now; 1 where the broker does not answer."""
    queues = [queue_name(service, lane) for service in SERVICES for lane in (SHARED, DIRECTORY)]
    for service in SERVICES:
        lanes = ask(service, "SELECT DISTINCT lane FROM lane_department WHERE lane <> ''")
        queues += [queue_name(service, lane) for (lane,) in lanes]
    try:
        with contextlib.closing(place.broker()) as broker:
            return sum(_depth(broker, queue) for queue in set(queues))
    except pika.exceptions.AMQPError:
        return 1


def _depth(broker: Any, queue: str) -> int:
    try:
        return int(broker.channel().queue_declare(queue, passive=True).method.message_count)
    except pika.exceptions.ChannelClosedByBroker:
        return 0


def _pairs(rows: list[tuple[Any, ...]]) -> dict[str, int]:
    return {row[0]: int(row[1]) for row in rows}
