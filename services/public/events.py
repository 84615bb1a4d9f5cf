"""What public announces: the life of a case, by ids; contacts and codes sealed for notify."""

from typing import Any, ClassVar

from marshmallow import Schema, fields, validate

from kernel.events import Event

NATURES = ("GRIEVANCE", "DEMAND", "SUGGESTION", "SERVICE")
CODE_PURPOSES = ("confirm", "read")
DOCUMENT_KINDS = ("PETITION", "ATTACHMENT")

_CASE = "01920000-0000-7000-8000-000000000001"
_CONTACT = "01920000-0000-7000-8000-000000000002"
_POST = "01920000-0000-7000-8000-000000000003"
_APPEAL = "01920000-0000-7000-8000-000000000004"
_CODE = "01920000-0000-7000-8000-000000000005"
_DOCUMENT = "01920000-0000-7000-8000-000000000006"
_NUMBER = "26100000175"

_TOLD: dict[str, Any] = {"case_id": _CASE, "number": _NUMBER, "contact_id": _CONTACT, "language": "hi"}


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


class ContactGiven(Event):
    """A citizen left a way to be reached; only notify can open it."""

    name = "public.contact-given"
    version = 1
    subject = "contact_id"
    history = False
    example: ClassVar = {"contact_id": _CONTACT, "sealed": "eyJhbGciOiJFQ0RILUVTK0EyNTZLVyJ9.a.b.c.d"}

    class Data(Schema):
        contact_id = fields.UUID(required=True)
        sealed = fields.String(required=True)


class CodeRequested(Event):
    """A one-time code is to be sent to a contact: to confirm a mobile, or to read a case."""

    name = "public.code-requested"
    version = 1
    subject = "contact_id"
    history = False
    example: ClassVar = {
        "code_id": _CODE,
        "contact_id": _CONTACT,
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


class CaseRegistered(Event):
    """A case has its number and its due date; the promise begins."""

    name = "public.case-registered"
    version = 1
    subject = "case_id"
    example: ClassVar = {
        **_TOLD,
        "nature": "GRIEVANCE",
        "department": "REV",
        "area": "CG-DMT",
        "due_on": "2026-03-17",
        "nodal_post": _POST,
    }

    class Data(ToldOfCase):
        nature = fields.String(required=True, validate=validate.OneOf(NATURES))
        department = fields.String(required=True)
        area = fields.String(required=True)
        due_on = fields.Date(required=True)
        nodal_post = fields.UUID(required=True, allow_none=True)


class CaseAssigned(Event):
    """A case was given to a post to deal with."""

    name = "public.case-assigned"
    version = 1
    subject = "case_id"
    example: ClassVar = {"case_id": _CASE, "to_post": _POST}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        to_post = fields.UUID(required=True)


class CaseTransferred(Event):
    """Another department deals with the case now; number, clock and lane stay."""

    name = "public.case-transferred"
    version = 1
    subject = "case_id"
    example: ClassVar = {**_TOLD, "from_department": "REV", "to_department": "HFW", "to_post": _POST}

    class Data(ToldOfCase):
        from_department = fields.String(required=True)
        to_department = fields.String(required=True)
        to_post = fields.UUID(required=True, allow_none=True)


class InterimReplied(Event):
    """The citizen was answered before the matter was settled."""

    name = "public.interim-replied"
    version = 1
    subject = "case_id"
    example: ClassVar = _TOLD

    class Data(ToldOfCase):
        pass


class ClarificationRequested(Event):
    """The citizen was asked something; the clock stands until the answer."""

    name = "public.clarification-requested"
    version = 1
    subject = "case_id"
    example: ClassVar = _TOLD

    class Data(ToldOfCase):
        pass


class CitizenReplied(Event):
    """The citizen answered; the clock runs again to the new due date."""

    name = "public.citizen-replied"
    version = 1
    subject = "case_id"
    example: ClassVar = {"case_id": _CASE, "post_id": _POST, "due_on": "2026-03-20"}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True, allow_none=True)
        due_on = fields.Date(required=True)


class CaseReferred(Event):
    """A case was referred to a file: its petition and papers go to the e-office by claim check."""

    name = "public.case-referred"
    version = 1
    subject = "case_id"
    example: ClassVar = {
        "case_id": _CASE,
        "number": _NUMBER,
        "department": "REV",
        "post_id": _POST,
        "language": "hi",
        "documents": [
            {
                "document_id": _DOCUMENT,
                "kind": "PETITION",
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "size": 312,
                "media_type": "text/plain",
                "sealed_key": "eyJhbGciOiJFQ0RILUVTK0EyNTZLVyJ9.a.b.c.d",
            }
        ],
    }

    class Data(Schema):
        case_id = fields.UUID(required=True)
        number = fields.String(required=True)
        department = fields.String(required=True)
        post_id = fields.UUID(required=True)
        language = fields.String(required=True)
        documents = fields.List(fields.Nested(ClaimCheck), required=True)


class ActionTaken(Event):
    """What was to be done is done, or the reply is there; the nodal officer may dispose of the case."""

    name = "public.action-taken"
    version = 1
    subject = "case_id"
    example: ClassVar = {"case_id": _CASE, "post_id": _POST}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True, allow_none=True)


class CaseDisposed(Event):
    """The department gave its final answer; the citizen is asked whether it satisfies."""

    name = "public.case-disposed"
    version = 1
    subject = "case_id"
    example: ClassVar = _TOLD

    class Data(ToldOfCase):
        pass


class CaseWithdrawn(Event):
    """The citizen took the case back."""

    name = "public.case-withdrawn"
    version = 1
    subject = "case_id"
    example: ClassVar = {"case_id": _CASE, "post_id": _POST}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True, allow_none=True)


class FeedbackReceived(Event):
    """The citizen said whether the answer satisfies."""

    name = "public.feedback-received"
    version = 1
    subject = "case_id"
    example: ClassVar = {"case_id": _CASE, "satisfied": False}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        satisfied = fields.Boolean(required=True)


class AppealFiled(Event):
    """The citizen was not satisfied: the appellate officer of that level hears the appeal."""

    name = "public.appeal-filed"
    version = 1
    subject = "appeal_id"
    example: ClassVar = {
        "appeal_id": _APPEAL,
        "number": "26900000174",
        "case_id": _CASE,
        "post_id": _POST,
        "contact_id": _CONTACT,
        "language": "hi",
    }

    class Data(Schema):
        appeal_id = fields.UUID(required=True)
        number = fields.String(required=True)
        case_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True, allow_none=True)
        contact_id = fields.UUID(required=True)
        language = fields.String(required=True)


class AppealDisposed(Event):
    """The appellate officer decided."""

    name = "public.appeal-disposed"
    version = 1
    subject = "appeal_id"
    example: ClassVar = {
        "appeal_id": _APPEAL,
        "number": "26900000174",
        "case_id": _CASE,
        "accepted": True,
        "contact_id": _CONTACT,
        "language": "hi",
    }

    class Data(Schema):
        appeal_id = fields.UUID(required=True)
        number = fields.String(required=True)
        case_id = fields.UUID(required=True)
        accepted = fields.Boolean(required=True)
        contact_id = fields.UUID(required=True)
        language = fields.String(required=True)


class CaseOverdue(Event):
    """The due date passed without a final answer."""

    name = "public.case-overdue"
    version = 1
    subject = "case_id"
    example: ClassVar = {"case_id": _CASE, "post_id": _POST}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True, allow_none=True)
