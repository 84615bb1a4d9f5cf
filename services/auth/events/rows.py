"""The directory row by row, each as it now stands."""

from typing import Any, ClassVar

from marshmallow import Schema, fields

from kernel.events import Event


class DepartmentPublished(Event):
    """A department, directorate or board as it now stands."""

    name = "auth.department-published"
    version = 1
    subject = "code"
    example: ClassVar[dict[str, Any]] = {
        "code": "LAND",
        "kind": "directorate",
        "parent": "REV",
        "name_en": "Land Records",
        "name_hi": "भू-अभिलेख",
        "valid_from": "2000-11-01",
        "valid_to": None,
        "successor": None,
    }

    class Data(Schema):
        code = fields.String(required=True)
        kind = fields.String(required=True)
        parent = fields.String(required=True, allow_none=True)
        name_en = fields.String(required=True)
        name_hi = fields.String(required=True)
        valid_from = fields.Date(required=True)
        valid_to = fields.Date(required=True, allow_none=True)
        successor = fields.String(required=True, allow_none=True)


class AreaPublished(Event):
    """A state, district or tehsil as it now stands."""

    name = "auth.area-published"
    version = 1
    subject = "code"
    example: ClassVar[dict[str, Any]] = {
        "code": "CG-DMT",
        "kind": "district",
        "parent": "CG",
        "name_en": "Dhamtari",
        "name_hi": "धमतरी",
        "lgd_code": None,
        "valid_from": "2000-11-01",
        "valid_to": None,
        "successor": None,
    }

    class Data(Schema):
        code = fields.String(required=True)
        kind = fields.String(required=True)
        parent = fields.String(required=True, allow_none=True)
        name_en = fields.String(required=True)
        name_hi = fields.String(required=True)
        lgd_code = fields.String(required=True, allow_none=True)
        valid_from = fields.Date(required=True)
        valid_to = fields.Date(required=True, allow_none=True)
        successor = fields.String(required=True, allow_none=True)


class OfficePublished(Event):
    """An office (secretariat, section, collectorate, tehsil …) as it now stands."""

    name = "auth.office-published"
    version = 1
    subject = "office_id"
    example: ClassVar[dict[str, Any]] = {
        "office_id": "01920000-0000-7000-8000-000000000001",
        "code": "SEC-REV",
        "kind": "secretariat",
        "level": "SECRETARIAT",
        "department": "REV",
        "area": "CG",
        "parent_id": None,
        "name_en": "Revenue Department, Mantralaya",
        "name_hi": "राजस्व विभाग, मंत्रालय",
        "valid_from": "2000-11-01",
        "valid_to": None,
        "successor": None,
    }

    class Data(Schema):
        office_id = fields.UUID(required=True)
        code = fields.String(required=True)
        kind = fields.String(required=True)
        level = fields.String(required=True)
        department = fields.String(required=True)
        area = fields.String(required=True)
        parent_id = fields.UUID(required=True, allow_none=True)
        name_en = fields.String(required=True)
        name_hi = fields.String(required=True)
        valid_from = fields.Date(required=True)
        valid_to = fields.Date(required=True, allow_none=True)
        successor = fields.UUID(required=True, allow_none=True)


class PostPublished(Event):
    """A post of an office, with its rank and the roles that hang on it, as it now stands."""

    name = "auth.post-published"
    version = 1
    subject = "post_id"
    example: ClassVar[dict[str, Any]] = {
        "post_id": "01920000-0000-7000-8000-000000000002",
        "code": "REV-US-1",
        "office_id": "01920000-0000-7000-8000-000000000001",
        "department": "REV",
        "area": "CG",
        "rank": "UNDER_SECRETARY",
        "rank_level": 8,
        "name_en": "Under Secretary, Revenue",
        "name_hi": "अवर सचिव, राजस्व",
        "reports_to": None,
        "roles": ["approving_officer", "nodal_officer"],
        "sanctioned": 1,
        "valid_from": "2000-11-01",
        "valid_to": None,
        "successor": None,
    }

    class Data(Schema):
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
        sanctioned = fields.Integer(required=True)
        valid_from = fields.Date(required=True)
        valid_to = fields.Date(required=True, allow_none=True)
        successor = fields.UUID(required=True, allow_none=True)


class PersonPublished(Event):
    """An employee's public particulars and state of service as they now stand."""

    name = "auth.person-published"
    version = 1
    subject = "person_id"
    example: ClassVar[dict[str, Any]] = {
        "person_id": "01920000-0000-7000-8000-000000000003",
        "staff_uid": "CG100001",
        "name_en": "Demo Officer",
        "name_hi": "नमूना अधिकारी",
        "state": "ACTIVE",
        "language": "hi",
    }

    class Data(Schema):
        person_id = fields.UUID(required=True)
        staff_uid = fields.String(required=True)
        name_en = fields.String(required=True)
        name_hi = fields.String(required=True)
        state = fields.String(required=True)
        language = fields.String(required=True)


class ChargePublished(Event):
    """A person's charge of a post, with its dates and order number, as it now stands."""

    name = "auth.charge-published"
    version = 1
    subject = "charge_id"
    example: ClassVar[dict[str, Any]] = {
        "charge_id": "01920000-0000-7000-8000-000000000004",
        "person_id": "01920000-0000-7000-8000-000000000003",
        "post_id": "01920000-0000-7000-8000-000000000002",
        "kind": "SUBSTANTIVE",
        "for_person": None,
        "order_number": "GAD/E-1/2026/14",
        "valid_from": "2026-04-01",
        "valid_to": None,
    }

    class Data(Schema):
        charge_id = fields.UUID(required=True)
        person_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True)
        kind = fields.String(required=True)
        for_person = fields.UUID(required=True, allow_none=True)
        order_number = fields.String(required=True)
        valid_from = fields.Date(required=True)
        valid_to = fields.Date(required=True, allow_none=True)


class GrantPublished(Event):
    """A post's access to the secure network, as it now stands."""

    name = "auth.grant-published"
    version = 1
    subject = "grant_id"
    example: ClassVar[dict[str, Any]] = {
        "grant_id": "01920000-0000-7000-8000-000000000005",
        "post_id": "01920000-0000-7000-8000-000000000002",
        "order_number": "GAD/E-1/2026/15",
        "valid_from": "2026-04-01",
        "valid_to": "2027-03-31",
    }

    class Data(Schema):
        grant_id = fields.UUID(required=True)
        post_id = fields.UUID(required=True)
        order_number = fields.String(required=True)
        valid_from = fields.Date(required=True)
        valid_to = fields.Date(required=True, allow_none=True)


class PortalPublished(Event):
    """A department's portal and the digest of its key, as they now stand."""

    name = "auth.portal-published"
    version = 1
    subject = "portal_id"
    example: ClassVar[dict[str, Any]] = {
        "portal_id": "01920000-0000-7000-8000-000000000006",
        "department": "REV",
        "key_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "origins": ["https://revenue.example"],
        "state": "ACTIVE",
        "name_en": "Revenue department's own site",
        "name_hi": "राजस्व विभाग की अपनी वेबसाइट",
    }

    class Data(Schema):
        portal_id = fields.UUID(required=True)
        department = fields.String(required=True)
        key_sha256 = fields.String(required=True)
        origins = fields.List(fields.String(), required=True)
        state = fields.String(required=True)
        name_en = fields.String()
        name_hi = fields.String()
