"""Grades of papers and the network zones in which they may be handled."""

from enum import StrEnum

from kernel.errors import NotAllowed, Refused
from kernel.identity import Zone
from kernel.languages import _


class Grade(StrEnum):
    """How a paper is classified; only up to CONFIDENTIAL is it ever stored here."""

    UNCLASSIFIED = "UNCLASSIFIED"
    RESTRICTED = "RESTRICTED"
    CONFIDENTIAL = "CONFIDENTIAL"
    SECRET = "SECRET"  # noqa: S105 - a grade, not a password
    TOP_SECRET = "TOP_SECRET"  # noqa: S105 - a grade, not a password

    @property
    def level(self) -> int:
        """0 for unclassified up to 4 for top secret."""
        return list(Grade).index(self)

    @property
    def is_classified(self) -> bool:
        """Whether the paper belongs into the registers for classified papers (CSMOP 56)."""
        return self.level >= Grade.CONFIDENTIAL.level

    @property
    def is_watched(self) -> bool:
        """Whether each reading is put on record."""
        return self.level >= Grade.RESTRICTED.level


class PapersNotInThisZone(NotAllowed):
    """Notes and correspondence need the VPN or the secure LAN, whatever their grade."""

    text = _(
        "Files, notes and papers do not open over the internet. Connect through the VPN with your issued "
        "device, or use a machine on the secretariat's secure LAN."
    )


class ConfidentialOnlyOnSecureLan(NotAllowed):
    """A CONFIDENTIAL paper came over another way than the secure LAN."""

    text = _(
        "A paper graded CONFIDENTIAL may not be handled over the VPN (guideline on classified papers in work from "
        "home; installation policy). Do this at a machine on the secure LAN of the secretariat. Do not lower "
        "the grade to send it."
    )


class SecretNotOnThisNetwork(NotAllowed):
    """A SECRET or TOP SECRET paper came over a connected network."""

    text = _(
        "SECRET and TOP SECRET papers may not be put on this network from anywhere (National Information Security "
        "Policy and Guidelines: closed networks only). Hand the paper to the section designated for secret work "
        "(CSMOP 56)."
    )


_CEILINGS = {
    Zone.VPN: Grade.RESTRICTED,
    Zone.SECURE_LAN: Grade.CONFIDENTIAL,
    Zone.AIR_GAPPED: Grade.CONFIDENTIAL,
}


def ceiling(zone: Zone) -> Grade | None:
    """The highest grade that may be seen in *zone*; None where no file may be seen at all."""
    return _CEILINGS.get(zone)


def may_be_handled(grade: Grade, zone: Zone) -> Refused | None:
    """None, or the refusal to handle a paper of *grade* in *zone* (architecture of zones; MHA guideline)."""
    if grade.level > Grade.CONFIDENTIAL.level:
        return SecretNotOnThisNetwork()
    highest = ceiling(zone)
    if highest is None:
        return PapersNotInThisZone()
    return None if grade.level <= highest.level else ConfidentialOnlyOnSecureLan()
