"""Shapes of the record of acts."""

from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from services.auth.domain.acts import WORDS_OF_ACT

PAGE = validate.Range(min=1, max=200)


class OwnAsked(Schema):
    before = fields.Integer(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=PAGE)


class ActsAsked(Schema):
    first_day = fields.Date(load_default=None)
    last_day = fields.Date(load_default=None)
    actor = fields.String(load_default=None, validate=validate.Length(max=40))
    act = fields.String(load_default=None, validate=validate.OneOf([*WORDS_OF_ACT]))
    subject = fields.String(load_default=None, validate=validate.Length(max=80))

    @pre_load
    def without_blanks(self, typed: dict[str, Any], **_: Any) -> dict[str, Any]:
        """An empty field of a form asks for nothing."""
        return {name: value for name, value in typed.items() if value != ""}


class ActsSearched(ActsAsked):
    before = fields.Integer(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=PAGE)


class ActsExported(ActsAsked):
    kind = fields.String(load_default="csv", validate=validate.OneOf(["csv", "xlsx", "jsonl"]))


class OwnAct(Schema):
    entry = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    act = fields.String(required=True)
    subject = fields.String(required=True)
    zone = fields.String(required=True)
    actor_kind = fields.String(required=True)
    by_oneself = fields.Boolean(required=True)
    reason = fields.String(required=True, allow_none=True)
    post_en = fields.String(required=True, allow_none=True)
    post_hi = fields.String(required=True, allow_none=True)


class OwnActs(Schema):
    items = fields.List(fields.Nested(OwnAct), required=True)
    next = fields.Integer(required=True, allow_none=True)


class Act(Schema):
    entry = fields.Integer(required=True)
    audit_id = fields.UUID(required=True)
    at = fields.AwareDateTime(required=True)
    act = fields.String(required=True)
    subject = fields.String(required=True)
    actor_kind = fields.String(required=True)
    person_id = fields.UUID(required=True, allow_none=True)
    post_id = fields.UUID(required=True, allow_none=True)
    post = fields.String(required=True, allow_none=True)
    post_en = fields.String(required=True, allow_none=True)
    post_hi = fields.String(required=True, allow_none=True)
    for_person = fields.UUID(required=True, allow_none=True)
    zone = fields.String(required=True)
    session_id = fields.UUID(required=True, allow_none=True)
    facts = fields.Dict(keys=fields.String(), required=True)
    correlation_id = fields.UUID(required=True)


class Acts(Schema):
    items = fields.List(fields.Nested(Act), required=True)
    next = fields.Integer(required=True, allow_none=True)


class Walked(Schema):
    position = fields.Integer(required=True)
    faults = fields.List(fields.Integer(), required=True)
    began_at = fields.AwareDateTime(required=True, allow_none=True)
    whole_at = fields.AwareDateTime(required=True, allow_none=True)
    whole_links = fields.Integer(required=True)
    whole_faults = fields.List(fields.Integer(), required=True)


class ChainStanding(Schema):
    links = fields.Integer(required=True)
    unchained = fields.Integer(required=True)
    witnessed_to = fields.Integer(required=True)
    witnessed_at = fields.AwareDateTime(required=True, allow_none=True)
    walk = fields.Nested(Walked, required=True)
