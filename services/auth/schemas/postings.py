"""Shapes of secure-network access, transfers, retirement and delegation."""

from marshmallow import Schema, fields, validate

from kernel.languages import _
from services.auth.domain import ChargeKind, Scope
from services.auth.schemas.administration import ORDER
from services.auth.schemas.organisation import Filled

STAFF_UID = validate.Regexp(
    r"^[A-Z]{2}[0-9]{4,10}\Z",
    error=_("A staff number has two capital letters and 4 to 10 digits, such as CG100001."),
)


class GrantSearch(Filled):
    on = fields.Date(load_default=None)
    department = fields.String(load_default=None, validate=validate.Length(max=16))
    rank = fields.String(load_default=None, validate=validate.Length(max=40))
    ends_by = fields.Date(load_default=None)
    after = fields.String(load_default="", validate=validate.Length(max=40))
    done = fields.String(load_default=None, validate=validate.Length(max=20))


class GrantHeld(Schema):
    grant_id = fields.UUID(required=True)
    post_code = fields.String(required=True)
    rank = fields.String(required=True)
    department = fields.String(required=True)
    staff_uid = fields.String(required=True, allow_none=True)
    order_number = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)


class GrantsHeld(Schema):
    items = fields.List(fields.Nested(GrantHeld), required=True)
    next = fields.String(required=True, allow_none=True)


class Count(Schema):
    posts = fields.Integer(required=True)
    granted = fields.Integer(required=True)
    holders = fields.Integer(required=True)


class CountOfRank(Count):
    rank = fields.String(required=True)
    rank_level = fields.Integer(required=True)


class CountOfDepartment(Count):
    department = fields.String(required=True)


class GrantsReport(Schema):
    on = fields.Date(required=True)
    whole = fields.Nested(Count, required=True)
    below = fields.Nested(Count, required=True)
    by_rank = fields.List(fields.Nested(CountOfRank), required=True)
    by_department = fields.List(fields.Nested(CountOfDepartment), required=True)


class TransferOrder(Schema):
    person_id = fields.UUID(required=True)
    post_id = fields.UUID(required=True)
    order_number = fields.String(required=True, validate=ORDER)
    last_day = fields.Date(required=True)
    seat = fields.Integer(load_default=1, validate=validate.Range(1, 500))
    ending = fields.List(fields.UUID(), load_default=list)
    staying = fields.List(fields.UUID(), load_default=list)


class Retirement(Schema):
    order_number = fields.String(required=True, validate=ORDER)
    last_day = fields.Date(required=True)
    at_once = fields.Boolean(load_default=False)


class RetirementKept(Schema):
    order_id = fields.UUID(required=True)


class Delegation(Schema):
    post_id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    order_number = fields.String(required=True, validate=ORDER)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True)
    scope = fields.Enum(Scope, by_value=True, load_default=Scope.ACT)


class ChargeForm(Filled):
    staff_uid = fields.String(required=True, validate=STAFF_UID)
    post_code = fields.String(required=True, validate=validate.Length(1, 40))
    kind = fields.Enum(ChargeKind, by_value=True, required=True)
    for_staff_uid = fields.String(load_default=None, validate=STAFF_UID)
    order_number = fields.String(required=True, validate=ORDER)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(load_default=None)
    seat = fields.Integer(load_default=1, validate=validate.Range(1, 500))
    scope = fields.Enum(Scope, by_value=True, load_default=Scope.ACT)


class DelegationForm(Filled):
    post_code = fields.String(required=True, validate=validate.Length(1, 40))
    staff_uid = fields.String(required=True, validate=STAFF_UID)
    order_number = fields.String(required=True, validate=ORDER)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True)
    scope = fields.Enum(Scope, by_value=True, required=True)


class EndingForm(Filled):
    order_number = fields.String(required=True, validate=ORDER)
    last_day = fields.Date(load_default=None)


class GrantForm(Filled):
    post_code = fields.String(required=True, validate=validate.Length(1, 40))
    order_number = fields.String(required=True, validate=ORDER)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(load_default=None)


class TransferForm(Filled):
    post_code = fields.String(required=True, validate=validate.Length(1, 40))
    order_number = fields.String(required=True, validate=ORDER)
    last_day = fields.Date(required=True)
    seat = fields.Integer(load_default=1, validate=validate.Range(1, 500))


class RetirementForm(Filled):
    order_number = fields.String(required=True, validate=ORDER)
    last_day = fields.Date(required=True)
    at_once = fields.Boolean(load_default=False)


class StandingSearch(Filled):
    staff_uid = fields.String(load_default=None, validate=validate.Length(max=20))


class SuspensionForm(Filled):
    order_number = fields.String(required=True, validate=ORDER)
    then = fields.String(required=True, validate=validate.OneOf(["suspend", "reinstate"]))
