"""The same facts in the form in which each contestant expects them, put into its queue before it starts."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import amqp

from kernel import clock
from kernel.events import CONTENT_TYPE, Origin, envelope_body, new_event_id
from services.public.events import CaseRegistered
from tests.bench.site import Site

JSON = "application/json"
QUORUM = {"x-queue-type": "quorum"}


@dataclass(frozen=True)
class Post:
    """How a contestant is written to."""

    queue: str
    letter: Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]
    exchange: str = ""
    routing_key: str = ""
    arguments: dict[str, Any] = field(default_factory=lambda: QUORUM)


def facts(number: int) -> dict[str, Any]:
    """What a registered case tells, under an id of its own."""
    return {
        "event_id": str(new_event_id()),
        "case_id": str(clock.new_id()),
        "number": f"261{number:08d}",
        "contact_id": str(clock.new_id()),
        "language": "hi",
        "nature": "GRIEVANCE",
        "department": "HFW",
        "area": "CG-DMT",
        "due_on": date(2026, 12, 1).isoformat(),
        "nodal_post": "01920000-0000-7000-8000-000000000003",
    }


def cloudevent(told: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Our wire form, as the relay publishes it."""
    body = envelope(told)
    kind = "in.karyasetu.public.case-registered.v1"
    return body, {"content_type": CONTENT_TYPE, "message_id": told["event_id"], "type": kind}


def envelope(told: dict[str, Any]) -> str:
    """The CloudEvents document of a registered case."""
    origin = Origin(clock.new_id(), None, datetime.now(UTC))
    body = envelope_body(registered(told), UUID(told["event_id"]), origin)
    return '{"sequence":"00000000000000000001","department":"HFW",' + body[1:]


def registered(told: dict[str, Any]) -> CaseRegistered:
    """The event of these facts."""
    ids = {name: UUID(told[name]) for name in ("case_id", "contact_id", "nodal_post")}
    due_on = date.fromisoformat(told["due_on"])
    return CaseRegistered(
        **{name: told[name] for name in told if name != "event_id"} | ids | {"due_on": due_on}
    )


def plain(told: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The bare facts as JSON: nameko, FastStream."""
    return json.dumps(told), {"content_type": JSON, "content_encoding": "utf-8"}


def dramatiq(told: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Dramatiq's message."""
    message = {
        "queue_name": "bench_dramatiq",
        "actor_name": "on_case_registered",
        "args": [told],
        "kwargs": {},
        "options": {},
        "message_id": told["event_id"],
        "message_timestamp": int(time.time() * 1000),
    }
    return json.dumps(message), {}


def celery(told: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Celery's message, protocol 2."""
    body = [[told], {}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}]
    name, key = "on_case_registered", told["event_id"]
    headers = {"lang": "py", "task": name, "id": key, "root_id": key, "parent_id": None, "group": None}
    headers |= {"retries": 0, "timelimit": [None, None], "eta": None, "expires": None, "origin": "bench"}
    headers |= {"argsrepr": "()", "kwargsrepr": "{}", "ignore_result": True, "shadow": None}
    properties = {"content_type": JSON, "content_encoding": "utf-8", "correlation_id": key, "reply_to": ""}
    return json.dumps(body), {"application_headers": headers, **properties}


def fill(site: Site, post: Post, count: int) -> None:
    """Put *count* letters into the queue and wait until all of them lie there."""
    channel = site.channel()
    for body, properties in _letters(post, count):
        message = amqp.Message(body, delivery_mode=2, **properties)
        channel.basic_publish(message, exchange=post.exchange, routing_key=post.routing_key or post.queue)
    end = time.monotonic() + 60
    while site.depth(post.queue) < count:
        if time.monotonic() > end:
            raise RuntimeError(f"{post.queue} holds {site.depth(post.queue)} of {count}")
        time.sleep(0.1)


def _letters(post: Post, count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for number in range(count):
        yield post.letter(facts(number))
