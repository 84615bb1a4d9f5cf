"""Shapes of the register of equipment."""

from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from kernel.languages import _
from services.wfh.domain.equipment import normal_asset_number
from services.wfh.events import EquipmentKind, one_of
from services.wfh.schemas.forms import Form

ASSET_NUMBER = validate.Regexp(
    r"^[A-Z0-9][A-Z0-9/-]{0,19}\Z",
    error=_("A number has at most 20 signs: capital letters, digits, - and /."),
)
ORDER = validate.Length(min=1, max=100)


class Issue(Schema):
    person_id = fields.UUID(required=True)
    kind = fields.Enum(EquipmentKind, by_value=True, required=True)
    asset_number = fields.String(required=True, validate=ASSET_NUMBER)
    order_number = fields.String(required=True, validate=ORDER)


class IssueForm(Form):
    staff_uid = fields.String(required=True, validate=validate.Length(min=1, max=40))
    kind = fields.Enum(EquipmentKind, by_value=True, required=True)
    asset_number = fields.String(required=True, validate=ASSET_NUMBER)
    order_number = fields.String(required=True, validate=ORDER)

    @pre_load
    def tidy(self, typed: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Bring the number into the form in which it is kept."""
        return {**typed, "asset_number": normal_asset_number(str(typed.get("asset_number", "")))}


class Shown(Form):
    after = fields.String(load_default=None, validate=ASSET_NUMBER)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))


class Piece(Schema):
    device_id = fields.UUID(required=True)
    asset_number = fields.String(required=True)
    kind = fields.String(required=True, validate=one_of(EquipmentKind))
    department = fields.String(required=True)
    person_id = fields.UUID()
    order_number = fields.String()
    issued_at = fields.AwareDateTime()


class Register(Schema):
    items = fields.List(fields.Nested(Piece), required=True)
    next = fields.String(required=True, allow_none=True)
