"""Shapes of requests and answers about days at home."""

from enum import StrEnum
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from kernel.calendar import RuleKind, Scope
from services.wfh.domain import AbsenceKind, EntryKind, Part, RequestKind, RequestState
from services.wfh.events import DutyScope, one_of

AT_MOST_DAYS = 31
SENTENCE = validate.Length(max=500)
NAME = validate.Length(min=1, max=200)
CLOCK_TIME = "%H:%M"
CLOCK_PAIR = validate.Regexp(r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")


def word(words: type[StrEnum], **options: Any) -> fields.String:
    """A word of an enumeration in an answer, whether the row or the noun brings it."""
    return fields.String(validate=one_of(words), **options)


class Paging(Schema):
    after = fields.UUID()
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))


class Day(Schema):
    on = fields.Date(required=True)
    part = fields.Enum(Part, by_value=True, load_default=Part.FULL)


class Ask(Schema):
    days = fields.List(fields.Nested(Day), required=True, validate=validate.Length(min=1, max=AT_MOST_DAYS))
    reason = fields.String(load_default="", validate=SENTENCE)


class Mandate(Schema):
    person_id = fields.UUID(required=True)
    order_id = fields.UUID(required=True)
    days = fields.List(fields.Nested(Day), required=True, validate=validate.Length(min=1, max=AT_MOST_DAYS))


class Remark(Schema):
    remark = fields.String(load_default=None, validate=SENTENCE)


class Grounds(Schema):
    remark = fields.String(required=True, validate=validate.Length(min=1, max=500))


class Request(Schema):
    request_id = fields.UUID()
    person_id = fields.UUID()
    post_id = fields.UUID()
    approver_post = fields.UUID()
    kind = word(RequestKind)
    on = fields.Date()
    part = word(Part)
    state = word(RequestState)
    reason = fields.String()
    requested_at = fields.DateTime()
    order_id = fields.UUID(allow_none=True)
    decided_at = fields.DateTime(allow_none=True)
    decided_by = fields.UUID(allow_none=True)
    decided_for = fields.UUID(allow_none=True)
    decided_post = fields.UUID(allow_none=True)
    remark = fields.String(allow_none=True)


class Requests(Schema):
    items = fields.List(fields.Nested(Request))
    next = fields.UUID(allow_none=True)


class RequestSearch(Paging):
    state = fields.Enum(RequestState, by_value=True, load_default=None)


class Awaiting(Request):
    staff_uid = fields.String(allow_none=True)
    name_en = fields.String(allow_none=True)
    name_hi = fields.String(allow_none=True)


class AwaitingPage(Schema):
    items = fields.List(fields.Nested(Awaiting))
    next = fields.UUID(allow_none=True)


class YearQuery(Schema):
    year = fields.Integer(load_default=None, validate=validate.Range(min=2000, max=2100))


class Balance(Schema):
    year = fields.Integer()
    half_days_left = fields.Integer()
    half_days_granted = fields.Integer()
    half_days_held = fields.Integer()
    half_days_used = fields.Integer()
    order_number = fields.String()


class LedgerQuery(YearQuery):
    after = fields.Integer(load_default=0, validate=validate.Range(min=0))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))


class LedgerEntry(Schema):
    entry_id = fields.UUID()
    kind = word(EntryKind)
    half_days = fields.Integer()
    request_id = fields.UUID(allow_none=True)
    on = fields.Date(allow_none=True)
    order_number = fields.String()
    at = fields.DateTime()


class Ledger(Schema):
    items = fields.List(fields.Nested(LedgerEntry))
    next = fields.Integer(allow_none=True)


class RecordAbsence(Schema):
    person_id = fields.UUID(load_default=None)
    kind = fields.Enum(AbsenceKind, by_value=True, required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)


class Absence(Schema):
    absence_id = fields.UUID()
    person_id = fields.UUID()
    kind = word(AbsenceKind)
    starts_on = fields.Date()
    ends_on = fields.Date()
    recorded_at = fields.DateTime()
    cancelled_at = fields.DateTime(allow_none=True)


class Absences(Schema):
    items = fields.List(fields.Nested(Absence))
    next = fields.UUID(allow_none=True)


class OnDay(Schema):
    on = fields.Date(load_default=None)


class RosterLine(Schema):
    person_id = fields.UUID()
    name_en = fields.String()
    name_hi = fields.String()
    post_id = fields.UUID()
    post_en = fields.String()
    post_hi = fields.String()
    place = fields.String(validate=validate.OneOf(["OFFICE", "HOME", "ABSENT"]))
    part = word(Part, allow_none=True)


class Roster(Schema):
    items = fields.List(fields.Nested(RosterLine))
    next = fields.UUID(allow_none=True)


class CalendarQuery(Schema):
    first = fields.Date()
    last = fields.Date()
    department = fields.String(validate=NAME)
    area = fields.String(validate=NAME)


class CalendarDay(Schema):
    on = fields.Date()
    working = fields.Boolean()
    name_en = fields.String()
    name_hi = fields.String()
    order_number = fields.String()
    opens = fields.String()
    closes = fields.String()


class CalendarDays(Schema):
    items = fields.List(fields.Nested(CalendarDay))
    next = fields.Date(allow_none=True)


class PublishRule(Schema):
    scope = fields.Enum(Scope, by_value=True, required=True)
    scope_id = fields.String(required=True, validate=NAME)
    kind = fields.Enum(RuleKind, by_value=True, required=True)
    weekday = fields.Integer(load_default=None, validate=validate.Range(min=1, max=7))
    ordinals = fields.List(fields.Integer(validate=validate.Range(min=1, max=5)), load_default=list)
    on = fields.Date(load_default=None)
    working = fields.Boolean(load_default=None)
    opens = fields.Time(format=CLOCK_TIME, load_default=None)
    closes = fields.Time(format=CLOCK_TIME, load_default=None)
    name_en = fields.String(required=True, validate=NAME)
    name_hi = fields.String(required=True, validate=NAME)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(load_default=None)
    order_number = fields.String(required=True, validate=NAME)

    @validates_schema
    def says_something(self, data: dict[str, Any], **_: Any) -> None:
        """A weekday rule names its weekday, a dated one its date, office hours both their ends."""
        wanted = {
            RuleKind.WEEKDAY: ("weekday", "working"),
            RuleKind.DATE: ("on", "working"),
            RuleKind.HOURS: ("opens", "closes"),
        }[data["kind"]]
        missing = {name: ["Missing data for required field."] for name in wanted if data.get(name) is None}
        if missing:
            raise ValidationError(missing)


class Rule(PublishRule):
    rule_id = fields.UUID()


class _DutyHours(Schema):
    scope_id = fields.String(required=True, validate=NAME)
    weekdays = fields.List(
        fields.Integer(validate=validate.Range(min=1, max=7)),
        required=True,
        validate=validate.Length(min=1, max=7),
    )
    starts = fields.Time(format=CLOCK_TIME, required=True)
    ends = fields.Time(format=CLOCK_TIME, required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(load_default=None)
    order_number = fields.String(required=True, validate=NAME)


class PublishDutyHours(_DutyHours):
    scope = fields.Enum(DutyScope, by_value=True, required=True)


class DutyHours(_DutyHours):
    duty_hours_id = fields.UUID()
    scope = word(DutyScope)


class PublishOrder(Schema):
    authority = fields.String(required=True, validate=NAME)
    number = fields.String(load_default=None, validate=NAME)
    dated = fields.Date(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True)
    always_attends = fields.String(load_default=None, validate=NAME)
    always_attends_level = fields.Integer(load_default=None, validate=validate.Range(min=1, max=30))
    cap_numerator = fields.Integer(required=True, validate=validate.Range(min=1, max=100))
    cap_denominator = fields.Integer(required=True, validate=validate.Range(min=1, max=100))
    slots = fields.List(fields.String(validate=CLOCK_PAIR), required=True)
    exemptions = fields.List(fields.String(validate=NAME), load_default=list)
    office_levels = fields.List(fields.String(validate=NAME), load_default=list)
    confirmed = fields.Boolean(load_default=True)


class Order(PublishOrder):
    order_id = fields.UUID()
    reference = fields.String()


class OrderSearch(OnDay):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))


class Orders(Schema):
    items = fields.List(fields.Nested(Order))
    next = fields.UUID(allow_none=True)
