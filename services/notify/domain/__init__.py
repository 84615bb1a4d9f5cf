"""Messages and their states, approved texts, duty hours, and to whom a message goes."""

from services.notify.domain.addressee import Addressee, AlarmKind, addressed_to
from services.notify.domain.contacts import Contact, SealedContact
from services.notify.domain.fate import (
    ARRIVED,
    FAILED,
    FINAL,
    Latest,
    Receipt,
    Result,
    State,
    failure_of,
    overall,
    repeat_after,
    retry_after,
)
from services.notify.domain.hours import DutyHours, DutyScope, narrowest, next_duty
from services.notify.domain.messages import CODES, PURPOSES, Channel, NewMessage, Purpose, Topic
from services.notify.domain.places import place_of
from services.notify.domain.texts import (
    Dlt,
    PlaceholderUnknown,
    Rendered,
    Text,
    TextTooLong,
    ValueDoesNotFit,
    ValueKind,
    as_name,
    is_gsm,
    segments,
)

__all__ = [
    "ARRIVED",
    "CODES",
    "FAILED",
    "FINAL",
    "PURPOSES",
    "Addressee",
    "AlarmKind",
    "Channel",
    "Contact",
    "Dlt",
    "DutyHours",
    "DutyScope",
    "Latest",
    "NewMessage",
    "PlaceholderUnknown",
    "Purpose",
    "Receipt",
    "Rendered",
    "Result",
    "SealedContact",
    "State",
    "Text",
    "TextTooLong",
    "Topic",
    "ValueDoesNotFit",
    "ValueKind",
    "addressed_to",
    "as_name",
    "failure_of",
    "is_gsm",
    "narrowest",
    "next_duty",
    "overall",
    "place_of",
    "repeat_after",
    "retry_after",
    "segments",
]
