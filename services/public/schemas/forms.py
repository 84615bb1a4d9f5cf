"""Shapes of the citizens' forms."""

from marshmallow import Schema, fields, validate

from services.public.schemas.parts import (
    CHOICE_MISSING,
    CODE_WRONG,
    LONGEST_TEXT,
    MOBILE_WRONG,
    NUMBER_MISSING,
    TEXT_MISSING,
    TEXT_TOO_LONG,
    MaybeText,
    missing,
    reachable,
    written,
)


class CodeForm(Schema):
    """A code as it was keyed."""

    code = fields.String(
        required=True,
        validate=validate.Length(min=1, max=20, error=CODE_WRONG),
        error_messages=missing(CODE_WRONG),
    )


class TrackForm(Schema):
    """Number and mobile of a case."""

    number = fields.String(
        required=True,
        validate=validate.Length(min=1, max=40, error=NUMBER_MISSING),
        error_messages=missing(NUMBER_MISSING),
    )
    mobile = fields.String(required=True, validate=reachable, error_messages=missing(MOBILE_WRONG))


class EnterForm(CodeForm):
    """A code with the number of the case it opens."""

    number = fields.String(required=True, validate=validate.Length(min=1, max=40))


class AnswerForm(Schema):
    """A citizen's answer to the officer's question."""

    text = fields.String(required=True, validate=written, error_messages=missing(TEXT_MISSING))


class JudgeForm(Schema):
    """Satisfied or not, and why not."""

    satisfied = fields.Boolean(
        required=True, error_messages={**missing(CHOICE_MISSING), "invalid": CHOICE_MISSING}
    )
    text = MaybeText(validate=validate.Length(max=LONGEST_TEXT, error=TEXT_TOO_LONG))


class ButtonForm(Schema):
    """A form of one button and its token."""


class PreferencesShown(Schema):
    """From which page the reader comes."""

    back = fields.String(load_default="/", validate=validate.Length(max=1500))


class PreferencesForm(PreferencesShown):
    """How large the letters are, and how strong the contrast."""

    text_size = fields.String(required=True, validate=validate.OneOf(["100", "125", "150"]))
    contrast = fields.String(required=True, validate=validate.OneOf(["normal", "high"]))
