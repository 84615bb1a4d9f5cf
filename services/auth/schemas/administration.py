"""Shapes of the directory's changes."""

from marshmallow import Schema, fields, validate

from kernel.languages import _
from services.auth.domain import ChargeKind, Scope

SERIAL = validate.Regexp(r"^[0-9A-Fa-f:]{1,60}\Z", error=_("The serial number is written in hex digits."))
ORDER = validate.Length(min=1, max=100)
NAME = validate.Length(min=1, max=200)
ORIGIN = validate.Regexp(
    r"^https://[a-z0-9.-]{1,200}(:[0-9]{1,5})?\Z", error=_("An origin is https:// and a name.")
)


class Appoint(Schema):
    person_id = fields.UUID(required=True)
    post_id = fields.UUID(required=True)
    kind = fields.Enum(ChargeKind, by_value=True, required=True)
    order_number = fields.String(required=True, validate=ORDER)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(load_default=None, allow_none=True)
    for_person = fields.UUID(load_default=None, allow_none=True)
    seat = fields.Integer(load_default=1, validate=validate.Range(min=1, max=500))
    scope = fields.Enum(Scope, by_value=True, load_default=Scope.ACT)


class Appointed(Schema):
    charge_id = fields.UUID(required=True)


class Grant(Schema):
    post_id = fields.UUID(required=True)
    order_number = fields.String(required=True, validate=ORDER)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(load_default=None, allow_none=True)


class Granted(Schema):
    grant_id = fields.UUID(required=True)


class Ending(Schema):
    order_number = fields.String(required=True, validate=ORDER)
    last_day = fields.Date(load_default=None, allow_none=True)


class Order(Schema):
    order_number = fields.String(required=True, validate=ORDER)


class RegisterDevice(Schema):
    serial = fields.String(required=True, validate=SERIAL)
    person_id = fields.UUID(required=True)
    expires_on = fields.Date(load_default=None, allow_none=True)


class Device(Schema):
    serial = fields.String(required=True)


class RegisterPortal(Schema):
    department = fields.String(required=True, validate=validate.Length(min=1, max=16))
    name_en = fields.String(required=True, validate=NAME)
    name_hi = fields.String(required=True, validate=NAME)
    origins = fields.List(fields.String(validate=ORIGIN), load_default=list, validate=validate.Length(max=20))


class Portal(Schema):
    portal_id = fields.UUID(required=True)
    key = fields.String(required=True)


class Republished(Schema):
    run_id = fields.UUID(required=True)
