"""The installation's own small certificate authority: the gateway's certificate, device certificates, revocations."""

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from deploy.local.programs import make_directory, write_private

ORGANISATION = "KaryaSetu"
YEARS = 365
GATEWAY_NAMES = ("localhost", "gateway.karyasetu.internal")

PrivateKey = ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its key as files; *serial* is what the gateway reports as the device."""

    certificate: Path
    key: Path
    serial: str


class Authority:
    """Issues and revokes. Its key never leaves the directory, which only its owner may enter."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.certificate_path = directory / "ca.pem"
        self.key_path = directory / "ca.key"
        self.revocations_path = directory / "ca.crl"

    def prepare(self) -> None:
        """Make the authority and the gateway's certificate once; renew the list of revocations."""
        make_directory(self.directory)
        if not self.key_path.exists():
            self._found()
        if not (self.directory / "gateway.pem").exists():
            self._issue("gateway", _gateway_builder())
        self._publish(self.revoked())

    def _found(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("KaryaSetu installation authority")
        builder = _dated(x509.CertificateBuilder().subject_name(name).issuer_name(name), 10 * YEARS)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
        identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        certificate = builder.add_extension(identifier, critical=False).sign(key, hashes.SHA256())
        _write_key(self.key_path, key)
        write_private(self.certificate_path, _pem(certificate), mode=0o644)

    def certificate(self) -> x509.Certificate:
        """The authority's own certificate."""
        return x509.load_pem_x509_certificate(self.certificate_path.read_bytes())

    def issue_device(self, name: str) -> Issued:
        """A client certificate for one device; asked again for the same name, the same one is returned."""
        path = self.directory / f"{name}.pem"
        if not path.exists():
            self._issue(name, _device_builder(name))
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        return Issued(path, path.with_suffix(".key"), serial_text(certificate.serial_number))

    def issue_server(self, name: str, host: str) -> Issued:
        """A certificate for a server that is called *host*; asked again for the same name, the same one."""
        path = self.directory / f"{name}.pem"
        if not path.exists():
            self._issue(name, _server_builder(name, [x509.DNSName(host)]))
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        return Issued(path, path.with_suffix(".key"), serial_text(certificate.serial_number))

    def _issue(self, name: str, builder: x509.CertificateBuilder) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        authority = self.certificate()
        builder = builder.issuer_name(authority.subject).public_key(key.public_key())
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(_public(authority))
        certificate = builder.add_extension(issuer, critical=False).sign(self._key(), hashes.SHA256())
        _write_key(self.directory / f"{name}.key", key)
        write_private(self.directory / f"{name}.pem", _pem(certificate), mode=0o644)

    def revoke(self, serial: str) -> None:
        """Put one more device on the list of revocations; the gateway refuses it after its next reload."""
        self._publish(self.revoked() | {int(serial, 16)})

    def revoked(self) -> set[int]:
        """The serial numbers revoked so far."""
        if not self.revocations_path.exists():
            return set()
        listed = x509.load_pem_x509_crl(self.revocations_path.read_bytes())
        return {entry.serial_number for entry in listed}

    def _publish(self, serials: set[int]) -> None:
        now = _now()
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate().subject)
        builder = builder.last_update(now).next_update(now + dt.timedelta(days=YEARS))
        for serial in sorted(serials):
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now).build()
            builder = builder.add_revoked_certificate(entry)
        signed = builder.sign(self._key(), hashes.SHA256())
        text = signed.public_bytes(serialization.Encoding.PEM).decode()
        write_private(self.revocations_path, text, mode=0o644)

    def _key(self) -> PrivateKey:
        key = serialization.load_pem_private_key(self.key_path.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            message = f"{self.key_path} holds no elliptic-curve key."
            raise TypeError(message)
        return key


def serial_text(serial: int) -> str:
    """A serial number as the gateway writes it: hex in capitals, whole bytes."""
    text = f"{serial:X}"
    return text.zfill(len(text) + len(text) % 2)


def _now() -> dt.datetime:
    # Certificates are checked against the machine's clock by programs that know no other.
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def _dated(builder: x509.CertificateBuilder, days: int) -> x509.CertificateBuilder:
    start = _now() - dt.timedelta(hours=1)
    return builder.not_valid_before(start).not_valid_after(start + dt.timedelta(days=days))


def _name(common: str) -> x509.Name:
    parts = [(NameOID.ORGANIZATION_NAME, ORGANISATION), (NameOID.COMMON_NAME, common)]
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])


def _gateway_builder() -> x509.CertificateBuilder:
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in GATEWAY_NAMES]
    return _server_builder("gateway", [*names, x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])


def _server_builder(name: str, names: list[x509.GeneralName]) -> x509.CertificateBuilder:
    builder = _dated(x509.CertificateBuilder().subject_name(_name(name)), YEARS)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)


def _device_builder(name: str) -> x509.CertificateBuilder:
    builder = _dated(x509.CertificateBuilder().subject_name(_name(name)), YEARS)
    builder = builder.serial_number(x509.random_serial_number())
    return builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _public(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        message = "The authority's certificate holds no elliptic-curve key."
        raise TypeError(message)
    return key


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _write_key(path: Path, key: PrivateKey) -> None:
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_private(path, text.decode())
