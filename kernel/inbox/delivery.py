"""A message as it came, and what may be wrong with it; its body is looked at here and nowhere else."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel.events import CONTENT_TYPE, TYPE_PREFIX, Event, EventInvalidError, find, register
from kernel.topology import EVENTS, SEALED, names_queue
from kernel.units import unit_of

LARGEST_BODY_BYTES = 1_000_000
FENCE_TYPE = "application/vnd.karyasetu.fence"
_WORDS_WITH_BUCKET = 5

# The broker lets a service speak only under its own keys, and only on the first two; straight into a queue ("")
# only the operator may write, and None is our own waiting room. A message that came over an exchange of somebody's
# own making, or whose envelope says what its key does not, is somebody speaking as another. The waiting room does not
# remember over which exchange a message came, so neither the history nor a replay may bring such a one into it.
TRUSTED_EXCHANGES = (EVENTS, SEALED, "", None)
FOREIGN_EXCHANGE, KEY_MISMATCH = SPOKEN_AS_ANOTHER = ("foreign-exchange", "key-mismatch")


class Fault(Exception):  # noqa: N818 - it is parked, not raised to a reader
    """Why a message cannot be handled: a *cause* operators count by, and a *detail* without any content."""

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(cause)
        self.cause, self.detail = cause, detail


@dataclass(frozen=True, slots=True)
class Span:
    """Between which ids (as text) the inbox can remember; outside, "once" cannot be promised."""

    oldest: str
    newest: str


class Delivery:
    """One message of a lane, from its queue (with a tag) or from the waiting room (with a position)."""

    __slots__ = (
        "body",
        "content_type",
        "event",
        "exchange",
        "fault",
        "has_waited",
        "in_vain",
        "message_id",
        "position",
        "recorded_at",
        "redelivered",
        "routing_key",
        "tag",
    )

    def __init__(self, body: bytes, content_type: str, message_id: str, routing_key: str) -> None:
        self.body, self.content_type = body, content_type
        self.message_id, self.routing_key = message_id, routing_key
        self.tag = self.recorded_at = 0
        self.exchange: str | None = None
        self.redelivered = self.has_waited = self.in_vain = False
        self.position: int | None = None
        self.event: Event | None = None
        self.fault: Fault | None = None

    @property
    def kind(self) -> str:
        """Which event the routing key names: service, event and version."""
        return ".".join(self.routing_key.split(".")[:3])

    @property
    def department(self) -> str:
        """The lane key; empty for what came past the exchanges."""
        return "".join(self.routing_key.split(".")[3:4])

    @property
    def unit(self) -> str:
        """The smallest unit to which it belongs; a key of the release before does not name the bucket."""
        words = self.routing_key.split(".")
        if len(words) == _WORDS_WITH_BUCKET:
            return ".".join(words[3:])
        return unit_of(self.department, _subject_in(self.body))

    def is_among(self, units: Collection[str]) -> bool:
        """Whether its bucket, or its whole department, is one of these units."""
        return self.unit in units or self.department in units

    @property
    def is_fence(self) -> bool:
        """Whether this is not an event but an operator's mark, which comes past the exchanges and is never stored."""
        return self.content_type == FENCE_TYPE and not self.exchange and self.position is None

    def known_id(self, span: Span) -> UUID | None:
        """The id under which it is parked, when it has one that the inbox can remember."""
        try:
            known = UUID(self.message_id)
        except ValueError:
            return None
        return known if span.oldest <= str(known) < span.newest else None


def decode(delivery: Delivery, handled: Mapping[type[Event], Any], span: Span) -> Event:
    """The event in a delivery; raises Fault when it cannot be handled here."""
    event_class, envelope = _recognise(delivery, handled)
    try:
        event = event_class.from_envelope(envelope)
    except EventInvalidError as error:
        raise Fault("schema-invalid", str(error)) from None
    except (KeyError, TypeError) as error:
        raise Fault("schema-invalid", f"the envelope is not one: {type(error).__name__}") from None
    event_id = str(event.event_id)
    if delivery.message_id and delivery.message_id != event_id:
        raise Fault("id-mismatch", "the message and its envelope carry different ids")
    delivery.message_id = event_id
    if event_id < span.oldest:
        raise Fault("too-old", "older than the inbox remembers")
    if event_id >= span.newest:
        raise Fault("id-unusable", "not a time-ordered id of these weeks")
    return event


def _recognise(delivery: Delivery, handled: Mapping[type[Event], Any]) -> tuple[type[Event], dict[str, Any]]:
    if len(delivery.body) > LARGEST_BODY_BYTES:
        raise Fault("too-large", f"{len(delivery.body)} bytes")
    if delivery.exchange not in TRUSTED_EXCHANGES:
        raise Fault(FOREIGN_EXCHANGE)
    if delivery.content_type != CONTENT_TYPE:
        raise Fault("wrong-content-type")
    envelope = _parse(delivery.body)
    if not isinstance(envelope, dict) or not isinstance(envelope.get("type"), str):
        raise Fault("schema-invalid", "the envelope has no type")
    event_class = find(envelope["type"])
    if event_class is None or event_class not in handled:
        raise Fault(*_stranger(envelope["type"], known=event_class is not None))
    if not _came_past_exchanges(delivery) and envelope["type"] != TYPE_PREFIX + delivery.kind:
        raise Fault(KEY_MISMATCH, "the routing key and the envelope name different events")
    return event_class, envelope


def _came_past_exchanges(delivery: Delivery) -> bool:
    return not delivery.exchange and names_queue(delivery.routing_key)


def _subject_in(body: bytes) -> str:
    try:
        return str(json.loads(body)["subject"])
    except (ValueError, RecursionError, TypeError, KeyError):
        return ""


def _parse(body: bytes) -> Any:
    try:
        return json.loads(body)
    except RecursionError:
        raise Fault("too-deep") from None
    except ValueError as error:
        raise Fault("bad-json", type(error).__name__) from None


def _stranger(event_type: str, *, known: bool) -> tuple[str, str]:
    if known:
        return "no-handler", "this service does not listen to it any more"
    family = event_type.rpartition(".v")[0]
    if family.startswith(TYPE_PREFIX) and any(name.rpartition(".v")[0] == family for name in register()):
        return "unknown-version", "another version of a known event"
    return "unknown-type", ""
