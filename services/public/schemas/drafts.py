"""Shapes of the questions that are asked one by one."""

from marshmallow import Schema, fields, validate

from kernel.languages import LANGUAGES
from services.public.domain.papers import LARGEST_PAPER_BYTES
from services.public.schemas.parts import (
    AREA_MISSING,
    CHOICE_MISSING,
    MOBILE_WRONG,
    NAME_MISSING,
    NATURE_MISSING,
    PLACE_TOO_LONG,
    RESUME_CODE_MISSING,
    TEXT_MISSING,
    MaybeEmail,
    MaybeText,
    missing,
    named,
    reachable,
    written,
)

NATURES = ("GRIEVANCE", "DEMAND", "SUGGESTION")


class KindForm(Schema):
    """What kind of matter; `website` is a trap that people do not see."""

    nature = fields.String(
        required=True,
        validate=validate.OneOf(NATURES, error=NATURE_MISSING),
        error_messages=missing(NATURE_MISSING),
    )
    website = fields.String(load_default="")


class TextForm(Schema):
    """What happened."""

    text = fields.String(required=True, validate=written, error_messages=missing(TEXT_MISSING))


class WhereForm(Schema):
    """Where it is."""

    area = fields.String(
        required=True,
        validate=validate.Length(min=1, max=32, error=AREA_MISSING),
        error_messages=missing(AREA_MISSING),
    )
    place = MaybeText(load_default=None, validate=validate.Length(max=200, error=PLACE_TOO_LONG))


class PapersForm(Schema):
    """Attach and stay, or go on."""

    then = fields.String(load_default="on", validate=validate.OneOf(["more", "on"]))


class PersonForm(Schema):
    """Who it is and how to be reached."""

    name = fields.String(required=True, validate=named, error_messages=missing(NAME_MISSING))
    mobile = fields.String(required=True, validate=reachable, error_messages=missing(MOBILE_WRONG))
    email = MaybeEmail(load_default=None)
    language = fields.String(
        required=True,
        validate=validate.OneOf(LANGUAGES, error=CHOICE_MISSING),
        error_messages=missing(CHOICE_MISSING),
    )
    protected = fields.Boolean(load_default=False)
    website = fields.String(load_default="")


class ResumeForm(Schema):
    """The code with which a draft is gone on with."""

    code = fields.String(
        required=True,
        validate=validate.Length(min=1, max=40, error=RESUME_CODE_MISSING),
        error_messages=missing(RESUME_CODE_MISSING),
    )


class PartQuery(Schema):
    """Where a part of a file begins, and how large the whole is."""

    size = fields.Integer(required=True, validate=validate.Range(0, LARGEST_PAPER_BYTES * 20))
    begins_at = fields.Integer(required=True, validate=validate.Range(0, LARGEST_PAPER_BYTES * 20))


class Progress(Schema):
    """How far a file has come."""

    received = fields.Integer()
    size = fields.Integer()
    done = fields.Boolean()


class DepartmentSearch(Schema):
    """Part of a department's name."""

    q = MaybeText(load_default=None, validate=validate.Length(max=80))


class TrackQuery(Schema):
    """The number that a printed code carries."""

    number = MaybeText(load_default=None, validate=validate.Length(max=40))
