"""Whether anything is still on its way: in outboxes, queues and waiting rooms, or to a citizen."""

import contextlib
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pika

from deploy.local.stack import SERVICES
from kernel.topology import DIRECTORY, SHARED, queue_name
from tests.chaos.evidence import Asker
from tests.chaos.place import Place

LOOK_SECONDS = 0.7
# So many looks in a row must find the same. Where something waits that a mistake left, they last longer than a relay
# needs to look everywhere: what is merely late is not taken for left.
STILL, STILL_BESIDE_WHAT_WAITS = 3, 8
MOVING = "events that are handled just now"
# The directory beats whatever happens, more often than a long look lasts.
HANDLED = "SELECT coalesce(max(position), 0) FROM chaos_handled WHERE name <> 'auth.directory-beat'"
# What is sealed is in no history: notify asks for it after ten seconds.
CONTACTS = """
SELECT count(*) FROM message m
 WHERE state IN ('CREATED', 'WAITING') AND contact_id IS NOT NULL AND created_at >= to_timestamp(%(since)s)
   AND NOT EXISTS (SELECT FROM contact c WHERE c.contact_id = m.contact_id)
"""
# What a sender took and did not come back with is free again a minute later; what shall wait for longer does.
MESSAGES = """
SELECT (SELECT count(*) FROM message m
         WHERE state IN ('CREATED', 'WAITING') AND contact_id IS NOT NULL AND created_at >= to_timestamp(%(since)s)
           AND due_at <= now() + interval '1 minute'
           AND EXISTS (SELECT FROM contact c WHERE c.contact_id = m.contact_id))
     + (SELECT count(*) FROM delivery
         WHERE channel = 'SMS' AND state IN ('CREATED', 'SENDING') AND created_at >= to_timestamp(%(since)s)
           AND due_at <= now() + interval '1 minute')
"""


@dataclass(frozen=True, slots=True)
class Quiet:
    """How long it took until all was quiet; or what still waited when the time was over, with how many of it."""

    seconds: float = 0.0
    waiting: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_calm(self) -> bool:
        """Whether nothing is on its way."""
        return not self.waiting

    def __str__(self) -> str:
        """For who watches."""
        if self.is_calm:
            return f"all quiet after {self.seconds:.1f} s"
        still = ", ".join(f"{what} {count}" for what, count in sorted(self.waiting.items()))
        return f"NOT QUIET after {self.seconds:.1f} s: {still}"


class Motion(NamedTuple):
    """What waits, by what it is, and how far each service came."""

    waiting: dict[str, int]
    handled: dict[str, int]


def wait_for_quiet(
    place: Place,
    seconds: float,
    since: float = 0.0,
    compared_to: float = 0.0,
    leaves: Collection[str] = (),
) -> Quiet:
    """Wait until nothing is on its way any more, or the time is over; of what waits for long, only what came *since*.

    What a lost binding kept away comes when a service compares its inbox with the history: wait until each has done
    so up to *compared_to*, an instant in seconds. What a seeded mistake *leaves* (outbox, held, contacts) may wait.
    """
    began = time.monotonic()
    last: Motion | None = None
    still = 0
    while True:
        state = _motion(place, since, compared_to)
        still = still + 1 if state == last else 0
        last = state
        waits = {what: count for what, count in state.waiting.items() if count}
        amiss = {what: count for what, count in waits.items() if what.rpartition(" ")[2] not in leaves}
        took = time.monotonic() - began
        if not amiss and still >= (STILL_BESIDE_WHAT_WAITS if waits else STILL):
            return Quiet(took)
        if took >= seconds:
            return Quiet(took, amiss or {MOVING: 1})
        time.sleep(LOOK_SECONDS)


def _motion(place: Place, since: float, compared_to: float) -> Motion:
    ask = Asker(place)
    waiting: dict[str, int] = {}
    handled: dict[str, int] = {}
    for service in SERVICES:
        waiting[f"{service} outbox"] = _count(
            ask, service, "SELECT count(*) FROM outbox WHERE parked_at IS NULL"
        )
        waiting[f"{service} held"] = _count(
            ask, service, "SELECT count(*) FROM held WHERE held_at >= to_timestamp(%(since)s)", since=since
        )
        waiting[f"{service} compared"] = _count(
            ask,
            service,
            "SELECT 1 - count(*) FROM history_position WHERE compared_to >= to_timestamp(%(instant)s)",
            instant=compared_to,
        )
        handled[service] = _count(ask, service, HANDLED)
    waiting["queues"] = _queued(place, ask)
    waiting["contacts"] = _count(ask, "notify", CONTACTS, since=since)
    waiting["messages"] = _count(ask, "notify", MESSAGES, since=since)
    return Motion(waiting, handled)


def _count(ask: Asker, service: str, question: str, **params: float) -> int:
    return int(ask(service, question, params)[0][0])


def _queued(place: Place, ask: Asker) -> int:
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
