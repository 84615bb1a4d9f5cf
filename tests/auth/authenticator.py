"""A security key made of software: it makes passkeys and answers challenges as a browser hands them on."""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ORIGIN = "https://localhost"


@dataclass
class Authenticator:
    """One device with one passkey; what it says can be bent by the test."""

    origin: str = ORIGIN
    site: str = "localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))

    def make(self, options: dict[str, Any]) -> str:
        """The answer to navigator.credentials.create()."""
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + self._public_key()
        data = self._data(self.flags | ATTESTED) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = {"attestationObject": _text(statement), "transports": ["usb"]}
        return self._answer("webauthn.create", options["challenge"], said)

    def answer(self, options: dict[str, Any]) -> str:
        """The answer to navigator.credentials.get()."""
        self.count += 1
        data = self._data(self.flags)
        client = self._client_data("webauthn.get", options["challenge"])
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        said = {"authenticatorData": _text(data), "signature": _text(signature)}
        return self._answer("webauthn.get", options["challenge"], said)

    def _data(self, flags: int) -> bytes:
        return sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _public_key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, kind: str, challenge: str, said: dict[str, Any]) -> str:
        client = self._client_data(kind, challenge)
        identity = _text(self.credential_id)
        response = {"clientDataJSON": _text(client), **said}
        return json.dumps({"id": identity, "rawId": identity, "type": "public-key", "response": response})


def challenge_in(answer: str) -> str:
    """The challenge to which an answer was given."""
    client = json.loads(answer)["response"]["clientDataJSON"]
    return str(json.loads(urlsafe_b64decode(client + "=" * (-len(client) % 4)))["challenge"])


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
