"""Shapes of second factors: shown once more, passkeys, backup codes."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from kernel.languages import _
from services.auth.domain.factors import LONGEST_NAME
from services.auth.domain.passwords import LONGEST_PASSWORD
from services.auth.schemas.sign_in import CODE, LONGEST_ANSWER, in_digits

NOTHING_SHOWN = _("Give a one-time code, or use a passkey.")


def _answer(**over: Any) -> fields.String:
    return fields.String(validate=validate.Length(max=LONGEST_ANSWER), **over)


class StepUp(Schema):
    code = fields.String(load_default="", validate=validate.Length(max=20))
    passkey = _answer(load_default="")

    @validates_schema
    def something(self, body: dict[str, Any], **_: Any) -> None:
        """A code of the usual form, or a passkey's answer."""
        if not body["passkey"]:
            if not body["code"]:
                raise ValidationError({"code": [NOTHING_SHOWN]})
            CODE(body["code"])


class StepUpForm(Schema):
    """Beside what is carried along for another form, which may have any field."""

    step_code = fields.String(load_default="")
    step_passkey = _answer(load_default="")

    @pre_load
    def tidy(self, typed: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Bring the code into the form in which it is compared."""
        return {**typed, "step_code": in_digits(str(typed.get("step_code", "")))}

    @validates_schema
    def something(self, body: dict[str, Any], **_: Any) -> None:
        """A code of the usual form, or a passkey's answer."""
        if body["step_passkey"]:
            return
        try:
            CODE(body["step_code"])
        except ValidationError as error:
            raise ValidationError({"step_code": error.messages}) from None


class SteppedUp(Schema):
    access_token = fields.String(required=True)
    token_type = fields.String(required=True)
    expires_in = fields.Integer(required=True)
    second_factor_at = fields.AwareDateTime(required=True)


class PasskeyOptions(Schema):
    """What a browser is given, as WebAuthn's own JSON form has it."""

    options = fields.Dict(keys=fields.String(), required=True, allow_none=True)


class SignInWithPasskey(Schema):
    passkey = _answer(required=True)
    staff_uid = fields.String(load_default="", validate=validate.Length(max=40))
    password = fields.String(load_default="", validate=validate.Length(max=LONGEST_PASSWORD))


class PasskeyName(Schema):
    name = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_NAME))


class NewPasskey(PasskeyName):
    passkey = _answer(required=True)


class Passkey(Schema):
    passkey_id = fields.UUID(required=True)
    name = fields.String(required=True)
    added_at = fields.AwareDateTime(required=True)
    used_at = fields.AwareDateTime(required=True, allow_none=True)


class PasskeyPage(Schema):
    items = fields.List(fields.Nested(Passkey), required=True)
    next = fields.String(required=True, allow_none=True)


class PasskeyAdded(Schema):
    passkey_id = fields.UUID(required=True)


class BackupCodes(Schema):
    codes = fields.List(fields.String(), required=True)
