"""Shapes of the organisation: units, orders about them, files that come in, reports that go out."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, pre_load, validate, validates_schema
from marshmallow.exceptions import ValidationError

from kernel.languages import _
from services.auth.domain import Role
from services.auth.domain.structure import OrderAct, UnitKind
from services.auth.domain.tables import NOUNS, Outcome
from services.auth.schemas.administration import NAME, ORDER

CODE = validate.Regexp(
    r"^[A-Z][A-Z0-9_-]{1,39}\Z",
    error=_("A code has capital letters A to Z, digits, - or _, and begins with a letter."),
)
SPLITS = _("Name one part at least, by its code and both names.")
NO_HEIR = _("Name the unit that takes over.")
NAMES_MISSING = _("Give the new name in both languages.")
ORDERS = (OrderAct.RENAME, OrderAct.CLOSE, OrderAct.MERGE, OrderAct.SPLIT)


class Filled(Schema):
    """Entries that a form sends empty count as left out, and blanks around a text as not typed."""

    @pre_load
    def drop_empty(self, data: Mapping[str, Any], **_how: Any) -> dict[str, Any]:
        """Leave out what is empty."""
        tidy = {name: value.strip() if isinstance(value, str) else value for name, value in data.items()}
        return {name: value for name, value in tidy.items() if value != ""}


class _Entered(Filled):
    code = fields.String(required=True, validate=CODE)
    name_en = fields.String(required=True, validate=NAME)
    name_hi = fields.String(required=True, validate=NAME)
    valid_from = fields.Date(required=True)
    order_number = fields.String(required=True, validate=ORDER)


class EnterDepartment(_Entered):
    kind = fields.String(required=True, validate=validate.Length(1, 40))
    parent = fields.String(load_default=None, allow_none=True)


class EnterArea(EnterDepartment):
    lgd_code = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 20))


class EnterOffice(EnterDepartment):
    level = fields.String(required=True)
    department = fields.String(required=True)
    area = fields.String(required=True)


class EnterPost(_Entered):
    office = fields.String(required=True)
    rank = fields.String(required=True)
    reports_to = fields.String(load_default=None, allow_none=True)
    roles = fields.List(fields.Enum(Role, by_value=True), load_default=list)
    sanctioned = fields.Integer(load_default=1, validate=validate.Range(0, 10_000))


class _Kept(Schema):
    code = fields.String(required=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)
    successor = fields.String(required=True, allow_none=True)


class KeptDepartment(_Kept):
    kind = fields.String(required=True)
    parent = fields.String(required=True, allow_none=True)


class KeptArea(KeptDepartment):
    lgd_code = fields.String(required=True, allow_none=True)


class KeptOffice(KeptDepartment):
    level = fields.String(required=True)
    department = fields.String(required=True)
    area = fields.String(required=True)


class KeptPost(_Kept):
    office = fields.String(required=True)
    rank = fields.String(required=True)
    reports_to = fields.String(required=True, allow_none=True)
    roles = fields.List(fields.Enum(Role, by_value=True), required=True)
    sanctioned = fields.Integer(required=True)


class KeptDepartments(Schema):
    items = fields.List(fields.Nested(KeptDepartment), required=True)
    next = fields.String(required=True, allow_none=True)


class KeptAreas(Schema):
    items = fields.List(fields.Nested(KeptArea), required=True)
    next = fields.String(required=True, allow_none=True)


class KeptOffices(Schema):
    items = fields.List(fields.Nested(KeptOffice), required=True)
    next = fields.String(required=True, allow_none=True)


class KeptPosts(Schema):
    items = fields.List(fields.Nested(KeptPost), required=True)
    next = fields.String(required=True, allow_none=True)


class UnitSearch(Filled):
    after = fields.String(load_default="", validate=validate.Length(max=40))
    search = fields.String(load_default=None, validate=validate.Length(max=100))


class Part(Schema):
    code = fields.String(required=True, validate=CODE)
    name_en = fields.String(required=True, validate=NAME)
    name_hi = fields.String(required=True, validate=NAME)


class GiveOrder(Schema):
    """What an order does; the entries below `holds_from` belong to single acts."""

    kind = fields.Enum(UnitKind, by_value=True, required=True)
    codes = fields.List(fields.String(), required=True, validate=validate.Length(1, 50))
    act = fields.Enum(OrderAct, by_value=True, required=True, validate=validate.OneOf(ORDERS))
    order_number = fields.String(required=True, validate=ORDER)
    holds_from = fields.Date(required=True)
    name_en = fields.String(validate=NAME)
    name_hi = fields.String(validate=NAME)
    into = fields.String()
    move_to = fields.String()
    end_charges = fields.Boolean()
    parts = fields.List(fields.Nested(Part), validate=validate.Length(1, 50))
    main = fields.String()
    survives = fields.Boolean()
    moves = fields.Dict(keys=fields.String(), values=fields.String())

    @validates_schema(skip_on_field_errors=True)
    def says_enough(self, body: dict[str, Any], **_how: Any) -> None:
        """Each act needs its own entries."""
        needs = {
            OrderAct.RENAME: ({"name_en", "name_hi"}, "name_en", NAMES_MISSING),
            OrderAct.MERGE: ({"into"}, "into", NO_HEIR),
            OrderAct.SPLIT: ({"parts"}, "parts", SPLITS),
        }
        wanted, field, sentence = needs.get(body["act"], (set(), "", ""))
        if wanted - body.keys():
            raise ValidationError({field: [sentence]})
        if body["act"] is OrderAct.SPLIT and not body.get("survives") and "main" not in body:
            raise ValidationError({"main": [NO_HEIR]})


class OrderGiven(Schema):
    carried_out = fields.Boolean(required=True)


class KeptOrder(Schema):
    order_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    code = fields.String(required=True)
    act = fields.String(required=True)
    order_number = fields.String(required=True)
    holds_from = fields.Date(required=True)
    state = fields.String(required=True)
    refusal = fields.String(required=True, allow_none=True)


class KeptOrders(Schema):
    items = fields.List(fields.Nested(KeptOrder), required=True)
    next = fields.String(required=True, allow_none=True)


class Officer(Schema):
    office = fields.String(required=True)
    level = fields.String(required=True)
    department = fields.String(required=True)
    role = fields.String(required=True)
    post_code = fields.String(required=True, allow_none=True)
    rank = fields.String(required=True, allow_none=True)
    is_held = fields.Boolean(required=True)


class Officers(Schema):
    items = fields.List(fields.Nested(Officer), required=True)
    next = fields.String(required=True, allow_none=True)


class ExportAs(Filled):
    form = fields.String(load_default="xlsx", validate=validate.OneOf(["xlsx", "zip"]))
    empty = fields.Boolean(load_default=False)


class ImportForm(Filled):
    order_number = fields.String(required=True, validate=ORDER)
    sheet = fields.String(load_default=None, validate=validate.OneOf(list(NOUNS)))
    mode = fields.String(load_default="check", validate=validate.OneOf(["check", "import"]))


class ImportLine(Schema):
    sheet = fields.String(required=True)
    number = fields.Integer(required=True)
    key = fields.String(required=True)
    outcome = fields.Enum(Outcome, by_value=True, required=True)
    faults = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class ImportReport(Schema):
    done = fields.Boolean(required=True)
    counts = fields.Dict(keys=fields.Enum(Outcome, by_value=True), values=fields.Integer(), required=True)
    refused = fields.List(fields.Nested(ImportLine), required=True)
