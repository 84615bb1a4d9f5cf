"""What several announcements share: claim checks, examples, what notify tells the citizen of."""

from typing import Any

from marshmallow import Schema, fields, validate

NATURES = ("GRIEVANCE", "DEMAND", "SUGGESTION", "SERVICE")
CODE_PURPOSES = ("confirm", "read")
DOCUMENT_KINDS = ("PETITION", "ATTACHMENT")

CASE_ID = "01920000-0000-7000-8000-000000000001"
CONTACT_ID = "01920000-0000-7000-8000-000000000002"
POST_ID = "01920000-0000-7000-8000-000000000003"
APPEAL_ID = "01920000-0000-7000-8000-000000000004"
CODE_ID = "01920000-0000-7000-8000-000000000005"
DOCUMENT_ID = "01920000-0000-7000-8000-000000000006"
CASE_NUMBER = "26100000178"

TOLD_EXAMPLE: dict[str, Any] = {
    "case_id": CASE_ID,
    "number": CASE_NUMBER,
    "contact_id": CONTACT_ID,
    "language": "hi",
}


class ClaimCheck(Schema):
    """Where a document's bytes lie and the key to them, sealed for the receiving service."""

    document_id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(DOCUMENT_KINDS))
    sha256 = fields.String(required=True)
    size = fields.Integer(required=True)
    media_type = fields.String(required=True)
    sealed_key = fields.String(required=True)


class ToldOfCase(Schema):
    """What notify needs to tell the citizen of a case."""

    case_id = fields.UUID(required=True)
    number = fields.String(required=True)
    contact_id = fields.UUID(required=True)
    language = fields.String(required=True)
