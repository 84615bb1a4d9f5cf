"""One agreement with a receiver for the seals of a minute; each seal still has a key of its own.

A seal (JWE, RFC 7516) is encrypted under a random key, which is wrapped under what sender and receiver agreed upon
(ECDH-ES+A256KW, RFC 7518 section 4.6). Making a pair of keys for the agreement and agreeing cost three quarters of a
seal, so what was agreed upon wraps the keys of all seals to that receiver within a minute. The receiver sees no
difference. Who takes it from the sender's memory opens the seals of that minute: what the sender knew in it.
"""

import time
from typing import Any

from joserfc._rfc7518.jwe_algs import ECDHESAlgKeyAgreement  # joserfc lists no class to derive from.
from joserfc.jwe import JWERegistry, Recipient
from joserfc.jwk import OKPKey

AGREEMENT = "ECDH-ES+A256KW"
CONTENT = "A256GCM"
ALGORITHMS = [AGREEMENT, CONTENT]
LASTS_SECONDS = 60.0


class _Lasting(ECDHESAlgKeyAgreement):
    """Agrees with one receiver, and abides by it for a while."""

    def __init__(self) -> None:
        once = JWERegistry.algorithms["alg"][AGREEMENT]
        super().__init__(once.key_wrapping)  # type: ignore[union-attr]  # of this name it is a key agreement.
        self._pair: tuple[OKPKey | None, float] = (None, 0.0)
        self._agreed: tuple[OKPKey | None, bytes] = (None, b"")

    def prepare_ephemeral_key(self, recipient: Recipient[Any]) -> None:
        pair, ends = self._pair
        recipient.ephemeral_key = pair if time.monotonic() < ends else None
        super().prepare_ephemeral_key(recipient)
        if recipient.ephemeral_key is not pair:
            self._pair = (recipient.ephemeral_key, time.monotonic() + LASTS_SECONDS)

    def encrypt_agreed_upon_key(self, enc: Any, recipient: Recipient[Any]) -> bytes:
        pair, key = self._agreed
        # Another thread may have begun the next minute meanwhile.
        if recipient.ephemeral_key is not pair:
            key = super().encrypt_agreed_upon_key(enc, recipient)
            self._agreed = (recipient.ephemeral_key, key)
        return key


def sender_to_one() -> JWERegistry:
    """What `joserfc.jwe.encrypt_compact` wants for sealing to one receiver and no other."""
    registry = JWERegistry(algorithms=ALGORITHMS)
    registry.algorithms = {**registry.algorithms, "alg": {AGREEMENT: _Lasting()}}
    return registry
