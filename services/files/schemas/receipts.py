"""Receipts and papers."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from kernel.languages import _
from services.files.domain import Grade, Medium
from services.files.schemas.common import language, one_of, text

_ONE_NUMBER = _("Give one number for each other system.")


def _one_per_system(refs: list[dict[str, Any]]) -> None:
    if len({ref["system"] for ref in refs}) < len(refs):
        raise ValidationError(_ONE_NUMBER)


class Sender(Schema):
    """Who wrote a paper that came over the counter."""

    name = text(200, required=True)
    address = text(500, load_default=None, allow_none=True)
    letter_number = text(100, load_default=None, allow_none=True)
    letter_on = fields.Date(load_default=None, allow_none=True)


class ExternalRef(Schema):
    """The number of the same paper in another system."""

    system = text(50, required=True)
    number = text(100, required=True)


class Diarise(Schema):
    """A paper that came over the counter."""

    subject = text(500, required=True)
    medium = one_of(Medium, required=True)
    grade = one_of(Grade, load_default=Grade.UNCLASSIFIED)
    language = language(load_default="hi")
    to_post = fields.UUID(required=True)
    sender = fields.Nested(Sender, load_default=None, allow_none=True)
    external_refs = fields.List(
        fields.Nested(ExternalRef), load_default=list, validate=[validate.Length(max=10), _one_per_system]
    )


class Mark(Schema):
    """The desk to which a receipt is marked."""

    to_post = fields.UUID(required=True)


class Paper(Schema):
    """The grade of a paper that is handed in with its bytes."""

    grade = one_of(Grade, required=True)


class Document(Schema):
    """A paper on a receipt or a file; its content has an address of its own."""

    document_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    grade = fields.String(required=True)
    place = fields.String(required=True, allow_none=True)
    filename = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    added_at = fields.DateTime(required=True)


class Receipt(Schema):
    """A paper that came in."""

    receipt_id = fields.UUID(required=True)
    diary_number = fields.String(required=True)
    subject = fields.String(required=True)
    medium = fields.String(required=True)
    grade = fields.String(required=True)
    language = fields.String(required=True)
    department = fields.String(required=True)
    case_id = fields.UUID(required=True, allow_none=True)
    state = fields.String(required=True)
    marked_to = fields.UUID(required=True)
    marked_at = fields.DateTime(required=True)
    diarised_at = fields.DateTime(required=True)
    file_id = fields.UUID(required=True, allow_none=True)


class ReceiptView(Schema):
    """A receipt with its papers."""

    receipt = fields.Nested(Receipt, required=True)
    sender = fields.Nested(Sender, required=True, allow_none=True)
    external_refs = fields.List(fields.Nested(ExternalRef), required=True)
    documents = fields.List(fields.Nested(Document), required=True)
