"""Issued devices, their enrolment, and the certificates by which the VPN knows them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from kernel.identity import Zone
from kernel.languages import _

# A link opens once, within this time after the approval.
LINK_LASTS = timedelta(hours=24)
# What nobody approved in this time is closed, and can be asked for again.
ASKING_LASTS = timedelta(days=7)
# From this many days before its end a certificate is renewed by the device itself.
RENEWAL_DAYS = 30
# A list of revocations is made anew each day; a gateway that hears nothing shuts the VPN after a week.
LIST_LASTS = timedelta(days=7)
LIST_IS_FRESH = timedelta(days=1)


class IssuedDeviceUnknown(NotFound):
    """No such device is issued to this person."""

    text = _(
        "No such device is issued to you. If you hold it, ask the officer who issues equipment to enter it "
        "in your name."
    )


class DeviceHasCertificate(Conflict):
    """A device is enrolled once; afterwards it renews its certificate by itself."""

    text = _(
        "This device has a valid certificate already. If it no longer works, report it lost, and ask for an "
        "enrolment again."
    )


class EnrolmentIsOpen(Conflict):
    """One enrolment of a device at a time."""

    text = _("An enrolment of this device is open already. Use its link, or withdraw it and ask again.")


class EnrolmentUnknown(NotFound):
    """No such enrolment waits."""

    text = _("There is no such enrolment, or it is closed already. Look at the list again.")


class EnrolmentWaits(Conflict):
    """The issuing officer decides first."""

    text = _(
        "The issuing officer has not approved this enrolment yet. Keep this address and open it again "
        "after the approval."
    )


class LinkNotOpen(NotFound):
    """A link opens once, for one person, for a day; which of these failed is told to nobody."""

    text = _("This link was used, is too old, or is not yours. Ask for a new enrolment under “Your devices”.")


class CodeNotRight(Invalid):
    """The second factor is proved again before a certificate is given."""

    beside = ("code",)
    text = _("This code is not right or was used already. Wait for the next one and type it here.")


class RequestUnfit(Invalid):
    """A request that is broken, weak, for somebody else, or asks for more than a device needs."""

    text = _(
        "This certificate request cannot be certified. It must be an unchanged PKCS #10 request in PEM, named "
        "“%(name)s”, with a key on P-256, P-384, P-521 or Ed25519 or an RSA key of 2048 to 8192 bits, and must "
        "ask for nothing beyond a client certificate. Make a new one on the device and send it again."
    )
    in_short = _("This request cannot be certified. Make a new one on the device.")


class KeyUsedElsewhere(Conflict):
    """A key belongs to one device, and never comes back after a revocation."""

    text = _("This key belongs to another or a revoked certificate. Make a new key on the device.")


class RenewalTooEarly(Conflict):
    """A certificate is renewed in its last thirty days."""

    text = _("This certificate holds until %(expires_on)s and is renewed from %(first_day)s on.")


class DeviceNeeded(NotAllowed):
    """A device renews by itself: over the VPN, with the certificate that it has."""

    text = _(
        "A certificate is renewed by its own device over the VPN, with the present certificate. If that has "
        "ended, ask for a new enrolment under “Your devices”."
    )


class DeviceUnknown(NotFound):
    """No living certificate has this serial number."""

    text = _("There is no valid certificate with this number. Look at the list again.")


class EnrolmentState(StrEnum):
    """How far an enrolment is."""

    ASKED = "ASKED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    DONE = "DONE"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedDevice:
    """A piece of equipment in somebody's hands, as wfh says."""

    device_id: UUID
    person_id: UUID
    kind: str
    asset_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """One way from asking to the certificate."""

    enrolment_id: UUID
    device_id: UUID
    person_id: UUID
    state: EnrolmentState
    asked_at: datetime
    asked_from: Zone
    decided_at: datetime | None = None
    decided_by: UUID | None = None
    remark: str | None = None
    link_ends_at: datetime | None = None
    serial: str | None = None

    def approved(self, by: UUID, at: datetime) -> "Enrolment":
        """The enrolment after its approval: from now on its link opens."""
        decided = self._decided(EnrolmentState.APPROVED, by, at)
        return replace(decided, link_ends_at=at + LINK_LASTS)

    def refused(self, by: UUID, at: datetime, remark: str) -> "Enrolment":
        """The enrolment after its refusal, with the grounds."""
        return replace(self._decided(EnrolmentState.REFUSED, by, at), remark=remark)

    def check_link(self, person_id: UUID | None, at: datetime) -> None:
        """Raise LinkNotOpen or EnrolmentWaits unless *person_id* may now fetch the certificate."""
        if self.person_id != person_id:
            raise LinkNotOpen
        if self.state is EnrolmentState.ASKED:
            raise EnrolmentWaits
        if self.state is not EnrolmentState.APPROVED or self.link_ends_at is None or at >= self.link_ends_at:
            raise LinkNotOpen

    def done(self, serial: str) -> "Enrolment":
        """The enrolment after the certificate was given; its link never opens again."""
        return replace(self, state=EnrolmentState.DONE, serial=serial)

    def closed(self) -> "Enrolment":
        """The enrolment withdrawn by who asked, while nothing came of it."""
        if self.state not in (EnrolmentState.ASKED, EnrolmentState.APPROVED):
            raise EnrolmentUnknown
        return replace(self, state=EnrolmentState.CLOSED)

    def _decided(self, state: EnrolmentState, by: UUID, at: datetime) -> "Enrolment":
        if self.state is not EnrolmentState.ASKED:
            raise EnrolmentUnknown
        return replace(self, state=state, decided_by=by, decided_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """For whom a certificate is made: the person, and the device's name among his."""

    person_id: UUID
    staff_uid: str
    label: str
    device_id: UUID | None = None

    @property
    def name(self) -> str:
        """The name in the certificate."""
        return f"{self.staff_uid} {self.label}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A registered certificate of a device."""

    serial: str
    person_id: UUID
    device_id: UUID | None
    label: str
    issued_on: date
    expires_on: date

    def check_renewal(self, today: date) -> None:
        """Raise RenewalTooEarly before the last thirty days."""
        first_day = self.expires_on - timedelta(days=RENEWAL_DAYS)
        if today < first_day:
            raise RenewalTooEarly(expires_on=self.expires_on.isoformat(), first_day=first_day.isoformat())
