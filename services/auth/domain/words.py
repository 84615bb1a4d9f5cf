"""What people call charges, zones, devices on their way to a certificate, and the ways of portals."""

from kernel.identity import Zone
from kernel.languages import _
from services.auth.domain.devices import EnrolmentState
from services.auth.domain.openid import Algorithm, Method
from services.auth.domain.people import ChargeKind

WORDS_OF_KIND = {
    ChargeKind.SUBSTANTIVE: _("substantive charge"),
    ChargeKind.ADDITIONAL_CHARGE: _("additional charge"),
    ChargeKind.LOOK_AFTER: _("looking after the post"),
    ChargeKind.LINK_OFFICER: _("link officer"),
    ChargeKind.DELEGATED: _("by delegation"),
}

WORDS_OF_ZONE = {
    Zone.INTERNET: _("open internet"),
    Zone.VPN: _("VPN, issued device"),
    Zone.SECURE_LAN: _("secure LAN of the office"),
    Zone.AIR_GAPPED: _("network without connection"),
}

# As wfh's register names them.
WORDS_OF_EQUIPMENT = {
    "LAPTOP": _("Laptop"),
    "DESKTOP": _("Desktop computer"),
    "TABLET": _("Tablet"),
    "PHONE": _("Telephone"),
    "OTHER": _("Other device"),
}

WORDS_OF_ENROLMENT = {
    EnrolmentState.ASKED: (_("Waits for the issuing officer"), "yellow"),
    EnrolmentState.APPROVED: (_("Approved: open your link"), "green"),
    EnrolmentState.REFUSED: (_("Refused"), "red"),
    EnrolmentState.DONE: (_("Certificate given"), "grey"),
    EnrolmentState.CLOSED: (_("Withdrawn or too old"), "grey"),
}

WORDS_OF_METHOD = {
    Method.SECRET.value: _("by a secret that its server keeps"),
    Method.KEY.value: _("by a key of its own"),
    Method.NONE.value: _("not at all: it runs in the browser alone"),
}

WORDS_OF_ALGORITHM = {
    Algorithm.RS256.value: _("RS256: every program understands it"),
    Algorithm.ES256.value: _("ES256: shorter"),
}

WORDS_OF_API = {
    "cases": _("Hand in cases and ask where they stand"),
    "directory": _("Read departments, posts and their holders"),
}
