"""Shapes of signing in, sessions and passwords."""

import unicodedata
from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from kernel.identity import Zone
from kernel.languages import _
from services.auth.domain.passwords import LONGEST_PASSWORD

SIX_DIGITS = validate.Regexp(r"^[0-9]{6}\Z", error=_("The code has six digits."))
CODE = validate.Regexp(
    r"^([0-9]{6}|[0-9]{12})\Z", error=_("The code has six digits; a backup code has twelve.")
)
# A passkey's answer is a page of base64 at most.
LONGEST_ANSWER = 8 * 1024
DIFFERENT = _("The two new passwords are not the same. Type the new one twice.")


class SignIn(Schema):
    staff_uid = fields.String(required=True, validate=validate.Length(min=1, max=40))
    password = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_PASSWORD))
    code = fields.String(required=True, validate=CODE)


class ButtonForm(Schema):
    """A button and nothing more."""


class SignInForm(Schema):
    """As people type and paste it: blanks between the digits, or Hindi digits; or a passkey's answer in their place."""

    staff_uid = fields.String(load_default="", validate=validate.Length(max=40))
    password = fields.String(load_default="", validate=validate.Length(max=LONGEST_PASSWORD))
    code = fields.String(load_default="")
    passkey = fields.String(load_default="", validate=validate.Length(max=LONGEST_ANSWER))
    kept = fields.String(load_default="")

    @pre_load
    def tidy(self, typed: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Bring the code into the form in which it is compared."""
        return {**typed, "code": in_digits(str(typed.get("code", "")))}

    @validates_schema
    def whole(self, body: dict[str, Any], **_: Any) -> None:
        """Without a passkey all three are needed."""
        typed = {name: body[name] for name in ("staff_uid", "password", "code")}
        if not body["passkey"] and (wrong := SignIn().validate(typed)):
            raise ValidationError(wrong)


class KeptText(Schema):
    kept = fields.String(load_default="")


class PasswordForm(Schema):
    password_now = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_PASSWORD))
    password_new = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_PASSWORD))
    password_again = fields.String(required=True)

    @validates_schema
    def same(self, body: dict[str, Any], **_: Any) -> None:
        """A password that was mistyped once would shut its owner out."""
        if body["password_new"] != body["password_again"]:
            raise ValidationError({"password_again": [DIFFERENT]})


class ChoosePost(Schema):
    post = fields.UUID(required=True)


class Refresh(Schema):
    refresh_token = fields.String(required=True, validate=validate.Length(min=1, max=200))


class SignedIn(Schema):
    access_token = fields.String(required=True)
    token_type = fields.String(required=True)
    expires_in = fields.Integer(required=True)
    refresh_token = fields.String(required=True)
    session_id = fields.UUID(required=True, attribute="session.session_id")
    session_ends_at = fields.AwareDateTime(required=True, attribute="session.ends_at")
    password_is_initial = fields.Boolean(required=True)


class ChangePassword(Schema):
    password_now = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_PASSWORD))
    password_new = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_PASSWORD))


class Session(Schema):
    session_id = fields.UUID(required=True)
    zone = fields.Enum(Zone, by_value=True, required=True)
    device = fields.String(required=True, allow_none=True)
    started_at = fields.AwareDateTime(required=True)
    seen_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)


class SessionPage(Schema):
    items = fields.List(fields.Nested(Session), required=True)
    next = fields.String(required=True, allow_none=True)


class OwnCharge(Schema):
    charge_id = fields.UUID(required=True)
    post_id = fields.UUID(required=True)
    post_code = fields.String(required=True)
    kind = fields.String(required=True)
    department = fields.String(required=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)
    order_number = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)
    for_name_en = fields.String(required=True, allow_none=True)
    for_name_hi = fields.String(required=True, allow_none=True)


class Me(Schema):
    person_id = fields.UUID(required=True)
    staff_uid = fields.String(required=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)
    language = fields.String(required=True)
    zone = fields.Enum(Zone, by_value=True, required=True)
    acting_post = fields.UUID(required=True, allow_none=True)
    session_id = fields.UUID(required=True, allow_none=True)
    charges = fields.List(fields.Nested(OwnCharge), required=True)


class Keys(Schema):
    keys = fields.List(fields.Dict(keys=fields.String()), required=True)


def in_digits(text: str) -> str:
    """A code as it is compared: Hindi digits as the usual ones, without blanks and dashes."""
    return "".join(str(unicodedata.digit(sign, sign)) for sign in text if not sign.isspace() and sign != "-")
