"""Shapes of the forms on which units are entered, changed and ordered about."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, pre_load, validate, validates_schema

from services.auth.schemas.administration import NAME, ORDER
from services.auth.schemas.organisation import CODE, NAMES_MISSING, NO_HEIR, SPLITS, Filled

MOST_PARTS_ON_A_FORM = 4


class UnitForm(Filled):
    """The cells of one unit as they were typed; its table says what is wrong with each."""

    code = fields.String(load_default="")
    kind = fields.String(load_default="")
    parent = fields.String(load_default="")
    name_en = fields.String(load_default="")
    name_hi = fields.String(load_default="")
    lgd_code = fields.String(load_default="", validate=validate.Length(max=20))
    level = fields.String(load_default="")
    department = fields.String(load_default="")
    area = fields.String(load_default="")
    office = fields.String(load_default="")
    rank = fields.String(load_default="")
    reports_to = fields.String(load_default="")
    sanctioned = fields.String(load_default="")
    valid_from = fields.String(load_default="")
    roles = fields.String(load_default="")
    order_number = fields.String(required=True, validate=ORDER)

    @pre_load
    def gather_roles(self, data: Mapping[str, Any], **_how: Any) -> dict[str, Any]:
        """Each role has a tick of its own; a form keeps one entry per name."""
        ticked = [name.removeprefix("role_") for name in data if name.startswith("role_")]
        return {**data, "roles": "|".join(ticked)} if ticked else dict(data)


class _OrderForm(Filled):
    order_number = fields.String(required=True, validate=ORDER)
    holds_from = fields.Date(required=True)


class RenameForm(_OrderForm):
    name_en = fields.String(required=True, validate=NAME, error_messages={"required": NAMES_MISSING})
    name_hi = fields.String(required=True, validate=NAME, error_messages={"required": NAMES_MISSING})


class CloseForm(_OrderForm):
    move_to = fields.String()
    end_charges = fields.Boolean()


class MergeForm(_OrderForm):
    into = fields.String(required=True, error_messages={"required": NO_HEIR})
    also = fields.String(load_default="", validate=validate.Length(max=400))
    end_charges = fields.Boolean()


class SplitForm(_OrderForm):
    survives = fields.Boolean(load_default=False)
    # The page itself has the id "main".
    main = fields.String(load_default="", data_key="main_part")
    parts = fields.List(fields.Dict(), load_default=list)

    @pre_load
    def gather_parts(self, data: Mapping[str, Any], **_how: Any) -> dict[str, Any]:
        """A part stands in three fields with its number."""
        parts = []
        for number in range(1, MOST_PARTS_ON_A_FORM + 1):
            part = {
                name: str(data.get(f"{name}_{number}", "")).strip() for name in ("code", "name_en", "name_hi")
            }
            if any(part.values()):
                parts.append(part)
        return {**data, "parts": parts}

    @validates_schema(skip_on_field_errors=True)
    def names_parts(self, body: dict[str, Any], **_how: Any) -> None:
        """Every part is whole, and one takes over where the unit ends."""
        for number, part in enumerate(body["parts"], start=1):
            if not all(part.values()):
                raise ValidationError({f"code_{number}": [SPLITS]})
            CODE(part["code"])
        if not body["parts"]:
            raise ValidationError({"code_1": [SPLITS]})
        if not body["survives"] and body["main"] not in {part["code"] for part in body["parts"]}:
            raise ValidationError({"main_part": [NO_HEIR]})
