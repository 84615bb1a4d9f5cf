"""Secrets in transit are sealed for one service; keys at rest are wrapped by their own service."""

import base64
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry
from joserfc.jwk import KeySet, OKPKey

from kernel.agreement import AGREEMENT, CONTENT, receiver, sender_to_one

_NONCE_BYTES = 12
_GENERATION_BYTES = 1


class SealBrokenError(ValueError):
    """A seal is not for this service, or what it covers was changed."""


class UnknownReceiverError(LookupError):
    """No public key is known of the service for which something shall be sealed."""


class Receiver:
    """A service for which something is sealed: its public key, and what this process agreed upon with it."""

    def __init__(self, key: OKPKey) -> None:
        self._header = {"alg": AGREEMENT, "enc": CONTENT, "kid": key.kid}
        self._key, self._registry = key, sender_to_one()

    def seal(self, content: bytes) -> str:
        """*content* as a compact JWE that only this service can open."""
        # What is handed over gets this seal's own entries.
        return jwe.encrypt_compact(dict(self._header), content, self._key, registry=self._registry)


@dataclass(frozen=True)
class Sealing:
    """One process's keys: its own private ones, everybody's public ones, its wrapping keys."""

    service: str
    own: KeySet
    public: dict[str, Receiver]
    wrapping: dict[int, bytes]
    _opening: JWERegistry = field(default_factory=receiver, init=False, repr=False, compare=False)

    @classmethod
    def from_directory(cls, directory: Path, service: str) -> Self:
        """Read private.json, wrapping.json and public.json from *directory* (see `generate_keys`)."""
        own = KeySet.import_key_set(_read(directory / "private.json"))
        wrapping = {int(k): _from_text(v) for k, v in _read(directory / "wrapping.json").items()}
        published = _read(directory / "public.json")
        public = {name: Receiver(OKPKey.import_key(keys[-1])) for name, keys in published.items()}
        return cls(service, own, public, wrapping)

    def seal(self, payload: dict[str, Any], to: str) -> str:
        """*payload* as a compact JWE that only the service *to* can open; raises UnknownReceiverError."""
        receiver = self.public.get(to)
        if receiver is None:
            raise UnknownReceiverError(to)
        return receiver.seal(json.dumps(payload, ensure_ascii=False).encode())

    def open(self, token: str) -> dict[str, Any]:
        """The payload that was sealed for this service; raises SealBrokenError."""
        try:
            content = jwe.decrypt_compact(token, self.own, registry=self._opening).plaintext
            payload = json.loads(content or b"null")
        except (JoseError, InvalidTag, ValueError, LookupError, TypeError) as error:
            raise SealBrokenError(type(error).__name__) from None
        if not isinstance(payload, dict):
            raise SealBrokenError("the content is no object")
        return payload

    def seal_key(self, key: bytes, to: str) -> str:
        """A document's *key* for the receiver of a claim check."""
        return self.seal({"key": _as_text(key)}, to)

    def open_key(self, token: str) -> bytes:
        """The document's key out of a claim check; raises SealBrokenError."""
        text = self.open(token).get("key")
        if not isinstance(text, str):
            raise SealBrokenError("no key inside")
        return _from_text(text)

    def wrap(self, key: bytes) -> bytes:
        """*key* as this service keeps it in its rows: generation, nonce, AES-256-GCM."""
        generation = max(self.wrapping)
        head = generation.to_bytes(_GENERATION_BYTES)
        nonce = os.urandom(_NONCE_BYTES)
        return head + nonce + AESGCM(self.wrapping[generation]).encrypt(nonce, key, self._context(head))

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key inside a row's *wrapped* key; raises SealBrokenError."""
        wrapped = bytes(wrapped)
        head, rest = wrapped[:_GENERATION_BYTES], wrapped[_GENERATION_BYTES:]
        nonce, content = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
        key = self.wrapping.get(int.from_bytes(head))
        if key is None:
            raise SealBrokenError("unknown generation of the wrapping key")
        try:
            return AESGCM(key).decrypt(nonce, content, self._context(head))
        except (InvalidTag, ValueError):
            raise SealBrokenError("the wrapped key was changed") from None

    def _context(self, head: bytes) -> bytes:
        return b"karyasetu wrapped key\0" + self.service.encode() + b"\0" + head


def generate_keys(directory: Path, services: Iterable[str]) -> None:
    """Give each service a folder of its own under *directory*, which is its process's KS_SEALING_DIR.

    Each holds private.json (own X25519 keys), wrapping.json (own AES keys by generation) and
    public.json (everybody's public keys). Keys that exist stay; repeating it changes nothing.
    """
    names = list(services)
    published = {name: _own_keys(directory / name, name) for name in names}
    for name in names:
        _write(directory / name / "public.json", published)


def _own_keys(folder: Path, service: str) -> list[dict[str, Any]]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / "wrapping.json").exists():
        _write(folder / "wrapping.json", {"1": _as_text(AESGCM.generate_key(256))})
    if not (folder / "private.json").exists():
        key = OKPKey.generate_key("X25519", {"kid": f"{service}-1", "use": "enc"}, private=True)
        _write(folder / "private.json", {"keys": [key.as_dict(private=True)]})
    own = KeySet.import_key_set(_read(folder / "private.json"))
    return [dict(key.as_dict(private=False)) for key in own.keys]


def _write(path: Path, content: Any) -> None:
    descriptor = os.open(path.with_suffix(".new"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    path.with_suffix(".new").replace(path)


def _read(path: Path) -> Any:
    return json.loads(path.read_text())


def _as_text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


def _from_text(text: str) -> bytes:
    return base64.urlsafe_b64decode(text)
