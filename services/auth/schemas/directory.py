"""Shapes of the directory, as it is read."""

from marshmallow import Schema, fields


class Department(Schema):
    code = fields.String(required=True)
    kind = fields.String(required=True)
    parent = fields.String(required=True, allow_none=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)
    successor = fields.String(required=True, allow_none=True)


class Departments(Schema):
    items = fields.List(fields.Nested(Department), required=True)
    next = fields.String(required=True, allow_none=True)


class Area(Department):
    lgd_code = fields.String(required=True, allow_none=True)


class Areas(Schema):
    items = fields.List(fields.Nested(Area), required=True)
    next = fields.String(required=True, allow_none=True)


class Holder(Schema):
    person_id = fields.UUID(required=True)
    staff_uid = fields.String(required=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)
    charge_kind = fields.String(required=True)
    for_person = fields.UUID(required=True, allow_none=True)


class Post(Schema):
    post_id = fields.UUID(required=True)
    code = fields.String(required=True)
    office_id = fields.UUID(required=True)
    department = fields.String(required=True)
    area = fields.String(required=True)
    rank = fields.String(required=True)
    rank_level = fields.Integer(required=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)
    reports_to = fields.UUID(required=True, allow_none=True)
    roles = fields.List(fields.String(), required=True)


class Posts(Schema):
    items = fields.List(fields.Nested(Post), required=True)
    next = fields.String(required=True, allow_none=True)


class PostWithHolder(Schema):
    post = fields.Nested(Post, required=True)
    holder = fields.Nested(Holder, required=True, allow_none=True)
    link_officer = fields.Nested(Holder, required=True, allow_none=True)
