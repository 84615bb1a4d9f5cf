"""The keys that sign ID tokens: published before they sign, and until what they signed is over."""

import json
from datetime import timedelta
from functools import lru_cache
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeyParameters, RSAKey

from kernel import clock
from kernel.database import Transaction
from kernel.sealing import Sealing
from services.auth.domain.openid import Algorithm
from services.auth.store import openid as store
from services.auth.store.openid import Key

SIGNS = timedelta(days=90)
# Who keeps our public keys for a day knows the next one before it signs.
OVERLAP = timedelta(days=2)
RSA_BITS = 2048


def keep_keys(tx: Transaction, sealing: Sealing) -> None:
    """Make the next key of each algorithm in time, and forget those that nobody needs."""
    store.lock_keys(tx)
    store.forget_keys(tx)
    last = {key.algorithm: key for key in store.find_keys(tx)}
    for algorithm in Algorithm:
        key = last.get(algorithm)
        if key is None or key.signs_until - tx.now <= OVERLAP:
            _add(tx, sealing, algorithm, key)


def published_keys(tx: Transaction) -> dict[str, Any]:
    """The public keys, as a JWK set."""
    return {"keys": [key.public for key in store.find_keys(tx)]}


def sign(tx: Transaction, sealing: Sealing, algorithm: Algorithm, claims: dict[str, Any], kind: str) -> str:
    """A signed text of a *kind* by the key of today."""
    key = _current(tx, sealing, algorithm)
    header = {"alg": algorithm.value, "kid": key.kid, "typ": kind}
    return jwt.encode(header, claims, _imported(sealing.unwrap(key.wrapped)), algorithms=[algorithm.value])


def _current(tx: Transaction, sealing: Sealing, algorithm: Algorithm) -> Key:
    for _attempt in range(2):
        for key in store.find_keys(tx):
            if key.algorithm == algorithm and key.signs_from <= tx.now < key.signs_until:
                return key
        keep_keys(tx, sealing)
    raise LookupError(algorithm)


def _add(tx: Transaction, sealing: Sealing, algorithm: Algorithm, before: Key | None) -> None:
    parameters: KeyParameters = {"kid": str(clock.new_id()), "use": "sig", "alg": algorithm.value}
    made: RSAKey | ECKey
    if algorithm is Algorithm.RS256:
        made = RSAKey.generate_key(RSA_BITS, parameters, private=True)
    else:
        made = ECKey.generate_key("P-256", parameters, private=True)
    signs_from = max(before.signs_until, tx.now) if before else tx.now
    signs_until = signs_from + SIGNS
    private = json.dumps(made.as_dict(private=True)).encode()
    public = dict(made.as_dict(private=False))
    key = Key(parameters["kid"], algorithm, public, sealing.wrap(private), signs_from, signs_until)
    store.add_key(tx, key, signs_until + OVERLAP)


@lru_cache(maxsize=8)
def _imported(private: bytes) -> RSAKey | ECKey:
    parts = json.loads(private)
    return RSAKey.import_key(parts) if parts["kty"] == "RSA" else ECKey.import_key(parts)
