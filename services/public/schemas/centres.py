"""Shapes of what operators of a centre take down, and of what they are told."""

from marshmallow import Schema, fields, validate

from kernel.languages import LANGUAGES
from services.public.schemas.drafts import NATURES
from services.public.schemas.given import Registered
from services.public.schemas.parts import (
    AREA_MISSING,
    MOBILE_WRONG,
    NAME_MISSING,
    NATURE_MISSING,
    NUMBER_MISSING,
    TEXT_MISSING,
    MaybeText,
    missing,
    named,
    reachable,
    written,
)


class HandIn(Schema):
    """A case as a citizen tells it at the counter; the mobile may be missing. `language` is how the citizen is told."""

    department = fields.String(required=True, validate=validate.Length(1, 32, error=NATURE_MISSING))
    nature = fields.String(required=True, validate=validate.OneOf(NATURES, error=NATURE_MISSING))
    area = fields.String(
        required=True,
        validate=validate.Length(1, 32, error=AREA_MISSING),
        error_messages=missing(AREA_MISSING),
    )
    text = fields.String(required=True, validate=written, error_messages=missing(TEXT_MISSING))
    name = fields.String(required=True, validate=named, error_messages=missing(NAME_MISSING))
    mobile = MaybeText(load_default=None, validate=reachable, error_messages=missing(MOBILE_WRONG))
    protected = fields.Boolean(load_default=False)
    language = fields.String(load_default="hi", validate=validate.OneOf(LANGUAGES))


class HandInForm(HandIn):
    """The same for people: `by` is by what the citizen opens the case, a code by SMS or a slip."""

    by = fields.String(
        required=True,
        validate=validate.OneOf(["CODE", "SLIP"], error=NATURE_MISSING),
        error_messages=missing(NATURE_MISSING),
    )


class SlipForm(Schema):
    """For which case another slip is printed, and how its citizen was identified."""

    number = fields.String(
        required=True,
        validate=validate.Length(1, 40, error=NUMBER_MISSING),
        error_messages=missing(NUMBER_MISSING),
    )
    identified = fields.String(
        required=True, validate=validate.OneOf(["CARD", "WITNESS"], error=NATURE_MISSING)
    )


class SlipOrder(SlipForm):
    """The same for programs, which also ask for the first slip of what they handed in just now."""

    identified = fields.String(required=True, validate=validate.OneOf(["FIRST", "CARD", "WITNESS"]))


class SlipGiven(Schema):
    """The slip's code: it is told this once and never again."""

    case_id = fields.UUID()
    number = fields.String()
    code = fields.String()


class FilingTaken(Schema):
    """What waits at the centre, and for how many seconds its code is good."""

    filing_id = fields.UUID()
    expires_in = fields.Integer()


class FilingConfirmed(Schema):
    """The case that a code registered; null when it was wrong, and the try counts."""

    case = fields.Nested(Registered, allow_none=True)


class CentreOpened(Schema):
    """The case that a code opened to the operator, and for how many seconds; null and 0 when it was wrong."""

    case_id = fields.UUID(allow_none=True)
    expires_in = fields.Integer()


class CodeSent(Schema):
    """The same whether number and mobile belong together or not."""

    expires_in = fields.Integer()


class HandedIn(Schema):
    """A line of a centre's register: nothing of the content."""

    case_id = fields.UUID()
    number = fields.String()
    state = fields.String()
    at = fields.DateTime()
    post_id = fields.UUID()


class CentreRegister(Schema):
    """A page of what a centre handed in, the newest first."""

    items = fields.List(fields.Nested(HandedIn), attribute="rows")
    next = fields.UUID(allow_none=True)


class CentreAllowance(Schema):
    """How much a centre may hand in on a day, by which order, and how much of today's is left."""

    office_id = fields.UUID(attribute="office.office_id")
    per_day = fields.Integer()
    used = fields.Integer()
    left = fields.Integer()
    order_number = fields.String(allow_none=True)
    valid_from = fields.Date(allow_none=True)


class CentreList(Schema):
    """Today or the month, and after which case."""

    of = fields.String(load_default="today", validate=validate.OneOf(["today", "month"]))
    after = fields.UUID(load_default=None)


class AllowanceOrder(Schema):
    """How many cases a centre may hand in on a day, by which order; without an office each centre."""

    office_id = fields.UUID(load_default=None, allow_none=True)
    per_day = fields.Integer(required=True, validate=validate.Range(0, 100_000))
    valid_from = fields.Date(required=True)
    order_number = fields.String(required=True, validate=validate.Length(1, 80))
    source = fields.String(required=True, validate=validate.Length(1, 200))
