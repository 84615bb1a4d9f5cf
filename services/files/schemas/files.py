"""Files, their note sheets and movements."""

from marshmallow import Schema, fields, validate

from kernel.languages import _
from services.files.domain import DEFAULT_HEAD, Grade, Priority
from services.files.schemas.common import LONGEST_REASON, LONGEST_TEXT, one_of, text
from services.files.schemas.letters import Dispatch, Draft
from services.files.schemas.receipts import Document

NOT_A_HEAD = _("A file head is a letter, a hyphen and five digits with 0 in the middle, such as G-11011.")


class PutUp(Schema):
    """How a receipt is put up on a new file."""

    receipt_id = fields.UUID(required=True)
    note = text(LONGEST_TEXT, required=True)
    subject = text(500, load_default=None, allow_none=True)
    head = fields.String(
        load_default=DEFAULT_HEAD, validate=validate.Regexp(r"[A-Z]-\d{2}0\d{2}\Z", error=NOT_A_HEAD)
    )


class PutOn(Schema):
    """The file at the same desk on which a receipt is put, and what the note sheet says of it."""

    file_id = fields.UUID(required=True)
    note = fields.String(load_default="", validate=validate.Length(max=LONGEST_TEXT))


class Forward(Schema):
    """Where a file is sent."""

    to_post = fields.UUID(required=True)
    remark = fields.String(load_default="", validate=validate.Length(max=1000))
    priority = one_of(Priority, load_default=Priority.ORDINARY)


class Regrade(Schema):
    """A grade in place of the one that was read, and why."""

    was = one_of(Grade, required=True)
    grade = one_of(Grade, required=True)
    reason = text(LONGEST_REASON, required=True)


class GradeChange(Schema):
    """A change of a grade on a file; without a document, of the file itself."""

    document_id = fields.UUID(required=True, allow_none=True)
    place = fields.String(required=True, allow_none=True)
    from_grade = fields.String(required=True)
    to_grade = fields.String(required=True)
    reason = fields.String(required=True)
    at = fields.DateTime(required=True)
    by_post = fields.UUID(required=True)
    by_person = fields.UUID(required=True)
    for_person = fields.UUID(required=True, allow_none=True)


class File(Schema):
    """A file and where it is."""

    file_id = fields.UUID(required=True)
    number = fields.String(required=True)
    subject = fields.String(required=True)
    medium = fields.String(required=True)
    grade = fields.String(required=True)
    language = fields.String(required=True)
    department = fields.String(required=True)
    case_id = fields.UUID(required=True, allow_none=True)
    state = fields.String(required=True)
    version = fields.Integer(required=True)
    opened_by_post = fields.UUID(required=True)
    opened_at = fields.DateTime(required=True)
    holder_post = fields.UUID(required=True)
    held_since = fields.DateTime(required=True)
    seen_at = fields.DateTime(required=True, allow_none=True)
    priority = fields.String(required=True)
    closed_at = fields.DateTime(required=True, allow_none=True)


class NoteText(Schema):
    """The text of a note."""

    body = text(LONGEST_TEXT, required=True)


class Note(Schema):
    """One note of the note sheet."""

    note_id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    state = fields.String(required=True)
    body = fields.String(required=True)
    author_post = fields.UUID(required=True)
    author_person = fields.UUID(required=True)
    for_person = fields.UUID(required=True, allow_none=True)
    written_at = fields.DateTime(required=True)
    frozen_at = fields.DateTime(required=True, allow_none=True)
    digest = fields.String(required=True, allow_none=True)


class Movement(Schema):
    """One line of the movement register."""

    position = fields.Integer(required=True)
    kind = fields.String(required=True)
    from_post = fields.UUID(required=True, allow_none=True)
    to_post = fields.UUID(required=True)
    to_name_en = fields.String(required=True, allow_none=True)
    to_name_hi = fields.String(required=True, allow_none=True)
    remark = fields.String(required=True)
    priority = fields.String(required=True)
    at = fields.DateTime(required=True)
    by_person = fields.UUID(required=True, allow_none=True)
    for_person = fields.UUID(required=True, allow_none=True)


class FileView(Schema):
    """A file opened: note sheet on the left, correspondence on the right, and its way."""

    file = fields.Nested(File, required=True)
    notes = fields.List(fields.Nested(Note), required=True)
    documents = fields.List(fields.Nested(Document), required=True)
    drafts = fields.List(fields.Nested(Draft), required=True)
    movements = fields.List(fields.Nested(Movement), required=True)
    dispatches = fields.List(fields.Nested(Dispatch), required=True)
    grade_changes = fields.List(fields.Nested(GradeChange), required=True)
