"""Runs of republication, the beat, revocations, and contacts sealed for notify."""

from typing import Any, ClassVar

from marshmallow import Schema, fields

from kernel.events import Event


class RepublishBegun(Event):
    """The whole directory follows; whatever is not seen before the end of this run has gone."""

    name = "auth.republish-begun"
    version = 1
    subject = "run_id"
    example: ClassVar[dict[str, Any]] = {"run_id": "01920000-0000-7000-8000-000000000007"}

    class Data(Schema):
        run_id = fields.UUID(required=True)


class RepublishEnded(Event):
    """The whole directory was announced in this run."""

    name = "auth.republish-ended"
    version = 1
    subject = "run_id"
    example: ClassVar[dict[str, Any]] = {"run_id": "01920000-0000-7000-8000-000000000007"}

    class Data(Schema):
        run_id = fields.UUID(required=True)


class DirectoryBeat(Event):
    """Auth is there and its directory announcements flow; silence makes a copy stale."""

    name = "auth.directory-beat"
    version = 1
    subject = "source"
    example: ClassVar[dict[str, Any]] = {"source": "auth"}

    class Data(Schema):
        source = fields.String(required=True)


class SessionRevoked(Event):
    """A session, or with no session every session of a person, ended before its time."""

    name = "auth.session-revoked"
    version = 1
    subject = "person_id"
    example: ClassVar[dict[str, Any]] = {
        "session_id": "01920000-0000-7000-8000-000000000008",
        "person_id": "01920000-0000-7000-8000-000000000003",
        "reason": "LOGOUT",
        "revoked_at": "2026-04-01T09:30:00.250000+00:00",
    }

    class Data(Schema):
        session_id = fields.UUID(required=True, allow_none=True)
        person_id = fields.UUID(required=True)
        reason = fields.String(required=True)
        revoked_at = fields.DateTime(required=True)


class ContactPublished(Event):
    """How to reach an employee, sealed so that notify alone can read it."""

    name = "auth.contact-published"
    version = 1
    subject = "person_id"
    history = False
    example: ClassVar[dict[str, Any]] = {
        "person_id": "01920000-0000-7000-8000-000000000003",
        "sealed": "eyJhbGciOiJFQ0RILUVTK0EyNTZLVyJ9.c.i.p.t",
    }

    class Data(Schema):
        person_id = fields.UUID(required=True)
        sealed = fields.String(required=True)
