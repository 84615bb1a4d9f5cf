"""Shapes of employees, of tables of them, and of the one-time way to a login."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from kernel.languages import LANGUAGES
from services.auth.domain import PersonState
from services.auth.domain.imports import Outcome
from services.auth.domain.passwords import LONGEST_PASSWORD
from services.auth.schemas.administration import ORDER
from services.auth.schemas.sign_in import DIFFERENT, SIX_DIGITS, in_digits

TEXT = validate.Length(min=1, max=200)
PAGE = validate.Range(min=1, max=100)


class _Kept(Schema):
    """An empty field of a form says nothing."""

    @pre_load
    def without_blanks(self, typed: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Take away what was left empty."""
        return {name: value for name, value in typed.items() if value != ""}


class EmployeesAsked(_Kept):
    search = fields.String(load_default="", validate=validate.Length(max=100))
    state = fields.Enum(PersonState, by_value=True, load_default=None, allow_none=True)
    after = fields.String(load_default="", validate=validate.Length(max=20))
    limit = fields.Integer(load_default=50, validate=PAGE)


class CorrectEmployee(_Kept):
    name_en = fields.String(required=True, validate=TEXT)
    name_hi = fields.String(required=True, validate=TEXT)
    language = fields.String(load_default="hi", validate=validate.OneOf(LANGUAGES))
    mobile = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=30))
    email = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=254))


class EnterEmployee(CorrectEmployee):
    staff_uid = fields.String(required=True, validate=validate.Length(min=1, max=40))
    department = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=16))


class Entered(Schema):
    person_id = fields.UUID(required=True)


class PostNames(Schema):
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)


class EmployeeInList(Schema):
    person_id = fields.UUID(required=True)
    staff_uid = fields.String(required=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)
    language = fields.String(required=True)
    state = fields.String(required=True)
    home_department = fields.String(required=True, allow_none=True)
    posts = fields.List(fields.Nested(PostNames), required=True, allow_none=True)


class Employees(Schema):
    items = fields.List(fields.Nested(EmployeeInList), required=True)
    next = fields.String(required=True, allow_none=True)


class EmployeeCharge(Schema):
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


class Employee(Schema):
    person_id = fields.UUID(required=True)
    staff_uid = fields.String(required=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)
    language = fields.String(required=True)
    state = fields.String(required=True)
    state_since = fields.AwareDateTime(required=True)
    state_order = fields.String(required=True)
    home_department = fields.String(required=True, allow_none=True)
    has_login = fields.Boolean(required=True)
    signed_in_at = fields.AwareDateTime(required=True, allow_none=True)
    mobile = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    charges = fields.List(fields.Nested(EmployeeCharge), required=True)


class StateChange(Schema):
    order_number = fields.String(required=True, validate=ORDER)
    then = fields.String(required=True, validate=validate.OneOf(["suspend", "reinstate", "leave"]))


class ImportTaken(Schema):
    batch_id = fields.UUID(required=True)


class ImportBatch(Schema):
    batch_id = fields.UUID(required=True)
    state = fields.String(required=True)
    filename = fields.String(required=True)
    department = fields.String(required=True)
    handed_in_at = fields.AwareDateTime(required=True)
    changed_at = fields.AwareDateTime(required=True)
    new_rows = fields.Integer(required=True)
    changed_rows = fields.Integer(required=True)
    unchanged_rows = fields.Integer(required=True)
    refused_rows = fields.Integer(required=True)
    done = fields.Integer(required=True)
    total = fields.Integer(required=True)
    cause = fields.String(required=True, allow_none=True)


class ImportBatches(Schema):
    items = fields.List(fields.Nested(ImportBatch), required=True)
    next = fields.String(required=True, allow_none=True)


class RowsAsked(_Kept):
    outcome = fields.Enum(Outcome, by_value=True, load_default=None, allow_none=True)
    after = fields.Integer(load_default=0)
    limit = fields.Integer(load_default=50, validate=PAGE)


class RowProblem(Schema):
    column = fields.String(required=True)
    text = fields.String(required=True)


class ImportedRow(Schema):
    line = fields.Integer(required=True)
    outcome = fields.String(required=True)
    staff_uid = fields.String(required=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)
    post = fields.String(required=True, allow_none=True)
    problems = fields.List(fields.Nested(RowProblem), required=True)


class ImportedRows(Schema):
    items = fields.List(fields.Nested(ImportedRow), required=True)
    next = fields.Integer(required=True, allow_none=True)


class TableAsked(Schema):
    kind = fields.String(load_default="xlsx", validate=validate.OneOf(["xlsx", "csv"]))


class IssueLink(Schema):
    everything_lost = fields.Boolean(load_default=False)


class IssuedLink(Schema):
    code = fields.String(required=True)
    path = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    sent = fields.Boolean(required=True)


class GiveCodes(Schema):
    again = fields.Boolean(load_default=False)


class GiveSlips(GiveCodes):
    kind = fields.String(required=True, validate=validate.OneOf(["print", "xlsx", "csv"]))


class SlipGiven(IssuedLink):
    staff_uid = fields.String(required=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)


class SlipsGiven(Schema):
    items = fields.List(fields.Nested(SlipGiven), required=True)
    next = fields.String(required=True, allow_none=True)


class FirstLogin(Schema):
    code = fields.String(required=True, validate=validate.Length(min=1, max=60))


class FirstLoginBegun(Schema):
    staff_uid = fields.String(required=True)
    secret = fields.String(required=True)
    uri = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class FinishFirstLogin(FirstLogin):
    password = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_PASSWORD))
    authenticator_code = fields.String(required=True, validate=SIX_DIGITS)


class SetupForm(Schema):
    """As people type and paste it: blanks between the digits, or Hindi digits."""

    password_new = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_PASSWORD))
    password_again = fields.String(required=True)
    authenticator_code = fields.String(required=True, validate=SIX_DIGITS)

    @pre_load
    def tidy(self, typed: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Bring the code into the form in which it is compared."""
        return {**typed, "authenticator_code": in_digits(str(typed.get("authenticator_code", "")))}

    @validates_schema
    def same(self, body: dict[str, Any], **_: Any) -> None:
        """A password that was mistyped once would shut its owner out."""
        if body["password_new"] != body["password_again"]:
            raise ValidationError({"password_again": [DIFFERENT]})
