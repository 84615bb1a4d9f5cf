"""Shapes of JSON that is given."""

from typing import Any
from uuid import UUID

from marshmallow import Schema, fields


class Order(Schema):
    """The order on which a due date rests."""

    order_number = fields.String()
    days = fields.Integer()
    day_kind = fields.String()
    source = fields.String()


class Registered(Schema):
    """The acknowledgement."""

    case_id = fields.UUID()
    number = fields.String()
    department = fields.String()
    area = fields.String()
    nature = fields.String()
    state = fields.String()
    registered_at = fields.DateTime()
    due_on = fields.Date(allow_none=True)
    due_at = fields.DateTime(allow_none=True)
    limit = fields.Nested(Order, allow_none=True)


class Case(Schema):
    """A case as its desk sees it in a list and after an act."""

    case_id = fields.UUID()
    number = fields.String()
    nature = fields.String()
    born_in = fields.String()
    department = fields.String()
    area = fields.String()
    level = fields.String()
    state = fields.String()
    language = fields.String()
    protected = fields.Boolean()
    registered_at = fields.DateTime()
    due_on = fields.Date(allow_none=True)
    due_at = fields.DateTime(allow_none=True)
    paused_at = fields.DateTime(allow_none=True)
    overdue_at = fields.DateTime(allow_none=True)
    disposed_at = fields.DateTime(allow_none=True)
    nodal_post = fields.UUID(allow_none=True)
    assigned_post = fields.UUID(allow_none=True)
    transfers = fields.Integer()
    version = fields.Integer()


class Count(Schema):
    """How many cases of a state, and how many of them late."""

    state = fields.String()
    cases = fields.Integer()
    late = fields.Integer()


class CasePage(Schema):
    """A page of a desk; counts come with the first."""

    items = fields.List(fields.Nested(Case))
    counts = fields.List(fields.Nested(Count))
    next = fields.String(allow_none=True)


class Step(Schema):
    """An entry of the timeline as number and mobile show it."""

    at = fields.DateTime()
    what = fields.String()


class TimelineEntry(Step):
    """An entry of the timeline with its words."""

    event_id = fields.UUID()
    by_kind = fields.String()
    department = fields.String()
    post_id = fields.UUID(allow_none=True)
    to_post = fields.UUID(allow_none=True)
    due_at = fields.DateTime(allow_none=True)
    reference = fields.String(allow_none=True)
    shown = fields.Boolean()
    text = fields.String(allow_none=True)


class Document(Schema):
    """A paper of a case."""

    document_id = fields.UUID()
    kind = fields.String()
    size = fields.Integer()
    media_type = fields.String()
    added_at = fields.DateTime()
    reference = fields.String(allow_none=True)


class Complainant(Schema):
    """Who complained."""

    name = fields.String()
    mobile = fields.String()
    email = fields.String(allow_none=True)
    address = fields.String(allow_none=True)


class Facts(Order):
    """Whence a case came."""

    category = fields.String(allow_none=True)
    mode = fields.Integer()
    contact_confirmed_by = fields.String()
    external_system = fields.String(allow_none=True)
    external_number = fields.String(allow_none=True)


class Appeal(Schema):
    """An appeal."""

    appeal_id = fields.UUID()
    number = fields.String()
    case_id = fields.UUID()
    level = fields.String()
    post_id = fields.UUID(allow_none=True)
    filed_at = fields.DateTime()
    due_at = fields.DateTime(allow_none=True)
    decided_at = fields.DateTime(allow_none=True)
    accepted = fields.Boolean(allow_none=True)


class CaseContent(Schema):
    """All of a case; `complainant` is null where the identity is protected or erased."""

    case = fields.Nested(Case)
    facts = fields.Nested(Facts)
    overdue = fields.Boolean()
    text = fields.String(allow_none=True)
    complainant = fields.Nested(Complainant, allow_none=True)
    documents = fields.List(fields.Nested(Document))
    appeals = fields.List(fields.Nested(Appeal))
    events = fields.List(fields.Nested(TimelineEntry))


class Status(Schema):
    """State and dates, nothing else."""

    number = fields.String(attribute="case.number")
    nature = fields.String(attribute="case.nature")
    department = fields.String(attribute="case.department")
    state = fields.String(attribute="case.state")
    registered_at = fields.DateTime(attribute="case.registered_at")
    due_on = fields.Date(attribute="case.due_on", allow_none=True)
    order_number = fields.String(attribute="facts.order_number", allow_none=True)
    overdue = fields.Boolean()
    events = fields.List(fields.Nested(Step))


class AppealPage(Schema):
    """A page of appeals."""

    items = fields.List(fields.Nested(Appeal))
    next = fields.UUID(allow_none=True)


class Limit(Order):
    """A known limit; rivals stand side by side and one is in force."""

    limit_id = fields.UUID()
    nature = fields.String()
    category = fields.String(allow_none=True)
    level = fields.String(allow_none=True)
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True)
    in_force = fields.Boolean()


class LimitList(Schema):
    """All known limits."""

    items = fields.List(fields.Nested(Limit))


class Frame(Schema):
    """The origins whose pages may show a portal's block."""

    portal_id = fields.UUID()
    origins = fields.List(fields.String())


class FrameList(Schema):
    """The frames of all living portals."""

    items = fields.List(fields.Nested(Frame))


def next_of(items: list[Any], limit: int) -> UUID | None:
    """The cursor after a full page of appeals."""
    return items[-1].appeal_id if len(items) == limit else None
