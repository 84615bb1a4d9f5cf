"""Drafts and dispatches."""

from marshmallow import Schema, fields

from services.files.schemas.common import LONGEST_TEXT, Cursor, language, text


class LetterText(Schema):
    """What is drafted: to whom, about what, and the text."""

    addressee = text(300, required=True)
    subject = text(500, required=True)
    body = text(LONGEST_TEXT, required=True)


class NewDraft(LetterText):
    """A letter to begin, in its language."""

    language = language(load_default="hi")


class DraftVersion(LetterText):
    """One version of a draft."""

    version = fields.Integer(required=True)
    author_post = fields.UUID(required=True)
    author_person = fields.UUID(required=True)
    for_person = fields.UUID(required=True, allow_none=True)
    written_at = fields.DateTime(required=True)


class Approve(Schema):
    """The version that was read, so that no other is approved."""

    version = fields.Integer(required=True, strict=True)


class Draft(Schema):
    """A letter in the making."""

    draft_id = fields.UUID(required=True)
    file_id = fields.UUID(required=True)
    state = fields.String(required=True)
    language = fields.String(required=True)
    approved_version = fields.Integer(required=True, allow_none=True)
    approved_post = fields.UUID(required=True, allow_none=True)
    approved_person = fields.UUID(required=True, allow_none=True)
    versions = fields.List(fields.Nested(DraftVersion), required=True)


class Dispatch(Schema):
    """One line of the dispatch register."""

    dispatch_id = fields.UUID(required=True)
    dispatch_number = fields.String(required=True)
    file_id = fields.UUID(required=True)
    draft_id = fields.UUID(required=True)
    document_id = fields.UUID(required=True)
    case_id = fields.UUID(required=True, allow_none=True)
    issued_at = fields.DateTime(required=True)


class DispatchPage(Schema):
    """One page of the dispatch register."""

    items = fields.List(fields.Nested(Dispatch), required=True)
    next = Cursor(required=True, allow_none=True)
