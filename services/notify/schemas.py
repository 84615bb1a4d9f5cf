"""The shapes of requests and answers."""

from marshmallow import Schema, fields, validate

from services.notify.domain import AlarmKind, Channel, State

LARGEST_PAGE = 100


class PageQuery(Schema):
    """Where a page begins and how long it is."""

    after = fields.UUID(load_default=None)
    limit = fields.Integer(load_default=20, validate=validate.Range(min=1, max=LARGEST_PAGE))


class MessageSearch(PageQuery):
    """Messages by any of their marks."""

    purpose = fields.String(load_default=None)
    state = fields.Enum(State, by_value=True, load_default=None)
    recipient = fields.UUID(load_default=None)
    case_id = fields.UUID(load_default=None)


class DeliverySearch(PageQuery):
    """Deliveries by any of their marks."""

    message_id = fields.UUID(load_default=None)
    state = fields.Enum(State, by_value=True, load_default=None)
    channel = fields.Enum(Channel, by_value=True, load_default=None)


class AlarmSearch(PageQuery):
    """Alarms that stand, or that are over."""

    open = fields.Boolean(load_default=None)


class Notice(Schema):
    """What was told to an employee; `about` holds ids and numbers for links."""

    message_id = fields.UUID()
    purpose = fields.String()
    title = fields.String()
    text = fields.String()
    about = fields.Dict(keys=fields.String())
    told_at = fields.DateTime()
    read_at = fields.DateTime(allow_none=True)


class NoticePage(Schema):
    """Notices, the newest first."""

    items = fields.List(fields.Nested(Notice))
    next = fields.UUID(allow_none=True)


class ReadAll(Schema):
    """The newest notice that the reader was shown, and when the last of the shown ones was told."""

    until = fields.UUID(required=True)
    told_until = fields.AwareDateTime(load_default=None)


class NoticesShown(Schema):
    """Where the new notices of a page begin, and where the earlier ones do."""

    new_after = fields.UUID(load_default=None)
    after = fields.UUID(load_default=None)


class NoticeRead(Schema):
    """What is to be shown when a notice was marked as read."""

    then = fields.String(load_default="stay", validate=validate.OneOf(["stay", "open"]))


class Message(Schema):
    """A message and how far it came; never an address, never a text."""

    message_id = fields.UUID()
    event_id = fields.UUID()
    purpose = fields.String()
    state = fields.String()
    post_id = fields.UUID(allow_none=True)
    contact_id = fields.UUID(allow_none=True)
    person_id = fields.UUID(allow_none=True)
    language = fields.String(allow_none=True)
    params = fields.Dict(keys=fields.String())
    due_at = fields.DateTime()
    created_at = fields.DateTime()
    told_person = fields.UUID(allow_none=True)
    told_post = fields.UUID(allow_none=True)
    on_behalf_of = fields.UUID(allow_none=True)
    instead_of_post = fields.UUID(allow_none=True)
    told_at = fields.DateTime(allow_none=True)
    sent_at = fields.DateTime(allow_none=True)
    failure = fields.String(allow_none=True)


class MessagePage(Schema):
    """Messages, the newest first."""

    items = fields.List(fields.Nested(Message))
    next = fields.UUID(allow_none=True)


class Delivery(Schema):
    """One attempt to deliver a message over a channel."""

    delivery_id = fields.UUID()
    message_id = fields.UUID()
    channel = fields.String()
    attempt = fields.Integer()
    tries = fields.Integer()
    state = fields.String()
    reason = fields.String(allow_none=True)
    code = fields.String(allow_none=True)
    provider_message_id = fields.String(allow_none=True)
    created_at = fields.DateTime()
    sent_at = fields.DateTime(allow_none=True)
    settled_at = fields.DateTime(allow_none=True)


class DeliveryPage(Schema):
    """Deliveries, the newest first."""

    items = fields.List(fields.Nested(Delivery))
    next = fields.UUID(allow_none=True)


class Alarm(Schema):
    """A post for which messages could not go to its own holder."""

    alarm_id = fields.UUID()
    kind = fields.String(validate=validate.OneOf(list(AlarmKind)))
    post_id = fields.UUID()
    up_post = fields.UUID(allow_none=True)
    times = fields.Integer()
    raised_at = fields.DateTime()
    last_at = fields.DateTime()
    cleared_at = fields.DateTime(allow_none=True)


class AlarmPage(Schema):
    """Alarms, the newest first."""

    items = fields.List(fields.Nested(Alarm))
    next = fields.UUID(allow_none=True)


class Text(Schema):
    """An approved text, and how many text messages its longest form fills."""

    purpose = fields.String()
    channel = fields.String()
    language = fields.String()
    version = fields.Integer()
    subject = fields.String(allow_none=True)
    body = fields.String()
    segments = fields.Integer(allow_none=True)
    category = fields.String(allow_none=True)
    entity_id = fields.String(allow_none=True)
    header = fields.String(allow_none=True)
    template_id = fields.String(allow_none=True)


class TextPage(Schema):
    """All texts that hold today."""

    items = fields.List(fields.Nested(Text))
    next = fields.UUID(allow_none=True)


class Preview(Schema):
    """A text with the longest value in each placeholder."""

    subject = fields.String(allow_none=True)
    body = fields.String()
    segments = fields.Integer(allow_none=True)
    alphabet = fields.String()


class Registration(Schema):
    """The registration of a text message with the operators' ledger (TRAI DLT)."""

    purpose = fields.String(required=True)
    language = fields.String(required=True)
    version = fields.Integer(required=True)
    entity_id = fields.String(required=True, validate=validate.Regexp(r"^\d{10,25}$"))
    header = fields.String(required=True, validate=validate.Regexp(r"^[A-Z0-9]{6}(-[PSTG])?$"))
    template_id = fields.String(required=True, validate=validate.Regexp(r"^\d{10,25}$"))
