"""Certificates from the installation's own authority: keys certified, requests looked at, revocations listed."""

from kernel.certificates.authority import Authority, PrivateKey, PublicKey, new_key, serial_text
from kernel.certificates.files import key_pem, pem_of, read_certificate, read_key
from kernel.certificates.parcel import parcel
from kernel.certificates.requests import Fault, UnfitRequestError, key_digest, key_of_request, request_for
from kernel.certificates.revocations import (
    Revocation,
    RevocationList,
    RevocationListInvalidError,
    read_list,
)

__all__ = [
    "Authority",
    "Fault",
    "PrivateKey",
    "PublicKey",
    "Revocation",
    "RevocationList",
    "RevocationListInvalidError",
    "UnfitRequestError",
    "key_digest",
    "key_of_request",
    "key_pem",
    "new_key",
    "parcel",
    "pem_of",
    "read_certificate",
    "read_key",
    "read_list",
    "request_for",
    "serial_text",
]
