"""Shapes of what the desk's pages send: a form says "" where a program says nothing."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from kernel.languages import _
from services.files.domain import DEFAULT_HEAD, Grade, Medium, Priority
from services.files.schemas.common import LONGEST_REASON, LONGEST_TEXT, language, one_of, text
from services.files.schemas.files import NOT_A_HEAD

LINES_OF_A_LIST = 25
_NOT_A_PLACE = _("This page of the list is no longer there. Begin at its first page.")


class Typed(fields.String):
    """A text from a box: browsers end lines their own way."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        given = super()._deserialize(value, attr, data, **more) or ""
        return given.replace("\r\n", "\n").strip()


class PlaceCursor(fields.Field[Any]):
    """Where a page of a list in some order ends."""

    def _deserialize(self, value: Any, *_about: Any, **_more: Any) -> tuple[Decimal, UUID] | None:
        if not value:
            return None
        place, _tilde, item_id = str(value).partition("~")
        try:
            at, last = Decimal(place), UUID(item_id)
        except (InvalidOperation, ValueError):
            raise ValidationError(_NOT_A_PLACE) from None
        if not at.is_finite():
            raise ValidationError(_NOT_A_PLACE)
        return at, last


class Form(Schema):
    """What a form leaves empty was not said; only a text may be empty."""

    @pre_load
    def _without_what_is_empty(self, typed: dict[str, Any], **_about: Any) -> dict[str, Any]:
        return {
            name: value
            for name, value in typed.items()
            if value or isinstance(self.fields.get(name), fields.String)
        }


def _not_blank(given: str) -> None:
    text(LONGEST_TEXT).deserialize(given)


def _optional(longest: int, **options: Any) -> Typed:
    return Typed(load_default="", validate=validate.Length(max=longest), **options)


class InboxPage(Form):
    """Which part of the inbox is wanted."""

    post = fields.UUID(load_default=None, allow_none=True)
    kind = fields.String(load_default="", validate=validate.OneOf(["", "FILE", "RECEIPT"]))
    unread = fields.Boolean(load_default=False)
    overdue = fields.Boolean(load_default=False)
    search = _optional(200)
    sort = fields.String(load_default="oldest", validate=validate.OneOf(["oldest", "newest", "urgent"]))
    after = PlaceCursor(load_default=None)


class MarkForm(Form):
    """To whom a receipt is marked, as typed."""

    to = _optional(300)


class DiaryForm(Form):
    """A paper that came over the counter, as it is typed in."""

    subject = Typed(required=True, validate=[validate.Length(max=500), _not_blank])
    medium = one_of(Medium, load_default=Medium.ELECTRONIC)
    grade = one_of(Grade, load_default=Grade.UNCLASSIFIED)
    language = language(load_default="hi")
    to = _optional(300)
    sender = _optional(200)
    address = _optional(500)
    letter_number = _optional(100)
    letter_on = fields.Date(load_default=None, allow_none=True)

    @validates_schema
    def _says_whose_letter(self, typed: dict[str, Any], **_about: Any) -> None:
        # A letter is kept with its sender; without one, what else is known of it would be lost.
        if not typed["sender"] and (typed["address"] or typed["letter_number"] or typed["letter_on"]):
            raise ValidationError({"sender": ["Missing data for required field."]})


class PutUpForm(Form):
    """A receipt put up on a new file, or on one that lies at the desk, with a note."""

    file_id = fields.UUID(load_default=None, allow_none=True)
    note = Typed(required=True, validate=[validate.Length(max=LONGEST_TEXT), _not_blank])
    subject = _optional(500)
    head = Typed(
        load_default=DEFAULT_HEAD, validate=validate.Regexp(r"[A-Z]-\d{2}0\d{2}\Z", error=NOT_A_HEAD)
    )


class SheetForm(Form):
    """The box below the note sheet: a note to keep, or the file to send with it."""

    act = fields.String(load_default="save", validate=validate.OneOf(["save", "forward"]))
    body = _optional(LONGEST_TEXT)
    read_at = _optional(40)
    to = _optional(300)
    remark = _optional(1000)
    priority = one_of(Priority, load_default=Priority.ORDINARY)


class RegradeForm(Form):
    """Another grade, and why; the grade that the reader saw comes along."""

    was = one_of(Grade, required=True)
    grade = one_of(Grade, required=True)
    reason = Typed(required=True, validate=[validate.Length(max=LONGEST_REASON), _not_blank])


class LetterForm(Form):
    """A letter as it is drafted."""

    addressee = Typed(required=True, validate=[validate.Length(max=300), _not_blank])
    subject = Typed(required=True, validate=[validate.Length(max=500), _not_blank])
    body = Typed(required=True, validate=[validate.Length(max=LONGEST_TEXT), _not_blank])
    language = language(load_default="hi")


class ApproveForm(Form):
    """The version that was read, so that no other is approved."""

    version = fields.Integer(required=True)


class ButtonForm(Schema):
    """A button alone."""
