"""What the e-office announces: ids and numbers, never a subject, a note or a text."""

from marshmallow import Schema, fields

from kernel.blobs import ClaimCheck
from kernel.events import Event

_RECEIPT = "01920000-0000-7000-8000-000000000011"
_FILE = "01920000-0000-7000-8000-000000000012"
_CASE = "01920000-0000-7000-8000-000000000013"
_DRAFT = "01920000-0000-7000-8000-000000000014"
_DISPATCH = "01920000-0000-7000-8000-000000000015"
_OFFICE = "01920000-0000-7000-8000-000000000016"
_POST = "01920000-0000-7000-8000-000000000017"
_OTHER_POST = "01920000-0000-7000-8000-000000000018"
_DOCUMENT = "01920000-0000-7000-8000-000000000019"


class ReceiptDiarised(Event):
    """A paper got its diary number and lies at a desk."""

    name = "files.receipt-diarised"
    version = 1
    subject = "receipt_id"
    example = {
        "receipt_id": _RECEIPT,
        "diary_number": "SEC-REV-S1/2026/000017",
        "case_id": _CASE,
        "office_id": _OFFICE,
        "post_id": _POST,
    }

    class Data(Schema):
        receipt_id = fields.UUID(required=True)
        diary_number = fields.String(required=True)
        case_id = fields.UUID(required=True, allow_none=True)
        office_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True)


class FileOpened(Event):
    """A new file was opened from a receipt."""

    name = "files.file-opened"
    version = 1
    subject = "file_id"
    example = {
        "file_id": _FILE,
        "number": "F-11012/1/2026-SEC-REV-S1",
        "receipt_id": _RECEIPT,
        "case_id": _CASE,
        "office_id": _OFFICE,
        "post_id": _POST,
    }

    class Data(Schema):
        file_id = fields.UUID(required=True)
        number = fields.String(required=True)
        receipt_id = fields.UUID(required=True)
        case_id = fields.UUID(required=True, allow_none=True)
        office_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True)


class FileForwarded(Event):
    """A file left one desk for another."""

    name = "files.file-forwarded"
    version = 1
    subject = "file_id"
    example = {"file_id": _FILE, "from_post": _POST, "to_post": _OTHER_POST, "priority": "ORDINARY"}

    class Data(Schema):
        file_id = fields.UUID(required=True)
        from_post = fields.UUID(required=True)
        to_post = fields.UUID(required=True)
        priority = fields.String(required=True)


class FilePulledBack(Event):
    """A file returned to the desk that had sent it, before the addressee opened it."""

    name = "files.file-pulled-back"
    version = 1
    subject = "file_id"
    example = {"file_id": _FILE, "from_post": _OTHER_POST, "to_post": _POST}

    class Data(Schema):
        file_id = fields.UUID(required=True)
        from_post = fields.UUID(required=True)
        to_post = fields.UUID(required=True)


class FileClosed(Event):
    """The work on a file is done; it moves no more."""

    name = "files.file-closed"
    version = 1
    subject = "file_id"
    example = {"file_id": _FILE, "post_id": _POST}

    class Data(Schema):
        file_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True)


class DraftApproved(Event):
    """An officer of sufficient rank approved the draft of a reply."""

    name = "files.draft-approved"
    version = 1
    subject = "file_id"
    example = {"file_id": _FILE, "draft_id": _DRAFT, "post_id": _POST}

    class Data(Schema):
        file_id = fields.UUID(required=True)
        draft_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True)


class ReplyIssued(Event):
    """A reply got its dispatch number and left the office; its documents are sealed for public."""

    name = "files.reply-issued"
    version = 1
    subject = "file_id"
    example = {
        "dispatch_id": _DISPATCH,
        "file_id": _FILE,
        "case_id": _CASE,
        "dispatch_number": "SEC-REV-S1/D/2026/000004",
        "department": "REV",
        "documents": [
            {
                "document_id": _DOCUMENT,
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "size": 48211,
                "media_type": "text/plain",
                "sealed_key": "eyJhbGciOiJFQ0RILUVTK0EyNTZLVyJ9.c.i.p.t",
            }
        ],
    }

    class Data(Schema):
        dispatch_id = fields.UUID(required=True)
        file_id = fields.UUID(required=True)
        case_id = fields.UUID(required=True, allow_none=True)
        dispatch_number = fields.String(required=True)
        department = fields.String(required=True)
        documents = fields.List(fields.Nested(ClaimCheck), required=True)
