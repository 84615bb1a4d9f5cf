"""An authority: a key that signs certificates of devices and servers, and lists of what was revoked."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kernel.certificates.files import read_certificate, read_key
from kernel.certificates.revocations import Revocation, signed_list

ORGANISATION = "KaryaSetu"
AUTHORITY_LASTS = timedelta(days=3650)
# A device whose clock is a little behind shall not find its new certificate in the future.
_CLOCKS_DIFFER = timedelta(hours=1)

PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = CertificatePublicKeyTypes


@dataclass(frozen=True)
class Authority:
    """Who certifies. Nothing but its own key makes a certificate that the gateway believes."""

    certificate: x509.Certificate
    key: PrivateKey = field(repr=False)

    @classmethod
    def found(cls, name: str, at: datetime) -> Self:
        """A new authority called *name*, which signs its own certificate."""
        key = new_key()
        builder = _builder(name, at, AUTHORITY_LASTS).issuer_name(_name(name)).public_key(key.public_key())
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(signs=True), critical=True)
        identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        return cls(builder.add_extension(identifier, critical=False).sign(key, hashes.SHA256()), key)

    @classmethod
    def from_files(cls, certificate: Path, key: Path) -> Self:
        """The authority whose certificate and key lie in these PEM files."""
        return cls(read_certificate(certificate), read_key(key))

    def certify_device(self, key: PublicKey, name: str, at: datetime, lasting: timedelta) -> x509.Certificate:
        """A certificate by which a device called *name* shows itself to the gateway, and nothing else."""
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
        return self._sign(_builder(name, at, lasting).add_extension(purpose, critical=False), key)

    def certify_server(
        self, key: PublicKey, name: str, hosts: Iterable[str], at: datetime, lasting: timedelta
    ) -> x509.Certificate:
        """A certificate for a server that is reached under *hosts*, names or addresses."""
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = _builder(name, at, lasting).add_extension(purpose, critical=False)
        names = x509.SubjectAlternativeName([_host(each) for each in hosts])
        return self._sign(builder.add_extension(names, critical=False), key)

    def list_revoked(
        self, revoked: Iterable[Revocation], number: int, at: datetime, lasting: timedelta
    ) -> str:
        """The list of what was *revoked*, signed, in PEM; a later list has a higher *number*."""
        holds = (at - _CLOCKS_DIFFER, at + lasting)
        return signed_list(self.certificate, self.key, revoked, number, holds)

    def _sign(self, builder: x509.CertificateBuilder, key: PublicKey) -> x509.Certificate:
        builder = builder.issuer_name(self.certificate.subject).public_key(key)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(signs=False), critical=True)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        return builder.add_extension(issuer, critical=False).sign(self.key, hashes.SHA256())


def new_key() -> PrivateKey:
    """A fresh key on the curve P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def serial_text(certificate: x509.Certificate) -> str:
    """A serial number as the gateway writes it: hex in capitals, whole bytes."""
    text = f"{certificate.serial_number:X}"
    return text.zfill(len(text) + len(text) % 2)


def _builder(name: str, at: datetime, lasting: timedelta) -> x509.CertificateBuilder:
    begins = at.replace(microsecond=0) - _CLOCKS_DIFFER
    builder = x509.CertificateBuilder().subject_name(_name(name)).serial_number(x509.random_serial_number())
    return builder.not_valid_before(begins).not_valid_after(at.replace(microsecond=0) + lasting)


def _name(common: str) -> x509.Name:
    parts = [(NameOID.ORGANIZATION_NAME, ORGANISATION), (NameOID.COMMON_NAME, common)]
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])


def _host(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )
