"""Shapes of devices, their enrolment and their certificates."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from kernel.certificates.requests import LARGEST_REQUEST
from kernel.languages import _
from services.auth.schemas.administration import ORDER
from services.auth.schemas.sign_in import DIFFERENT, SIX_DIGITS, in_digits

REQUEST = validate.Length(
    min=1, max=LARGEST_REQUEST, error=_("A certificate request is a text of at most 16 KB.")
)
# A file's passphrase is typed into many programs, and not all of them know other signs.
PASSPHRASE = validate.Regexp(
    r"^[!-~]{12,64}\Z", error=_("The passphrase has 12 to 64 Latin letters, digits or signs, without blanks.")
)
LINK = validate.Length(min=1, max=100)
DAYS = validate.Range(min=0, max=3660)


class AskEnrolment(Schema):
    device_id = fields.UUID(required=True)


class EnrolmentAsked(Schema):
    enrolment_id = fields.UUID(required=True, attribute="enrolment.enrolment_id")
    link = fields.String(required=True)


class CollectCertificate(Schema):
    link = fields.String(required=True, validate=LINK)
    code = fields.String(required=True, validate=SIX_DIGITS)
    request = fields.String(required=True, validate=REQUEST)


class CollectParcel(Schema):
    link = fields.String(required=True, validate=LINK)
    code = fields.String(required=True, validate=SIX_DIGITS)
    passphrase = fields.String(required=True, validate=PASSPHRASE)


class RenewCertificate(Schema):
    request = fields.String(required=True, validate=REQUEST)


class Certified(Schema):
    serial = fields.String(required=True)
    name = fields.String(required=True)
    expires_on = fields.Date(required=True)
    certificate = fields.String(required=True)
    authority = fields.String(required=True)


class Parcel(Schema):
    serial = fields.String(required=True)
    name = fields.String(required=True)
    expires_on = fields.Date(required=True)
    pkcs12 = fields.String(required=True)


class OwnDevice(Schema):
    device_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    asset_number = fields.String(required=True)
    issued_at = fields.AwareDateTime(required=True)
    serial = fields.String(required=True, allow_none=True)
    expires_on = fields.Date(required=True, allow_none=True)
    enrolment_id = fields.UUID(required=True, allow_none=True)
    state = fields.String(required=True, allow_none=True)
    link_ends_at = fields.AwareDateTime(required=True, allow_none=True)
    remark = fields.String(required=True, allow_none=True)


class OwnCertificate(Schema):
    serial = fields.String(required=True)
    label = fields.String(required=True)
    issued_on = fields.Date(required=True)
    expires_on = fields.Date(required=True)


class OwnDevices(Schema):
    devices = fields.List(fields.Nested(OwnDevice), required=True)
    others = fields.List(fields.Nested(OwnCertificate), required=True)
    renew_from = fields.Date(required=True)


class QueueQuery(Schema):
    after = fields.UUID(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))


class Waiting(Schema):
    enrolment_id = fields.UUID(required=True)
    asked_at = fields.AwareDateTime(required=True)
    asked_from = fields.String(required=True)
    person_id = fields.UUID(required=True)
    staff_uid = fields.String(required=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)
    department = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True)
    asset_number = fields.String(required=True)


class Queue(Schema):
    items = fields.List(fields.Nested(Waiting), required=True)
    next = fields.UUID(required=True, allow_none=True)


class RefuseEnrolment(Schema):
    remark = fields.String(required=True, validate=validate.Length(min=1, max=500))


class CertificateQuery(Schema):
    department = fields.String(load_default=None, validate=validate.Length(max=16))
    within_days = fields.Integer(load_default=None, allow_none=True, validate=DAYS)
    after = fields.String(load_default=None, validate=validate.Length(max=60))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))


class DeviceCertificate(Schema):
    serial = fields.String(required=True)
    label = fields.String(required=True)
    kind = fields.String(required=True, allow_none=True)
    issued_on = fields.Date(required=True)
    expires_on = fields.Date(required=True)
    person_id = fields.UUID(required=True)
    staff_uid = fields.String(required=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)
    department = fields.String(required=True, allow_none=True)


class DeviceCertificates(Schema):
    items = fields.List(fields.Nested(DeviceCertificate), required=True)
    next = fields.String(required=True, allow_none=True)


class CodeForm(Schema):
    """A code as people type and paste it."""

    code = fields.String(required=True, validate=SIX_DIGITS)

    @pre_load
    def tidy(self, typed: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Bring the code into the form in which it is compared."""
        return {**typed, "code": in_digits(str(typed.get("code", "")))}


class RequestForm(CodeForm):
    request = fields.String(required=True, validate=REQUEST)


class ParcelForm(CodeForm):
    password_file = fields.String(required=True, validate=PASSPHRASE)
    password_again = fields.String(required=True)

    @validates_schema
    def same(self, body: dict[str, Any], **_: Any) -> None:
        """A passphrase that was mistyped once would shut the file for ever."""
        if body["password_file"] != body["password_again"]:
            raise ValidationError({"password_again": [DIFFERENT]})


class RefusalForm(Schema):
    remark = fields.String(required=True, validate=validate.Length(min=1, max=500))


class OrderForm(Schema):
    order_number = fields.String(required=True, validate=ORDER)


class FilterForm(Schema):
    """What was left empty is not wanted."""

    department = fields.String(load_default=None, validate=validate.Length(max=16))
    within_days = fields.Integer(load_default=None, validate=DAYS)
    after = fields.String(load_default=None, validate=validate.Length(max=60))

    @pre_load
    def leave_out_what_is_empty(self, typed: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Treat an empty field as one that was not there."""
        return {name: value for name, value in typed.items() if str(value).strip()}
