"""Shapes of a citizen's signing in and of the list of own cases."""

from marshmallow import Schema, fields

from services.public.schemas.forms import CodeForm
from services.public.schemas.parts import MOBILE_WRONG, missing, reachable


class SignInForm(Schema):
    """The mobile to which a code goes."""

    mobile = fields.String(required=True, validate=reachable, error_messages=missing(MOBILE_WRONG))


class SignInCode(Schema):
    """Where the code is entered; the same whether the mobile has cases or not."""

    sign_in_id = fields.UUID()
    expires_in = fields.Integer()


class SignInConfirm(CodeForm):
    """The code with what it was asked for by."""

    sign_in_id = fields.UUID(required=True)


class SignInSession(Schema):
    """What goes into the header X-Citizen, and for how many seconds."""

    session = fields.String(allow_none=True)
    expires_in = fields.Integer()


class OwnPage(Schema):
    """After which case the next page begins."""

    after = fields.UUID(load_default=None)


class OwnCase(Schema):
    """A case in its citizen's list: state and dates."""

    case_id = fields.UUID()
    number = fields.String()
    nature = fields.String()
    department = fields.String()
    state = fields.String()
    registered_at = fields.DateTime()
    due_on = fields.Date(allow_none=True)


class OwnCases(Schema):
    """A page of own cases, the newest first."""

    items = fields.List(fields.Nested(OwnCase))
    next = fields.UUID(allow_none=True)
