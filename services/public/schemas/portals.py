"""Shapes of the block in a portal's pages, and of the console of those who keep it."""

from marshmallow import Schema, fields, validate

from kernel.languages import LANGUAGES, _
from services.public.domain.origins import LONGEST_ADDRESS
from services.public.domain.portal import Accent
from services.public.schemas.parts import (
    AREA_MISSING,
    MOBILE_WRONG,
    NAME_MISSING,
    NATURE_MISSING,
    TEXT_MISSING,
    missing,
    named,
    reachable,
    written,
)

ACCENT_MISSING = _("Choose one of the colours.")
LANGUAGE_MISSING = _("Choose Hindi or English.")
ADDRESS_MISSING = _("Write the address of the page.")
ADDRESS_TOO_LONG = _("An address has at most 2000 letters.")
HEADERS_TOO_LONG = _("At most 20000 letters. Copy only the headers of the page.")
LONGEST_HEADERS = 20_000


class BlockForm(Schema):
    """What a citizen fills in within a portal's page; `website` is a trap that people do not see."""

    nature = fields.String(
        required=True,
        validate=validate.OneOf(["GRIEVANCE", "DEMAND", "SUGGESTION"], error=NATURE_MISSING),
        error_messages=missing(NATURE_MISSING),
    )
    text = fields.String(required=True, validate=written, error_messages=missing(TEXT_MISSING))
    area = fields.String(
        required=True,
        validate=validate.Length(min=1, max=32, error=AREA_MISSING),
        error_messages=missing(AREA_MISSING),
    )
    name = fields.String(required=True, validate=named, error_messages=missing(NAME_MISSING))
    mobile = fields.String(required=True, validate=reachable, error_messages=missing(MOBILE_WRONG))
    website = fields.String(load_default="")


class LookForm(Schema):
    """The colour and the first language of a block."""

    accent = fields.String(
        required=True,
        validate=validate.OneOf([accent.value for accent in Accent], error=ACCENT_MISSING),
        error_messages=missing(ACCENT_MISSING),
    )
    language = fields.String(
        required=True,
        validate=validate.OneOf(LANGUAGES, error=LANGUAGE_MISSING),
        error_messages=missing(LANGUAGE_MISSING),
    )


class EmbedTestForm(Schema):
    """A page in which the block is to stand, and the headers that it is sent with."""

    address = fields.String(
        required=True,
        validate=[
            validate.Length(min=1, error=ADDRESS_MISSING),
            validate.Length(max=LONGEST_ADDRESS, error=ADDRESS_TOO_LONG),
        ],
        error_messages=missing(ADDRESS_MISSING),
    )
    headers = fields.String(
        load_default="", validate=validate.Length(max=LONGEST_HEADERS, error=HEADERS_TOO_LONG)
    )


class PortalList(Schema):
    """From where a list of portals goes on."""

    after = fields.UUID(load_default=None)
