"""Ways to reach a citizen and codes to send: sealed for notify, never kept in history."""

from typing import ClassVar

from marshmallow import Schema, fields, validate

from kernel.events import Event
from services.public.events.parts import CODE_ID, CODE_PURPOSES, CONTACT_ID


class ContactGiven(Event):
    """A citizen left a way to be reached; only notify can open it."""

    name = "public.contact-given"
    version = 1
    subject = "contact_id"
    history = False
    example: ClassVar = {"contact_id": CONTACT_ID, "sealed": "eyJhbGciOiJFQ0RILUVTK0EyNTZLVyJ9.a.b.c.d"}

    class Data(Schema):
        contact_id = fields.UUID(required=True)
        sealed = fields.String(required=True)


class CodeRequested(Event):
    """A one-time code is to be sent to a contact: to confirm a mobile, or to read a case; `at_centre`, to be told there."""

    name = "public.code-requested"
    version = 1
    subject = "contact_id"
    history = False
    example: ClassVar = {
        "code_id": CODE_ID,
        "contact_id": CONTACT_ID,
        "purpose": "confirm",
        "language": "hi",
        "sealed": "eyJhbGciOiJFQ0RILUVTK0EyNTZLVyJ9.a.b.c.d",
        "expires_at": "2026-03-02T05:40:00+00:00",
    }

    class Data(Schema):
        code_id = fields.UUID(required=True)
        contact_id = fields.UUID(required=True)
        purpose = fields.String(required=True, validate=validate.OneOf(CODE_PURPOSES))
        language = fields.String(required=True)
        sealed = fields.String(required=True)
        expires_at = fields.DateTime(required=True)
        at_centre = fields.Boolean()
