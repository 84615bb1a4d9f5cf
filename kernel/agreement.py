"""One agreement with a receiver for the seals of a minute; each seal still has a key of its own.

A seal (JWE, RFC 7516) is encrypted under a random key, which is wrapped under what sender and receiver agreed upon
(ECDH-ES+A256KW, RFC 7518 section 4.6). Making a pair of keys for the agreement and agreeing cost three quarters of a
seal, so what was agreed upon wraps the keys of all seals to that receiver within a minute. The receiver sees no
difference. Who takes it from the sender's memory opens the seals of that minute: what the sender knew in it.

Agreeing is the dearer half of opening, too, so the receiver remembers what it agreed upon. That adds nothing to what
its own private key opens.
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
# A minute of each process that seals is one; what anybody else invents must not grow without an end.
MOST_REMEMBERED = 256


class _Lasting(ECDHESAlgKeyAgreement):
    """Agrees with one receiver, and abides by it for a while."""

    def __init__(self) -> None:
        super().__init__(_standard().key_wrapping)
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


class _Remembered(ECDHESAlgKeyAgreement):
    """Agrees once with whoever seals, for as long as it remembers."""

    def __init__(self) -> None:
        super().__init__(_standard().key_wrapping)
        self._agreed: dict[tuple[Any, ...], bytes] = {}

    def decrypt_agreed_upon_key(self, enc: Any, recipient: Recipient[Any]) -> bytes:
        # All that the key depends on (RFC 7518, 4.6.2); how its content is encrypted is not among it.
        header, own = recipient.headers(), recipient.recipient_key
        pair = header["epk"]
        about = (own and own.kid, pair.get("crv"), pair.get("x"), header.get("apu"), header.get("apv"))
        key = self._agreed.get(about)
        if key is None:
            key = super().decrypt_agreed_upon_key(enc, recipient)
            if len(self._agreed) >= MOST_REMEMBERED:
                self._agreed.clear()
            self._agreed[about] = key
        return key


def sender_to_one() -> JWERegistry:
    """What `joserfc.jwe.encrypt_compact` wants for sealing to one receiver and no other."""
    return _agreeing_by(_Lasting())


def receiver() -> JWERegistry:
    """What `joserfc.jwe.decrypt_compact` wants for opening what was sealed for one service."""
    return _agreeing_by(_Remembered())


def _agreeing_by(agreement: ECDHESAlgKeyAgreement) -> JWERegistry:
    registry = JWERegistry(algorithms=ALGORITHMS)
    registry.algorithms = {**registry.algorithms, "alg": {AGREEMENT: agreement}}
    return registry


def _standard() -> ECDHESAlgKeyAgreement:
    return JWERegistry.algorithms["alg"][AGREEMENT]  # type: ignore[return-value]  # of this name it is one.
