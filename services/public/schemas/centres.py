"""Shapes of what operators of a centre fill in."""

from marshmallow import Schema, fields, validate

from services.public.schemas.drafts import NATURES
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


class HandInForm(Schema):
    """A case as a citizen tells it at the counter; the mobile may be missing."""

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
