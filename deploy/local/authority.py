"""The authority of one machine as files: its key, the gateway's certificate, devices and servers for trials."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509

from deploy.local.programs import make_directory, write_private
from kernel import clock
from kernel.certificates import (
    Authority as Signer,
)
from kernel.certificates import (
    PublicKey,
    Revocation,
    RevocationList,
    key_pem,
    new_key,
    pem_of,
    read_certificate,
    read_key,
    read_list,
    serial_text,
)

NAME = "KaryaSetu installation authority"
YEAR = timedelta(days=365)
RENEWED_BEFORE_END = timedelta(days=30)
LIST_LASTS = timedelta(days=7)
GATEWAY_NAMES = ("localhost", "gateway.karyasetu.internal", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its key as files; *serial* is what the gateway reports as the device."""

    certificate: Path
    key: Path
    serial: str


class Authority:
    """Founds the authority. Its key never leaves the directory, which only its owner may enter."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.certificate_path = directory / "ca.pem"
        self.key_path = directory / "ca.key"
        self.revocations_path = directory / "ca.crl"

    def prepare(self) -> bool:
        """Make the authority, the gateway's certificate and a first list of revocations, each once.

        In its last month that certificate is made anew; tells whether nginx has to read it.
        """
        make_directory(self.directory)
        if not self.key_path.exists():
            founded = Signer.found(NAME, clock.now())
            write_private(self.key_path, key_pem(founded.key))
            write_private(self.certificate_path, pem_of(founded.certificate), mode=0o644)
        if not self.revocations_path.exists():
            self._publish([], number=0)
        certify = self._for_server("gateway", *GATEWAY_NAMES)
        return self._renew(self._issue("gateway", certify), certify)

    def signer(self) -> Signer:
        """What signs, read from the files."""
        return Signer.from_files(self.certificate_path, self.key_path)

    def issue_device(self, name: str) -> Issued:
        """A client certificate for one device; asked again for the same name, the same one is returned."""

        def certify(key: PublicKey) -> x509.Certificate:
            return self.signer().certify_device(key, name, clock.now(), YEAR)

        return self._issue(name, certify)

    def issue_server(self, name: str, host: str) -> Issued:
        """A certificate for a server that is called *host*; asked again for the same name, the same one."""
        return self._issue(name, self._for_server(name, host))

    def revoke(self, serial: str) -> None:
        """Put one more device on the list of revocations; the gateway refuses it after its next reload."""
        listed = self.revocations()
        kept = [Revocation(f"{each:X}", clock.now()) for each in listed.serials]
        self._publish([*kept, Revocation(serial, clock.now())], listed.number + 1)

    def revocations(self) -> RevocationList:
        """The list that the gateway reads."""
        text = self.revocations_path.read_text("ascii")
        return read_list(text, self.signer().certificate)

    def _for_server(self, name: str, *hosts: str) -> Callable[[PublicKey], x509.Certificate]:
        return lambda key: self.signer().certify_server(key, name, hosts, clock.now(), YEAR)

    def _issue(self, name: str, certify: Callable[[PublicKey], x509.Certificate]) -> Issued:
        path = self.directory / f"{name}.pem"
        if not path.exists():
            key = new_key()
            write_private(path.with_suffix(".key"), key_pem(key))
            write_private(path, pem_of(certify(key.public_key())), mode=0o644)
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        return Issued(path, path.with_suffix(".key"), serial_text(certificate))

    def _renew(self, issued: Issued, certify: Callable[[PublicKey], x509.Certificate]) -> bool:
        if read_certificate(issued.certificate).not_valid_after_utc - clock.now() > RENEWED_BEFORE_END:
            return False
        # The key stays, so that the two files fit each other at every moment.
        renewed = certify(read_key(issued.key).public_key())
        write_private(issued.certificate, pem_of(renewed), mode=0o644)
        return True

    def _publish(self, revoked: list[Revocation], number: int) -> None:
        text = self.signer().list_revoked(revoked, number, clock.now(), LIST_LASTS)
        write_private(self.revocations_path, text, mode=0o644)
