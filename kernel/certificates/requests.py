"""What a device sends to have its key certified (PKCS #10), and everything that stands against it."""

import hashlib
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LARGEST_REQUEST = 16 * 1024
_RSA_BITS = range(2048, 8193)
_SMALLEST_EXPONENT = 65537
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_DIGESTS = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
_UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension)


class Fault(StrEnum):
    """Why a request is not certified."""

    TOO_LARGE = "too-large"
    NOT_READABLE = "not-readable"
    WRONG_SIGNATURE = "wrong-signature"
    OTHER_SUBJECT = "other-subject"
    WEAK_KEY = "weak-key"
    ASKS_FOR_MORE = "asks-for-more"


class UnfitRequestError(ValueError):
    """A request that is not certified; *fault* says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def key_of_request(text: str, name: str) -> CertificatePublicKeyTypes:
    """The key that a PEM request wants certified under *name*; raises UnfitRequestError.

    Of a request only its key is taken. It may name its subject, but then by *name*; it may ask for
    extensions, but for none that would make the certificate more than a device's.
    """
    request = _read(text)
    try:
        _check(request, name)
        return request.public_key()
    except UnfitRequestError:
        raise
    except _UNREADABLE:
        raise UnfitRequestError(Fault.NOT_READABLE) from None


def key_digest(key: CertificatePublicKeyTypes) -> str:
    """The SHA-256 of a public key, in hex."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return hashlib.sha256(key.public_bytes(serialization.Encoding.DER, form)).hexdigest()


def request_for(key: ec.EllipticCurvePrivateKey, name: str) -> str:
    """The request by which a device asks for a certificate of its *key*, as PEM."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signed = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def _read(text: str) -> x509.CertificateSigningRequest:
    raw = text.strip().encode("utf-8", "surrogatepass")
    if len(raw) > LARGEST_REQUEST:
        raise UnfitRequestError(Fault.TOO_LARGE)
    try:
        return x509.load_pem_x509_csr(raw)
    except _UNREADABLE:
        raise UnfitRequestError(Fault.NOT_READABLE) from None


def _check(request: x509.CertificateSigningRequest, name: str) -> None:
    key = request.public_key()
    if not _is_strong(key):
        raise UnfitRequestError(Fault.WEAK_KEY)
    digest = request.signature_hash_algorithm
    if not isinstance(digest, _DIGESTS if digest else type(None)) or not request.is_signature_valid:
        raise UnfitRequestError(Fault.WRONG_SIGNATURE)
    named = [part.value for part in request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    if named not in ([], [name]):
        raise UnfitRequestError(Fault.OTHER_SUBJECT)
    if any(_is_more_than_a_device(extension.value) for extension in request.extensions):
        raise UnfitRequestError(Fault.ASKS_FOR_MORE)


def _is_strong(key: CertificatePublicKeyTypes) -> bool:
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size in _RSA_BITS and key.public_numbers().e >= _SMALLEST_EXPONENT
    if isinstance(key, ec.EllipticCurvePublicKey):
        return isinstance(key.curve, _CURVES)
    return isinstance(key, ed25519.Ed25519PublicKey)


def _is_more_than_a_device(wish: x509.ExtensionType) -> bool:
    if isinstance(wish, x509.BasicConstraints):
        return wish.ca
    if isinstance(wish, x509.KeyUsage):
        return wish.key_cert_sign or wish.crl_sign
    if isinstance(wish, x509.ExtendedKeyUsage):
        return list(wish) != [ExtendedKeyUsageOID.CLIENT_AUTH]
    return False
