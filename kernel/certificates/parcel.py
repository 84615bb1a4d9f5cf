"""A key and its certificate in one file under a passphrase (PKCS #12), as browsers and phones take it in."""

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

# What OpenSSL 3 asks for by default; a thief of the file has to spend this at every guess.
_ROUNDS = 50_000


def parcel(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    certificate: x509.Certificate,
    authority: x509.Certificate,
    passphrase: str,
) -> bytes:
    """The file's content; its AES-256 key comes from the *passphrase* by PBKDF2."""
    protection = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(passphrase.encode())
    )
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, [authority], protection)
