"""The life of a case."""

from typing import ClassVar

from marshmallow import Schema, fields, validate

from kernel.events import Event
from services.public.events.parts import (
    CASE_ID,
    CASE_NUMBER,
    DOCUMENT_ID,
    NATURES,
    POST_ID,
    TOLD_EXAMPLE,
    ClaimCheck,
    ToldOfCase,
)


class CaseRegistered(Event):
    """A case has its number and its due date; the promise begins. Without a limit in force there is no date."""

    name = "public.case-registered"
    version = 1
    subject = "case_id"
    example: ClassVar = {
        **TOLD_EXAMPLE,
        "nature": "GRIEVANCE",
        "department": "REV",
        "area": "CG-DMT",
        "due_on": "2026-03-17",
        "nodal_post": POST_ID,
    }

    class Data(ToldOfCase):
        nature = fields.String(required=True, validate=validate.OneOf(NATURES))
        department = fields.String(required=True)
        area = fields.String(required=True)
        due_on = fields.Date(required=True, allow_none=True)
        nodal_post = fields.UUID(required=True, allow_none=True)


class CaseAssigned(Event):
    """A case was given to a post to deal with."""

    name = "public.case-assigned"
    version = 1
    subject = "case_id"
    example: ClassVar = {"case_id": CASE_ID, "to_post": POST_ID}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        to_post = fields.UUID(required=True)


class CaseTransferred(Event):
    """Another department deals with the case now; number, clock and lane stay."""

    name = "public.case-transferred"
    version = 1
    subject = "case_id"
    example: ClassVar = {**TOLD_EXAMPLE, "from_department": "REV", "to_department": "HFW", "to_post": POST_ID}

    class Data(ToldOfCase):
        from_department = fields.String(required=True)
        to_department = fields.String(required=True)
        to_post = fields.UUID(required=True, allow_none=True)


class InterimReplied(Event):
    """The citizen was answered before the matter was settled."""

    name = "public.interim-replied"
    version = 1
    subject = "case_id"
    example: ClassVar = TOLD_EXAMPLE

    class Data(ToldOfCase):
        pass


class ClarificationRequested(Event):
    """The citizen was asked something; the clock stands until the answer."""

    name = "public.clarification-requested"
    version = 1
    subject = "case_id"
    example: ClassVar = TOLD_EXAMPLE

    class Data(ToldOfCase):
        pass


class CitizenReplied(Event):
    """The citizen answered; the clock runs again to the new due date."""

    name = "public.citizen-replied"
    version = 1
    subject = "case_id"
    example: ClassVar = {"case_id": CASE_ID, "post_id": POST_ID, "due_on": "2026-03-20"}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True, allow_none=True)
        due_on = fields.Date(required=True, allow_none=True)


class CaseReferred(Event):
    """A case was referred to a file: its petition and papers go to the e-office by claim check."""

    name = "public.case-referred"
    version = 1
    subject = "case_id"
    example: ClassVar = {
        "case_id": CASE_ID,
        "number": CASE_NUMBER,
        "department": "REV",
        "post_id": POST_ID,
        "language": "hi",
        "documents": [
            {
                "document_id": DOCUMENT_ID,
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
    example: ClassVar = {"case_id": CASE_ID, "post_id": POST_ID}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True, allow_none=True)


class CaseDisposed(Event):
    """The department gave its final answer; the citizen is asked whether it satisfies."""

    name = "public.case-disposed"
    version = 1
    subject = "case_id"
    example: ClassVar = TOLD_EXAMPLE

    class Data(ToldOfCase):
        pass


class CaseWithdrawn(Event):
    """The citizen took the case back."""

    name = "public.case-withdrawn"
    version = 1
    subject = "case_id"
    example: ClassVar = {"case_id": CASE_ID, "post_id": POST_ID}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True, allow_none=True)


class CaseOverdue(Event):
    """The due date passed without a final answer."""

    name = "public.case-overdue"
    version = 1
    subject = "case_id"
    example: ClassVar = {"case_id": CASE_ID, "post_id": POST_ID}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True, allow_none=True)
