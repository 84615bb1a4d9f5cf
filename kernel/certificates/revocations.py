"""The signed list of revoked certificates: made by the authority, believed by the gateway."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

# No certificate of ours has a longer serial (RFC 5280 4.1.2.2); what was registered under one needs no entry.
_SERIALS_END = 1 << 159


class RevocationListInvalidError(ValueError):
    """A list that the authority did not sign."""


class Revocation(NamedTuple):
    """A certificate that ended before its time; *serial* in hex."""

    serial: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list as it was published; a later one has a higher *number*."""

    text: str
    number: int
    serials: frozenset[int]
    begins_at: datetime
    ends_at: datetime | None


def signed_list(
    authority: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    revoked: Iterable[Revocation],
    number: int,
    holds: tuple[datetime, datetime],
) -> str:
    """The list in PEM; it *holds* from one instant to another."""
    begins, ends = (instant.replace(microsecond=0) for instant in holds)
    # One by one the builder would copy the whole list for each entry.
    entries = [_entry(each) for each in sorted(revoked) if int(each.serial, 16) < _SERIALS_END]
    builder = x509.CertificateRevocationListBuilder(authority.subject, begins, ends, [], entries)
    builder = builder.add_extension(x509.CRLNumber(number), critical=False)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    signed = builder.add_extension(issuer, critical=False).sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def read_list(text: str, authority: x509.Certificate) -> RevocationList:
    """The list in a PEM *text*; raises RevocationListInvalidError unless *authority* signed it."""
    try:
        listed = x509.load_pem_x509_crl(text.encode())
        key = authority.public_key()
        own = isinstance(key, ec.EllipticCurvePublicKey) and listed.is_signature_valid(key)
        number = listed.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except (ValueError, TypeError, x509.ExtensionNotFound):
        raise RevocationListInvalidError("not readable") from None
    if not own:
        raise RevocationListInvalidError("signed by somebody else")
    serials = frozenset(entry.serial_number for entry in listed)
    return RevocationList(text, number, serials, listed.last_update_utc, listed.next_update_utc)


def _entry(revoked: Revocation) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder().serial_number(int(revoked.serial, 16))
    return builder.revocation_date(revoked.at.replace(microsecond=0)).build()
