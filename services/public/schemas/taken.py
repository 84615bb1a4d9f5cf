"""Shapes of JSON that is taken."""

from marshmallow import Schema, fields, validate

from kernel.languages import LANGUAGES
from services.public.domain.case import CaseState, Nature
from services.public.schemas.parts import (
    LARGEST_PAGE,
    MOBILE_WRONG,
    NAME_MISSING,
    TEXT_MISSING,
    MaybeEmail,
    MaybeText,
    code_length,
    missing,
    named,
    reachable,
    written,
)


class CaseToFile(Schema):
    """What a portal hands in."""

    department = MaybeText(validate=code_length())
    nature = fields.String(required=True, validate=validate.OneOf([each.value for each in Nature]))
    category = MaybeText(validate=code_length())
    area = MaybeText(validate=code_length())
    language = fields.String(load_default="hi", validate=validate.OneOf(LANGUAGES))
    text = fields.String(required=True, validate=written, error_messages=missing(TEXT_MISSING))
    name = fields.String(required=True, validate=named, error_messages=missing(NAME_MISSING))
    mobile = fields.String(required=True, validate=reachable, error_messages=missing(MOBILE_WRONG))
    email = MaybeEmail(allow_none=True)
    address = MaybeText(validate=validate.Length(max=300))
    protected = fields.Boolean(load_default=False)
    contact_confirmed = fields.Boolean(load_default=False)
    external_system = MaybeText(validate=validate.Length(max=40))
    external_number = MaybeText(validate=validate.Length(max=60))


class StatusQuery(Schema):
    """The mobile that belongs to the number; portals leave it out."""

    mobile = fields.String(load_default=None, validate=validate.Length(max=20))


class CaseSearch(Schema):
    """Filters of a desk; without a state all open ones are meant."""

    state = fields.String(load_default=None, validate=validate.OneOf([each.value for each in CaseState]))
    department = MaybeText(load_default=None, validate=code_length())
    area = MaybeText(load_default=None, validate=code_length())
    nature = fields.String(load_default=None, validate=validate.OneOf([each.value for each in Nature]))
    due_by = fields.Date(load_default=None)
    text = MaybeText(load_default=None, validate=validate.Length(max=200))
    when = fields.String(load_default=None, validate=validate.OneOf(["late", "week"]))
    sort = fields.String(load_default="due", validate=validate.OneOf(["due", "newest"]))
    after = fields.String(load_default=None, validate=validate.Length(max=200))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, LARGEST_PAGE))


class AppealSearch(Schema):
    """A page of the appeals before a post."""

    after = fields.UUID(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, LARGEST_PAGE))


class Act(Schema):
    """The version that was read, where the caller wants to be told of changes."""

    version = fields.Integer(load_default=None)


class ActWithText(Act):
    """An act with the words that belong to it."""

    text = fields.String(required=True, validate=written, error_messages=missing(TEXT_MISSING))


class Assign(Act):
    """To which post."""

    to_post = fields.UUID(required=True)


class Transfer(ActWithText):
    """To which department, and why."""

    to_department = fields.String(required=True, validate=code_length())


class Refer(Act):
    """To which section's post; the nearest section officer's when left out."""

    to_post = fields.UUID(load_default=None)


class Decide(Schema):
    """The appellate officer's decision with its reasons."""

    accepted = fields.Boolean(required=True)
    text = fields.String(required=True, validate=written, error_messages=missing(TEXT_MISSING))


class Choose(Schema):
    """Which limit is put in force."""

    limit_id = fields.UUID(required=True)
