"""Signing access tokens, and the keys for it."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeyParameters, OKPKey

from kernel import clock
from kernel.tokens import ALGORITHM, TYPE, Claims

# Verifiers look for new keys every five seconds.
PUBLISHED_BEFORE_USE = timedelta(seconds=6)
# Tokens live five minutes; an hour leaves room for clocks, and for copies of the file on other machines.
KEPT_AFTER_USE = timedelta(hours=1)
_MADE_AT = "iat"

_read: dict[Path, tuple[int, list[OKPKey]]] = {}


@dataclass(frozen=True)
class Signer:
    """The newest signing key; older ones only verify what they signed."""

    key: OKPKey

    def sign(self, claims: Claims) -> str:
        """The access token for *claims*."""
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": self.key.kid}
        return jwt.encode(header, claims.payload(), self.key, algorithms=[ALGORITHM])


def signer_from(path: Path) -> Signer:
    """The signer whose private keys lie at *path*: the newest key that everybody can know by now.

    The file is read again when it changes, so that keys are rotated while everything runs.
    """
    changed_at = path.stat().st_mtime_ns
    known = _read.get(path)
    if known is None or known[0] != changed_at:
        known = _read[path] = (changed_at, _keys(path))
    return Signer(_in_use(known[1], clock.now()))


def published_keys(path: Path) -> dict[str, Any]:
    """The public keys, as a JWKS document."""
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


def generate_keys(
    private_path: Path, public_path: Path, *, rotate: bool = False, at_once: bool = False
) -> None:
    """Make the signing keys and their public JWKS; what exists stays, and *rotate* adds a newer key.

    The new key is published before it signs; an old one stays until no token of it can live any more. With
    *at_once*, after a key got into strange hands, the old ones go: every token ends, and sessions renew theirs.
    """
    now = clock.now()
    keys = _keys(private_path) if private_path.exists() else []
    if rotate or at_once or not keys:
        keys = [*([] if at_once else _still_needed(keys, now)), _new_key(now)]
    # Nobody may meet a token before its key.
    _write(public_path, {"keys": [key.as_dict(private=False) for key in keys]}, 0o644)
    _write(private_path, {"keys": [key.as_dict(private=True) for key in keys]}, 0o600)


def _new_key(now: datetime) -> OKPKey:
    parameters: KeyParameters = {"kid": str(clock.new_id()), "use": "sig", "alg": ALGORITHM}
    made = OKPKey.generate_key("Ed25519", parameters, private=True).as_dict(private=True)
    return OKPKey.import_key({**made, _MADE_AT: str(int(now.timestamp()))})


def _keys(path: Path) -> list[OKPKey]:
    return [OKPKey.import_key(key) for key in json.loads(path.read_text("utf-8"))["keys"]]


def _in_use(keys: list[OKPKey], now: datetime) -> OKPKey:
    known = [key for key in keys if now - _made_at(key) >= PUBLISHED_BEFORE_USE]
    return known[-1] if known else keys[0]


def _still_needed(keys: list[OKPKey], now: datetime) -> list[OKPKey]:
    """The keys that sign, or signed until not long ago: each signs until its successor does."""
    successors = [_made_at(key) for key in keys[1:]]
    ended = sum(1 for at in successors if now - at > KEPT_AFTER_USE)
    return keys[ended:]


def _made_at(key: OKPKey) -> datetime:
    return datetime.fromtimestamp(int(str(key.as_dict(private=False).get(_MADE_AT, 0))), UTC)


def _write(path: Path, content: dict[str, Any], mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
