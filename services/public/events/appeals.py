"""The citizen's word about the answer, and appeals."""

from typing import ClassVar

from marshmallow import Schema, fields

from kernel.events import Event
from services.public.events.parts import APPEAL_ID, CASE_ID, CONTACT_ID, POST_ID


class FeedbackReceived(Event):
    """The citizen said whether the answer satisfies."""

    name = "public.feedback-received"
    version = 1
    subject = "case_id"
    example: ClassVar = {"case_id": CASE_ID, "satisfied": False}

    class Data(Schema):
        case_id = fields.UUID(required=True)
        satisfied = fields.Boolean(required=True)


class AppealFiled(Event):
    """The citizen was not satisfied: the appellate officer of that level hears the appeal."""

    name = "public.appeal-filed"
    version = 1
    subject = "appeal_id"
    example: ClassVar = {
        "appeal_id": APPEAL_ID,
        "number": "26900000171",
        "case_id": CASE_ID,
        "post_id": POST_ID,
        "contact_id": CONTACT_ID,
        "language": "hi",
    }

    class Data(Schema):
        appeal_id = fields.UUID(required=True)
        number = fields.String(required=True)
        case_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True, allow_none=True)
        contact_id = fields.UUID(required=True)
        language = fields.String(required=True)


class AppealPassedOn(Event):
    """An appeal that lay before no living post lies before this one now."""

    name = "public.appeal-passed-on"
    version = 1
    subject = "appeal_id"
    example: ClassVar = {
        "appeal_id": APPEAL_ID,
        "number": "26900000171",
        "case_id": CASE_ID,
        "post_id": POST_ID,
    }

    class Data(Schema):
        appeal_id = fields.UUID(required=True)
        number = fields.String(required=True)
        case_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True)


class AppealDisposed(Event):
    """The appellate officer decided."""

    name = "public.appeal-disposed"
    version = 1
    subject = "appeal_id"
    example: ClassVar = {
        "appeal_id": APPEAL_ID,
        "number": "26900000171",
        "case_id": CASE_ID,
        "accepted": True,
        "contact_id": CONTACT_ID,
        "language": "hi",
    }

    class Data(Schema):
        appeal_id = fields.UUID(required=True)
        number = fields.String(required=True)
        case_id = fields.UUID(required=True)
        accepted = fields.Boolean(required=True)
        contact_id = fields.UUID(required=True)
        language = fields.String(required=True)
