"""Fields and sentences that several shapes share."""

from typing import Any

from marshmallow import ValidationError, fields, validate

from kernel.languages import _
from services.public.domain.words import clean, mobile_of

LONGEST_TEXT = 5000
SHORTEST_TEXT = 10
LARGEST_PAGE = 100

TEXT_MISSING = _("Say what it is about, in at least 10 letters.")
TEXT_TOO_LONG = _("At most 5000 letters. Put the rest into a PDF and attach it.")
NAME_MISSING = _("Write your name.")
NAME_TOO_LONG = _("At most 120 letters.")
MOBILE_WRONG = _("Write a mobile number of ten digits that begins with 6, 7, 8 or 9.")
EMAIL_WRONG = _("Write the e-mail address in full, or leave this empty.")
NATURE_MISSING = _("Choose one.")
AREA_MISSING = _("Choose the district or tehsil.")
CODE_WRONG = _("The code has six digits.")
NUMBER_MISSING = _("Write the number from your acknowledgement.")
PLACE_TOO_LONG = _("At most 200 letters.")
RESUME_CODE_MISSING = _("Write the 16 digits of the code.")
CHOICE_MISSING = _("Say yes or no.")


def written(value: str) -> None:
    """A text of letters, not of blanks."""
    length = len(clean(value))
    if length < SHORTEST_TEXT:
        raise ValidationError(TEXT_MISSING)
    if length > LONGEST_TEXT:
        raise ValidationError(TEXT_TOO_LONG)


def named(value: str) -> None:
    """A name of letters, not of blanks."""
    if not clean(value):
        raise ValidationError(NAME_MISSING)
    if len(value) > 120:  # noqa: PLR2004 - the sentence beside it says the same
        raise ValidationError(NAME_TOO_LONG)


def reachable(value: str) -> None:
    """An Indian mobile."""
    if mobile_of(value) is None:
        raise ValidationError(MOBILE_WRONG)


def missing(sentence: str) -> Any:
    return {"required": sentence, "null": sentence}


class MaybeText(fields.String):
    """A text that may be left empty, as forms send it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **how: Any) -> Any:
        text = super()._deserialize(value, attr, data, **how)
        return clean(text) or None if text else None

    def _validate(self, value: Any) -> None:
        if value is not None:
            super()._validate(value)


class MaybeEmail(MaybeText):
    """An e-mail address that may be left empty."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **how: Any) -> Any:
        text = super()._deserialize(value, attr, data, **how)
        return validate.Email(error=EMAIL_WRONG)(text) if text else None


def code_length() -> Any:
    return validate.Length(max=32)
