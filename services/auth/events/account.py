"""What changed about how an employee signs in."""

from enum import StrEnum
from typing import Any, ClassVar

from marshmallow import Schema, fields, validate

from kernel.events import Event


class Change(StrEnum):
    """What happened to an account; whoever owns it shall hear of it, in case it was somebody else."""

    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105 - a word, not a password
    LOGIN_CHOSEN = "LOGIN_CHOSEN"
    PASSKEY_ADDED = "PASSKEY_ADDED"
    PASSKEY_REMOVED = "PASSKEY_REMOVED"
    BACKUP_CODES_MADE = "BACKUP_CODES_MADE"
    BACKUP_CODE_USED = "BACKUP_CODE_USED"
    ENROLMENT_APPROVED = "ENROLMENT_APPROVED"


class AccountChanged(Event):
    """A means of signing in was added, removed or changed, or a backup code was used."""

    name = "auth.account-changed"
    version = 1
    subject = "person_id"
    example: ClassVar[dict[str, Any]] = {
        "person_id": "01920000-0000-7000-8000-000000000003",
        "what": "PASSKEY_ADDED",
    }

    class Data(Schema):
        person_id = fields.UUID(required=True)
        what = fields.String(required=True, validate=validate.OneOf([each.value for each in Change]))
