"""The one-time way to a login, sealed for the one service that sends it."""

from typing import Any, ClassVar

from marshmallow import Schema, fields

from kernel.events import Event


class FirstLoginIssued(Event):
    """An employee was given a one-time way to a login; its code is sealed so that notify alone can send it."""

    name = "auth.first-login-issued"
    version = 1
    subject = "person_id"
    history = False
    example: ClassVar[dict[str, Any]] = {
        "person_id": "01920000-0000-7000-8000-000000000003",
        "language": "hi",
        "sealed": "eyJhbGciOiJFQ0RILUVTK0EyNTZLVyJ9.c.o.d.e",
        "expires_at": "2026-04-08T09:30:00+00:00",
    }

    class Data(Schema):
        person_id = fields.UUID(required=True)
        language = fields.String(required=True)
        sealed = fields.String(required=True)
        expires_at = fields.DateTime(required=True)
