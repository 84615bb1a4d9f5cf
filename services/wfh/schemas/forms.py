"""Shapes of what is typed into pages about days at home."""

from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from services.wfh.domain import AbsenceKind, Part
from services.wfh.schemas import SENTENCE

MONTH = validate.Regexp(r"^20\d\d-(0[1-9]|1[0-2])$")


class Form(Schema):
    """A form sends what was left empty as an empty text."""

    @pre_load
    def leave_out_what_is_empty(self, typed: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Treat an empty field as one that was not there."""
        return {name: value for name, value in typed.items() if not isinstance(value, str) or value.strip()}


class AskForm(Form):
    first = fields.Date(required=True)
    last = fields.Date(load_default=None)
    part = fields.Enum(Part, by_value=True, load_default=Part.FULL)
    reason = fields.String(load_default="", validate=SENTENCE)


class AbsenceForm(Form):
    kind = fields.Enum(AbsenceKind, by_value=True, required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)


class RemarkForm(Form):
    remark = fields.String(load_default=None, validate=SENTENCE)


class RefusalForm(Form):
    grounds = fields.String(required=True, validate=SENTENCE)


class RecallForm(Form):
    call = fields.String(required=True, validate=SENTENCE)


class Nothing(Schema):
    """A form with a button only."""


class AfterAnAct(Form):
    """A page that may come after an act, which it names then."""

    done = fields.String(load_default="")


class YearShown(AfterAnAct):
    year = fields.Integer(load_default=None, validate=validate.Range(min=2000, max=2100))


class MonthShown(Form):
    month = fields.String(load_default=None, validate=MONTH)


class SpanShown(Form):
    view = fields.String(load_default="week", validate=validate.OneOf(["week", "month"]))
    on = fields.Date(load_default=None)


class PageShown(AfterAnAct):
    after = fields.UUID(load_default=None)
