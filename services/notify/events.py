"""What notify announces: what nobody could be told, what it lacks, and posts at which nobody sits."""

from typing import ClassVar

from marshmallow import Schema, fields, validate

from kernel.events import Event

FAILURES = ("no-contact", "no-holder", "provider-refused", "retries-spent", "not-delivered", "not-rendered")

_AN_ID = "01920000-0000-7000-8000-000000000001"
_ANOTHER_ID = "01920000-0000-7000-8000-000000000002"


class MessageFailed(Event):
    """A message was given up; the reason is a word, never an address or a text."""

    name = "notify.message-failed"
    version = 1
    subject = "message_id"
    example: ClassVar = {"message_id": _AN_ID, "reason": "no-contact"}

    class Data(Schema):
        message_id = fields.UUID(required=True)
        reason = fields.String(required=True, validate=validate.OneOf(FAILURES))


class ContactWanted(Event):
    """A message waits for a contact that did not come: who gave it is asked to give it again."""

    name = "notify.contact-wanted"
    version = 1
    subject = "contact_id"
    example: ClassVar = {"contact_id": _AN_ID}

    class Data(Schema):
        contact_id = fields.UUID(required=True)


class PostVacant(Event):
    """A message waited for a post at which nobody sits and went to the next post up."""

    name = "notify.post-vacant"
    version = 1
    subject = "post_id"
    example: ClassVar = {"post_id": _AN_ID, "up_post": _ANOTHER_ID}

    class Data(Schema):
        post_id = fields.UUID(required=True)
        up_post = fields.UUID(load_default=None, allow_none=True)
