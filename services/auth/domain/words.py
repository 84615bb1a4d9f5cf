"""What people call the kinds of charges and the zones."""

from kernel.identity import Zone
from kernel.languages import _
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
