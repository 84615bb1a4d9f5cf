"""Shapes of the officers' forms and filters."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate

from kernel.languages import _
from services.public.domain.acts import Act
from services.public.domain.words import clean
from services.public.schemas.parts import LONGEST_TEXT, SHORTEST_TEXT, TEXT_TOO_LONG, code_length, missing
from services.public.schemas.taken import AppealSearch, CaseSearch

WORDS_MISSING = _("Write it out, in at least 10 letters.")
DEPARTMENT_MISSING = _("Choose the department.")
DESK_MISSING = _("Choose the desk.")
DECISION_MISSING = _("Choose whether the appeal is accepted.")

ROWS_SHOWN = 25


class _Filled(Schema):
    """Fields that a form sends empty count as left out."""

    @pre_load
    def drop_empty(self, data: Mapping[str, Any], **_how: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value != ""}


class DeskSearch(CaseSearch, _Filled):
    """The filters of a desk; `done` and `number` tell of the act that led back here."""

    when = fields.String(load_default=None, validate=validate.OneOf(["late", "week", "review"]))
    limit = fields.Integer(load_default=ROWS_SHOWN, validate=validate.Range(1, ROWS_SHOWN))
    done = fields.String(load_default=None, validate=validate.OneOf([act.value for act in Act]))
    number = fields.String(load_default=None, validate=validate.Regexp(r"\d{11}\Z"))


class CaseShown(_Filled):
    """Which act led to the case's page."""

    done = fields.String(load_default=None, validate=validate.OneOf([act.value for act in Act]))


class AppealsShown(AppealSearch, _Filled):
    """A page of appeals; `done` is the number of the one that was decided."""

    done = fields.String(load_default=None, validate=validate.Regexp(r"\d{11}\Z"))


def _said(value: str) -> None:
    length = len(clean(value))
    if length < SHORTEST_TEXT:
        raise ValidationError(WORDS_MISSING)
    if length > LONGEST_TEXT:
        raise ValidationError(TEXT_TOO_LONG)


class _ActForm(_Filled):
    """The version that was read, so that nobody acts on what somebody else has changed meanwhile."""

    version = fields.Integer(load_default=None)


class TextForm(_ActForm):
    """An act with its words."""

    text = fields.String(required=True, validate=_said, error_messages=missing(WORDS_MISSING))


class AssignForm(_ActForm):
    """To which desk."""

    to_post = fields.UUID(
        required=True, error_messages={**missing(DESK_MISSING), "invalid_uuid": DESK_MISSING}
    )


class ReferForm(_ActForm):
    """To which section; the nearest one when none is chosen."""

    to_post = fields.UUID(load_default=None, error_messages={"invalid_uuid": DESK_MISSING})


class TransferForm(TextForm):
    """To which department, and why."""

    to_department = fields.String(
        required=True, validate=code_length(), error_messages=missing(DEPARTMENT_MISSING)
    )


class DecideForm(_Filled):
    """The decision about an appeal and its reasons."""

    accepted = fields.Boolean(
        required=True, error_messages={**missing(DECISION_MISSING), "invalid": DECISION_MISSING}
    )
    text = fields.String(required=True, validate=_said, error_messages=missing(WORDS_MISSING))


ACT_FORMS: dict[Act, type[Schema]] = {
    Act.ANSWER: TextForm,
    Act.ASK: TextForm,
    Act.PROCEED: TextForm,
    Act.ASSIGN: AssignForm,
    Act.RESOLVE: TextForm,
    Act.DISPOSE: TextForm,
    Act.REFER: ReferForm,
    Act.TRANSFER: TransferForm,
}
