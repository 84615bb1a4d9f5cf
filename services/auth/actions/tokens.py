"""Signing access tokens, and the keys for it."""

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeyParameters, OKPKey

from kernel import clock
from kernel.tokens import ALGORITHM, TYPE, Claims


@dataclass(frozen=True)
class Signer:
    """The newest signing key; older ones only verify what they signed."""

    key: OKPKey

    def sign(self, claims: Claims) -> str:
        """The access token for *claims*."""
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": self.key.kid}
        return jwt.encode(header, claims.payload(), self.key, algorithms=[ALGORITHM])


@cache
def signer_from(path: Path) -> Signer:
    """The signer whose private keys lie at *path*; the last key signs."""
    keys = json.loads(path.read_text("utf-8"))["keys"]
    return Signer(OKPKey.import_key(keys[-1]))


def published_keys(path: Path) -> dict[str, Any]:
    """The public keys, as a JWKS document."""
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


def generate_keys(private_path: Path, public_path: Path, *, rotate: bool = False) -> None:
    """Make the signing keys and their public JWKS; what exists stays, and *rotate* adds a newer key.

    Publish a new key first and let the verifiers read it (five seconds) before the api is started again.
    """
    keys = json.loads(private_path.read_text("utf-8"))["keys"] if private_path.exists() else []
    if rotate or not keys:
        parameters: KeyParameters = {"kid": str(clock.new_id()), "use": "sig", "alg": ALGORITHM}
        keys.append(OKPKey.generate_key("Ed25519", parameters, private=True).as_dict(private=True))
        _write(private_path, {"keys": keys}, 0o600)
    public = [OKPKey.import_key(key).as_dict(private=False) for key in keys]
    _write(public_path, {"keys": public}, 0o644)


def _write(path: Path, content: dict[str, Any], mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
