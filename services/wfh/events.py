"""What the work-from-home service announces: the calendar, duty hours, days at home, absences, equipment."""

from enum import StrEnum
from typing import ClassVar

from marshmallow import Schema, fields, validate

from kernel.calendar.arithmetic import RuleKind, Scope
from kernel.events import Event


class DutyScope(StrEnum):
    """For whom duty hours hold; a later member overrides an earlier one."""

    STATE = "STATE"
    DEPARTMENT = "DEPARTMENT"
    OFFICE = "OFFICE"
    PERSON = "PERSON"


class EquipmentKind(StrEnum):
    """What can be put into somebody's hands."""

    LAPTOP = "LAPTOP"
    DESKTOP = "DESKTOP"
    TABLET = "TABLET"
    PHONE = "PHONE"
    OTHER = "OTHER"


def one_of(words: type[StrEnum]) -> validate.OneOf:
    """Only the words of an enumeration; they travel and arrive as plain text."""
    return validate.OneOf([word.value for word in words])


CLOCK_TIME = validate.Regexp(r"^([01]\d|2[0-3]):[0-5]\d$")
WEEKDAY = validate.Range(min=1, max=7)


class CalendarRulePublished(Event):
    """A rule of the working calendar came into being, changed or ended."""

    name = "wfh.calendar-rule-published"
    version = 1
    subject = "rule_id"
    example: ClassVar = {
        "rule_id": "01900000-0000-7000-8000-000000000001",
        "scope": "STATE",
        "scope_id": "CG",
        "kind": "WEEKDAY",
        "weekday": 6,
        "ordinals": [],
        "on": None,
        "working": False,
        "opens": None,
        "closes": None,
        "name_en": "Saturday",
        "name_hi": "शनिवार",
        "valid_from": "2022-02-02",
        "valid_to": None,
        "order_number": "GAD 2 Feb 2022",
    }

    class Data(Schema):
        rule_id = fields.UUID(required=True)
        scope = fields.String(required=True, validate=one_of(Scope))
        scope_id = fields.String(required=True)
        kind = fields.String(required=True, validate=one_of(RuleKind))
        weekday = fields.Integer(required=True, allow_none=True, validate=WEEKDAY)
        ordinals = fields.List(fields.Integer(validate=validate.Range(min=1, max=5)), required=True)
        on = fields.Date(required=True, allow_none=True)
        working = fields.Boolean(required=True, allow_none=True)
        opens = fields.String(required=True, allow_none=True, validate=CLOCK_TIME)
        closes = fields.String(required=True, allow_none=True, validate=CLOCK_TIME)
        name_en = fields.String(required=True)
        name_hi = fields.String(required=True)
        valid_from = fields.Date(required=True)
        valid_to = fields.Date(required=True, allow_none=True)
        order_number = fields.String(required=True)


class DutyHoursPublished(Event):
    """The hours in which a set of people must be within reach of a phone call."""

    name = "wfh.duty-hours-published"
    version = 1
    subject = "duty_hours_id"
    example: ClassVar = {
        "duty_hours_id": "01900000-0000-7000-8000-000000000002",
        "scope": "STATE",
        "scope_id": "CG",
        "weekdays": [1, 2, 3, 4, 5],
        "starts": "10:00",
        "ends": "17:30",
        "valid_from": "2022-02-02",
        "valid_to": None,
        "order_number": "GAD 2 Feb 2022",
    }

    class Data(Schema):
        duty_hours_id = fields.UUID(required=True)
        scope = fields.String(required=True, validate=one_of(DutyScope))
        scope_id = fields.String(required=True)
        weekdays = fields.List(fields.Integer(validate=WEEKDAY), required=True)
        starts = fields.String(required=True, validate=CLOCK_TIME)
        ends = fields.String(required=True, validate=CLOCK_TIME)
        valid_from = fields.Date(required=True)
        valid_to = fields.Date(required=True, allow_none=True)
        order_number = fields.String(required=True)


DAY_EXAMPLE = {
    "request_id": "01900000-0000-7000-8000-000000000003",
    "person_id": "01900000-0000-7000-8000-000000000004",
    "post_id": "01900000-0000-7000-8000-000000000005",
    "approver_post": "01900000-0000-7000-8000-000000000006",
    "on": "2026-03-16",
}


class DayData(Schema):
    """One day at home: whose, at which post, who decides, and when."""

    request_id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    post_id = fields.UUID(required=True)
    approver_post = fields.UUID(required=True)
    on = fields.Date(required=True)


class DayRequested(Event):
    """Somebody asked for a day at home; its half-days are held."""

    name = "wfh.day-requested"
    version = 1
    subject = "request_id"
    example: ClassVar = DAY_EXAMPLE

    Data: ClassVar = DayData


class DayApproved(Event):
    """The post above approved a day at home."""

    name = "wfh.day-approved"
    version = 1
    subject = "request_id"
    example: ClassVar = DAY_EXAMPLE

    Data: ClassVar = DayData


class DayRefused(Event):
    """The post above refused a day at home; its half-days are free again."""

    name = "wfh.day-refused"
    version = 1
    subject = "request_id"
    example: ClassVar = DAY_EXAMPLE

    Data: ClassVar = DayData


class DayWithdrawn(Event):
    """The requester gave a day at home back, or an absence or a holiday took its place."""

    name = "wfh.day-withdrawn"
    version = 1
    subject = "request_id"
    example: ClassVar = DAY_EXAMPLE

    Data: ClassVar = DayData


class DayLapsed(Event):
    """A day at home came before anybody decided about it; its half-days are free again."""

    name = "wfh.day-lapsed"
    version = 1
    subject = "request_id"
    example: ClassVar = DAY_EXAMPLE

    Data: ClassVar = DayData


class DayRecalled(Event):
    """The person was called to the office on a day at home; its half-days are free again."""

    name = "wfh.day-recalled"
    version = 1
    subject = "request_id"
    example: ClassVar = DAY_EXAMPLE

    Data: ClassVar = DayData


class AbsenceRecorded(Event):
    """Somebody is away from duty from one date to another, both included."""

    name = "wfh.absence-recorded"
    version = 1
    subject = "absence_id"
    example: ClassVar = {
        "absence_id": "01900000-0000-7000-8000-000000000007",
        "person_id": "01900000-0000-7000-8000-000000000004",
        "starts_on": "2026-03-16",
        "ends_on": "2026-03-20",
    }

    class Data(Schema):
        absence_id = fields.UUID(required=True)
        person_id = fields.UUID(required=True)
        starts_on = fields.Date(required=True)
        ends_on = fields.Date(required=True)


class AbsenceCancelled(Event):
    """A recorded absence does not take place."""

    name = "wfh.absence-cancelled"
    version = 1
    subject = "absence_id"
    example: ClassVar = {"absence_id": "01900000-0000-7000-8000-000000000007"}

    class Data(Schema):
        absence_id = fields.UUID(required=True)


class DeviceIssued(Event):
    """A piece of equipment went into somebody's hands; the number is the one on its label."""

    name = "wfh.device-issued"
    version = 1
    subject = "device_id"
    example: ClassVar = {
        "device_id": "01900000-0000-7000-8000-000000000008",
        "person_id": "01900000-0000-7000-8000-000000000004",
        "kind": "LAPTOP",
        "asset_number": "REV-LAP-0042",
    }

    class Data(Schema):
        device_id = fields.UUID(required=True)
        person_id = fields.UUID(required=True)
        kind = fields.String(required=True, validate=one_of(EquipmentKind))
        asset_number = fields.String(required=True)


class DeviceReturned(Event):
    """A piece of equipment came back."""

    name = "wfh.device-returned"
    version = 1
    subject = "device_id"
    example: ClassVar = {"device_id": "01900000-0000-7000-8000-000000000008"}

    class Data(Schema):
        device_id = fields.UUID(required=True)


CALENDAR = (CalendarRulePublished,)
DUTY_HOURS = (DutyHoursPublished,)
