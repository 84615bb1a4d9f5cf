"""Shapes of portals as clients: by the api, and by the pages of those who keep them."""

import json
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, post_load, validate

from kernel.languages import _
from services.auth.domain.openid import APIS, LONGEST_ADDRESS, Algorithm, KeysNotReadable, Method
from services.auth.schemas.administration import NAME, ORIGIN

MOST_ADDRESSES = 20
NAME_MISSING = _("Write the name in Hindi and in English, each with at most 200 letters.")
CHOICE_MISSING = _("Choose one of these.")
ADDRESS_MISSING = _("At least one address to which officers return is needed.")
TOO_MANY = _("At most 20 addresses of at most 500 letters each.")
ORIGIN_WRONG = _("An origin is https:// and a name.")


def _addresses(**how: Any) -> "fields.List[str]":
    address = fields.String(validate=validate.Length(min=1, max=LONGEST_ADDRESS))
    return fields.List(address, validate=validate.Length(max=MOST_ADDRESSES), **how)


class SaveClient(Schema):
    method = fields.Enum(Method, by_value=True, load_default=Method.SECRET)
    redirect_uris = _addresses(required=True)
    post_logout_uris = _addresses(load_default=list)
    backchannel_uri = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=LONGEST_ADDRESS)
    )
    public_keys = fields.Dict(load_default=None, allow_none=True)
    apis = fields.List(fields.String(validate=validate.OneOf(list(APIS))), load_default=list)
    algorithm = fields.Enum(Algorithm, by_value=True, load_default=Algorithm.RS256)


class OpenPortal(Schema):
    department = fields.String(required=True, validate=validate.Length(min=1, max=16))
    name_en = fields.String(required=True, validate=NAME)
    name_hi = fields.String(required=True, validate=NAME)
    origins = fields.List(fields.String(validate=ORIGIN), load_default=list, validate=validate.Length(max=20))
    client = fields.Nested(SaveClient, required=True)


class OpenPortals(Schema):
    items = fields.List(fields.Nested(OpenPortal), required=True, validate=validate.Length(min=1, max=200))


class Client(SaveClient):
    client_id = fields.UUID(required=True, attribute="portal_id")
    public_keys = fields.Dict(required=True, allow_none=True, attribute="keys")


class ClientSecret(Schema):
    client_id = fields.UUID(required=True)
    client_secret = fields.String(required=True, allow_none=True)


class ClientSecrets(Schema):
    items = fields.List(fields.Nested(ClientSecret), required=True)


class PortalRow(Schema):
    portal_id = fields.UUID(required=True)
    department = fields.String(required=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)
    origins = fields.List(fields.String(), required=True)
    state = fields.String(required=True)
    method = fields.String(required=True, allow_none=True)


class PortalRows(Schema):
    items = fields.List(fields.Nested(PortalRow), required=True, attribute="portals")
    next = fields.String(required=True, allow_none=True)


class PortalSearch(Schema):
    """A text that is looked for, and from where a list goes on."""

    text = fields.String(load_default="", validate=validate.Length(max=100))
    after = fields.String(load_default="", validate=validate.Length(max=60))
    done = fields.String(load_default="")

    @post_load
    def place(self, asked: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The department and the id after which the page begins; a strange one begins at the first."""
        department, _colon, portal_id = asked["after"].partition(":")
        try:
            return {**asked, "after": (department, UUID(portal_id)) if portal_id else None}
        except ValueError:
            return {**asked, "after": None}


class PortalForm(Schema):
    """A new portal, as people type it: one origin in each line."""

    department = fields.String(
        required=True,
        validate=validate.Length(min=1, max=16, error=CHOICE_MISSING),
        error_messages={"required": CHOICE_MISSING},
    )
    name_hi = fields.String(
        required=True,
        validate=validate.Length(min=1, max=200, error=NAME_MISSING),
        error_messages={"required": NAME_MISSING},
    )
    name_en = fields.String(
        required=True,
        validate=validate.Length(min=1, max=200, error=NAME_MISSING),
        error_messages={"required": NAME_MISSING},
    )
    origins = fields.String(load_default="")

    @post_load
    def split(self, typed: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The lines as a list, each with the shape of an origin."""
        origins = _lines(typed["origins"], "origins")
        for origin in origins:
            try:
                ORIGIN(origin)
            except ValidationError:
                raise ValidationError({"origins": [ORIGIN_WRONG]}) from None
        return {**typed, "origins": origins}


class ImportForm(Schema):
    """A table of portals, as it was pasted."""

    rows = fields.String(load_default="", validate=validate.Length(max=60_000))


class BringForm(Schema):
    mode = fields.String(load_default="check", validate=validate.OneOf(["check", "register"]))


class BroughtLine(Schema):
    number = fields.Integer(required=True)
    department = fields.String(required=True)
    name_en = fields.String(required=True)
    name_hi = fields.String(required=True)
    fault = fields.String(required=True, allow_none=True)


class BroughtPortals(Schema):
    done = fields.Boolean(required=True)
    lines = fields.List(fields.Nested(BroughtLine), required=True)


class ClientForm(Schema):
    """How officers sign in on a portal, as people type it: one address in each line."""

    method = fields.Enum(Method, by_value=True, required=True, error_messages={"required": CHOICE_MISSING})
    redirect_uris = fields.String(load_default="")
    post_logout_uris = fields.String(load_default="")
    backchannel_uri = fields.String(load_default="", validate=validate.Length(max=500, error=TOO_MANY))
    public_keys = fields.String(load_default="", validate=validate.Length(max=20_000))
    api_cases = fields.String(load_default="")
    api_directory = fields.String(load_default="")
    algorithm = fields.Enum(Algorithm, by_value=True, load_default=Algorithm.RS256)

    @post_load
    def tidy(self, typed: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The terms as the action takes them."""
        redirect_uris = _lines(typed["redirect_uris"], "redirect_uris")
        if not redirect_uris:
            raise ValidationError({"redirect_uris": [ADDRESS_MISSING]})
        return {
            "method": typed["method"],
            "algorithm": typed["algorithm"],
            "redirect_uris": redirect_uris,
            "post_logout_uris": _lines(typed["post_logout_uris"], "post_logout_uris"),
            "backchannel_uri": typed["backchannel_uri"].strip() or None,
            "public_keys": _keys(typed["public_keys"]) if typed["method"] is Method.KEY else None,
            "apis": [api for api in APIS if typed[f"api_{api}"]],
        }


def _lines(text: str, field: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_ADDRESSES or any(len(line) > LONGEST_ADDRESS for line in lines):
        raise ValidationError({field: [TOO_MANY]})
    return lines


def _keys(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ValidationError({"public_keys": [KeysNotReadable.text]})
    return found
