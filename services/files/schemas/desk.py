"""What lies at a desk."""

from marshmallow import Schema, fields, validate

from services.files.schemas.common import Cursor, PageQuery


class Waiting(Schema):
    """How many papers wait."""

    waiting = fields.Integer(required=True)


class InboxQuery(PageQuery):
    """Which page of the desk, and which words to look for."""

    search = fields.String(load_default="", validate=validate.Length(max=200))


class InboxItem(Schema):
    """A receipt or a file at the desk."""

    kind = fields.String(required=True)
    item_id = fields.UUID(required=True)
    number = fields.String(required=True)
    subject = fields.String(required=True)
    medium = fields.String(required=True)
    grade = fields.String(required=True)
    priority = fields.String(required=True)
    since = fields.DateTime(required=True)
    seen = fields.Boolean(required=True)
    case_id = fields.UUID(required=True, allow_none=True)


class Inbox(Schema):
    """One page of what lies at the desk."""

    items = fields.List(fields.Nested(InboxItem), required=True)
    next = Cursor(required=True, allow_none=True)
