"""An event is declared once, as a class; publisher, consumer and documents come from it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar, Self
from uuid import UUID

import fastjsonschema
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields

from kernel import clock

CONTENT_TYPE = "application/cloudevents+json"
TYPE_PREFIX = "in.karyasetu."
LARGEST_EVENT_BYTES = 256 * 1024

_HEX = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_UUID = re.compile(f"^{_HEX}$")
_AFTER = re.compile(f"[a-z0-9.-]+={_HEX}( [a-z0-9.-]+={_HEX})*")
_REGISTER: dict[str, "type[Event]"] = {}


class EventDeclarationError(TypeError):
    """An event class breaks the rules of declaration."""


class EventInvalidError(ValueError):
    """An event's data does not fit its declaration; the message names fields, never values."""


@dataclass(frozen=True, slots=True)
class Received:
    """What the envelope of a received event says besides its data."""

    event_id: UUID
    subject: str
    sequence: int
    department: str
    occurred_at: datetime
    correlation_id: UUID
    after: Mapping[str, str]


class Event:
    """One fact, in the past tense, about one subject; ids only, never personal data."""

    name: ClassVar[str]
    version: ClassVar[int] = 1
    subject: ClassVar[str]
    example: ClassVar[dict[str, Any]]
    history: ClassVar[bool] = True
    Data: ClassVar[type[Schema]]

    __slots__ = ("_received", "data")

    def __init_subclass__(cls) -> None:
        """Register the class under its type; a second one of that type is refused."""
        if not hasattr(cls, "name"):
            return
        if cls.type() in _REGISTER:
            raise EventDeclarationError(f"{cls.type()} is declared twice")
        if cls.subject not in cls.Data().fields:
            raise EventDeclarationError(f"{cls.type()} has no field {cls.subject} for its subject")
        _REGISTER[cls.type()] = cls

    def __init__(self, **values: Any) -> None:
        shape = shape_of(type(self))
        unknown = values.keys() - shape.schema.fields.keys()
        if unknown:
            raise EventInvalidError(f"{self.name} has no field {', '.join(sorted(unknown))}")
        self.data: dict[str, Any] = dict(shape.schema.dump(values))
        self._received: Received | None = None
        shape.check(self.data)

    @classmethod
    def type(cls) -> str:
        """The CloudEvents type, with the version."""
        return f"{TYPE_PREFIX}{cls.name}.v{cls.version}"

    @classmethod
    def from_envelope(cls, envelope: Mapping[str, Any]) -> Self:
        """The event an *envelope* carries; raises EventInvalidError."""
        event = cls.__new__(cls)
        event.data = envelope["data"]
        shape_of(cls).check(event.data)
        event._received = _received(envelope)  # noqa: SLF001 - its own instance
        return event

    def __getattr__(self, field_name: str) -> Any:
        data = object.__getattribute__(self, "data")
        if field_name not in data:
            if field_name in shape_of(type(self)).schema.fields:
                return None
            raise AttributeError(field_name)
        value = data[field_name]
        convert = shape_of(type(self)).converters.get(field_name)
        return convert(value) if convert and value is not None else value

    @property
    def received(self) -> Received:
        """The envelope's facts; only a received event has them."""
        if self._received is None:
            raise AttributeError("This event was made here; it has no envelope yet.")
        return self._received

    @property
    def event_id(self) -> UUID:
        """The id under which it is handled once."""
        return self.received.event_id

    @property
    def subject_id(self) -> str:
        """The value of the field that names the subject."""
        return str(self.data[self.subject])

    @property
    def subject_key(self) -> tuple[str, str]:
        """The speaking service and the subject's id, within which order holds."""
        return self.name.partition(".")[0], self.subject_id

    @property
    def sequence(self) -> int:
        """The subject's version that this event made."""
        return self.received.sequence

    @property
    def department(self) -> str:
        """The department in which the subject was born: its lane key."""
        return self.received.department

    @property
    def occurred_at(self) -> datetime:
        """When it happened, at the speaker."""
        return self.received.occurred_at

    @property
    def correlation_id(self) -> UUID:
        """The request or timer from which the chain of events began."""
        return self.received.correlation_id

    @property
    def after(self) -> Mapping[str, str]:
        """The id of the newest earlier event of each kind of its subject; only kinds that the history keeps."""
        return self.received.after


class Shape:
    """What is derived from an event's declaration, once per class."""

    def __init__(self, event: type[Event]) -> None:
        self.event = event
        self.schema = event.Data()
        self.converters = {
            name: converter for name, field in self.schema.fields.items() if (converter := _converter(field))
        }

    @cached_property
    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of the event's data; receivers accept fields they do not know."""
        return json_schema_of(self.schema)

    @cached_property
    def _validate(self) -> Callable[[Any], Any]:
        compiled: Callable[[Any], Any] = fastjsonschema.compile(
            self.json_schema, formats={"uuid": _UUID.pattern}, use_default=False
        )
        return compiled

    def check(self, data: Any) -> None:
        """Raise EventInvalidError, naming the field, unless *data* fits."""
        try:
            self._validate(data)
        except fastjsonschema.JsonSchemaValueException as error:
            raise EventInvalidError(f"{self.event.name}: {error.name} breaks rule {error.rule}") from None


_SHAPES: dict[type[Event], Shape] = {}


def shape_of(event: type[Event]) -> Shape:
    """The derived shape of an event class."""
    shape = _SHAPES.get(event)
    if shape is None:
        shape = _SHAPES[event] = Shape(event)
    return shape


def register() -> Mapping[str, type[Event]]:
    """Every declared event by its CloudEvents type."""
    return dict(_REGISTER)


def find(event_type: str) -> type[Event] | None:
    """The class declared for a CloudEvents type."""
    return _REGISTER.get(event_type)


def json_schema_of(schema: Schema) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a marshmallow *schema*, nested ones written out in place."""
    plugin = MarshmallowPlugin(schema_name_resolver=_in_place)
    APISpec("shapes", "1", "3.1.0", plugins=[plugin])
    if plugin.converter is None:
        raise EventDeclarationError("The schema converter did not start.")
    return dict(plugin.converter.schema2jsonschema(schema))  # type: ignore[no-untyped-call]  # apispec leaves it so


def _in_place(_schema: type[Schema]) -> str:
    # apispec writes a nested schema out where it stands when it gets no name for it.
    return ""


@dataclass(frozen=True, slots=True)
class Origin:
    """From what an announcement arose: its chain, its cause and its instant."""

    correlation_id: UUID
    causation_id: UUID | None
    at: datetime


def envelope_body(event: Event, event_id: UUID, origin: Origin) -> str:
    """The CloudEvents JSON of *event* without `sequence`, `department` and `after`, which the database fills."""
    document: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(event_id),
        "source": f"/karyasetu/{event.name.split('.')[0]}",
        "type": event.type(),
        "subject": event.subject_id,
        "time": origin.at.isoformat(),
        "datacontenttype": "application/json",
        "correlationid": str(origin.correlation_id),
        "traceparent": f"00-{origin.correlation_id.hex}-{event_id.hex[16:]}-01",
    }
    if origin.causation_id is not None:
        document["causationid"] = str(origin.causation_id)
    document["data"] = event.data
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def new_event_id() -> UUID:
    """An id for an announcement."""
    return clock.new_id()


def _received(envelope: Mapping[str, Any]) -> Received:
    try:
        return Received(
            event_id=UUID(envelope["id"]),
            subject=envelope["subject"],
            sequence=int(envelope["sequence"]),
            department=envelope["department"],
            occurred_at=datetime.fromisoformat(envelope["time"]),
            correlation_id=UUID(envelope["correlationid"]),
            after=_after(envelope.get("after", "")),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise EventInvalidError(f"the envelope lacks a part: {type(error).__name__}") from None


def _after(named: str) -> dict[str, str]:
    """Read "public.case-registered.v1=<id> public.case-assigned.v1=<id>"."""
    if not named:
        return {}
    if not _AFTER.fullmatch(named):
        raise ValueError("not names of events")
    return dict(pair.split("=") for pair in named.split())


def _converter(field: fields.Field[Any]) -> Callable[[Any], Any] | None:
    if isinstance(field, fields.UUID):
        return UUID
    if isinstance(field, fields.Date):
        return date.fromisoformat
    if isinstance(field, fields.DateTime):
        return datetime.fromisoformat
    if isinstance(field, fields.Enum):
        return field.enum
    if isinstance(field, fields.List) and (inner := _converter(field.inner)):
        return lambda values: [inner(value) for value in values]
    return None
