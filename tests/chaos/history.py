"""What the history has, what its speakers' stores name of it, and what relays say they may have told twice."""

import contextlib
import json
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pika

from deploy.local.stack import SERVICES
from kernel.events import TYPE_PREFIX
from kernel.topology import HISTORY
from tests.chaos.place import Place

SILENCE_SECONDS, PATIENCE_SECONDS = 2.0, 10.0
AT_ONCE = 500
# What is still in the outbox is on its way, and no history keeps what is sealed: it is not named.
SAID = """
SELECT named.id
  FROM aggregate_version v, jsonb_each_text(v.earlier || v.latest) AS named (kind, id)
 WHERE named.id COLLATE "C" >= %(first)s
   AND NOT EXISTS (SELECT FROM outbox o WHERE o.event_id::text = named.id)
"""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as the history has it."""

    event_id: str
    kind: str
    subject: str
    sequence: int
    position: int
    at: float

    @property
    def service(self) -> str:
        """Which one said it."""
        return self.name.partition(".")[0]

    @property
    def name(self) -> str:
        """Its kind, such as public.case-registered, in any version."""
        return self.kind.removeprefix(TYPE_PREFIX).rpartition(".v")[0]

    @property
    def subject_id(self) -> str:
        """The id of what it is about."""
        return self.subject.rpartition("/")[2]


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


def first_id(at: float) -> str:
    """The beginning of every id that is made from an instant on, and before which those of earlier ones are sorted."""
    digits = f"{int(at * 1000):012x}"
    return f"{digits[:8]}-{digits[8:]}"
