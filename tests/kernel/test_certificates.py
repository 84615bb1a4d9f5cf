"""The authority certifies what is fit to be certified, and the list of revocations is its own."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kernel.certificates import (
    Authority,
    Fault,
    Revocation,
    RevocationListInvalidError,
    UnfitRequestError,
    key_of_request,
    new_key,
    parcel,
    read_list,
    request_for,
    serial_text,
)

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
YEAR = timedelta(days=365)
NAME = "CG100001 LAP-1"

Request = x509.CertificateSigningRequestBuilder


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.found("an authority", NOW)


def text_of(request: x509.CertificateSigningRequest) -> str:
    return request.public_bytes(serialization.Encoding.PEM).decode()


def a_request(name: str | None = NAME, *wishes: x509.ExtensionType) -> Request:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else []
    builder = Request().subject_name(x509.Name(parts))
    for wish in wishes:
        builder = builder.add_extension(wish, critical=True)
    return builder


def signed(builder: Request) -> str:
    return text_of(builder.sign(new_key(), hashes.SHA256()))


def a_usage(*, signs: bool) -> x509.KeyUsage:
    others = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
            "crl_sign",
        ),
        False,
    )
    return x509.KeyUsage(digital_signature=True, key_cert_sign=signs, **others)


def with_a_changed_signature() -> str:
    raw = bytearray(
        x509.load_pem_x509_csr(signed(a_request()).encode()).public_bytes(serialization.Encoding.DER)
    )
    raw[-1] ^= 1
    return text_of(x509.load_der_x509_csr(bytes(raw)))


UNFIT: dict[str, tuple[Fault, Callable[[], str]]] = {
    "nothing": (Fault.NOT_READABLE, lambda: ""),
    "no PEM": (Fault.NOT_READABLE, lambda: "certificate please"),
    "broken PEM": (
        Fault.NOT_READABLE,
        lambda: signed(a_request())[:200] + "\n-----END CERTIFICATE REQUEST-----",
    ),
    "half a character": (Fault.NOT_READABLE, lambda: "\ud800"),
    "huge": (Fault.TOO_LARGE, lambda: signed(a_request()) + "x" * 20_000),
    "another subject": (Fault.OTHER_SUBJECT, lambda: signed(a_request("CG100002 LAP-1"))),
    "a short RSA key": (
        Fault.WEAK_KEY,
        lambda: text_of(a_request().sign(rsa.generate_private_key(65537, 1024), hashes.SHA256())),  # noqa: S505 - it is to be refused
    ),
    "a small curve": (
        Fault.WEAK_KEY,
        lambda: text_of(a_request().sign(ec.generate_private_key(ec.SECP224R1()), hashes.SHA256())),
    ),
    "a changed signature": (Fault.WRONG_SIGNATURE, with_a_changed_signature),
    "an authority": (
        Fault.ASKS_FOR_MORE,
        lambda: signed(a_request(NAME, x509.BasicConstraints(ca=True, path_length=None))),
    ),
    "signing certificates": (Fault.ASKS_FOR_MORE, lambda: signed(a_request(NAME, a_usage(signs=True)))),
    "a server": (
        Fault.ASKS_FOR_MORE,
        lambda: signed(a_request(NAME, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]))),
    ),
}


@pytest.mark.parametrize("wish", UNFIT)
def test_an_unfit_request_is_refused_for_what_is_wrong_with_it(wish: str) -> None:
    fault, make = UNFIT[wish]

    with pytest.raises(UnfitRequestError) as refusal:
        key_of_request(make(), NAME)

    assert refusal.value.fault is fault


def test_a_fit_request_gives_its_key_whether_it_names_itself_or_not() -> None:
    rsa_key, small = rsa.generate_private_key(65537, 2048), ed25519.Ed25519PrivateKey.generate()
    requests = (
        request_for(new_key(), NAME),
        signed(a_request(None)),
        signed(a_request(NAME, x509.BasicConstraints(ca=False, path_length=None), a_usage(signs=False))),
        text_of(a_request().sign(rsa_key, hashes.SHA512())),
        text_of(a_request().sign(small, None)),
    )

    kinds = [type(key_of_request(f"\n {text}\n", NAME)).__name__ for text in requests]

    assert kinds == [*["ECPublicKey"] * 3, "RSAPublicKey", "Ed25519PublicKey"]


def test_a_device_is_certified_for_a_year_as_a_client_and_nothing_else(authority: Authority) -> None:
    certificate = authority.certify_device(new_key().public_key(), NAME, NOW, YEAR)

    certificate.verify_directly_issued_by(authority.certificate)
    held = {type(each.value): each.value for each in certificate.extensions}
    assert certificate.subject.rfc4514_string() == f"CN={NAME},O=KaryaSetu"
    assert (certificate.not_valid_before_utc, certificate.not_valid_after_utc) == (
        NOW - timedelta(hours=1),
        NOW + YEAR,
    )
    assert list(held[x509.ExtendedKeyUsage]) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert held[x509.BasicConstraints].ca is held[x509.KeyUsage].key_cert_sign is False
    assert held[x509.KeyUsage].digital_signature


def test_serial_numbers_are_random_and_long(authority: Authority) -> None:
    key = new_key().public_key()
    serials = {authority.certify_device(key, NAME, NOW, YEAR).serial_number for _ in range(20)}

    assert len(serials) == 20
    assert min(serials).bit_length() > 64


def test_a_list_of_revocations_is_believed_from_its_own_authority_only(authority: Authority) -> None:
    serial = serial_text(authority.certify_device(new_key().public_key(), NAME, NOW, YEAR))
    text = authority.list_revoked([Revocation(serial, NOW)], 7, NOW, timedelta(days=7))
    twin = Authority.found("an authority", NOW)

    listed = read_list(text, authority.certificate)

    assert (listed.number, listed.serials) == (7, frozenset({int(serial, 16)}))
    assert listed.ends_at == NOW + timedelta(days=7)
    for strange in (twin.list_revoked([], 8, NOW, YEAR), text[:200], ""):
        with pytest.raises(RevocationListInvalidError):
            read_list(strange, authority.certificate)


def test_a_serial_that_no_certificate_can_have_stops_no_list(authority: Authority) -> None:
    text = authority.list_revoked([Revocation("F" * 40, NOW), Revocation("1A", NOW)], 1, NOW, YEAR)

    assert read_list(text, authority.certificate).serials == {0x1A}


def test_a_parcel_opens_with_its_passphrase_only(authority: Authority) -> None:
    key = new_key()
    certificate = authority.certify_device(key.public_key(), NAME, NOW, YEAR)

    packed = parcel(NAME, key, certificate, authority.certificate, "a long passphrase")

    opened = pkcs12.load_pkcs12(packed, b"a long passphrase")
    assert opened.cert
    assert (opened.cert.certificate, opened.cert.friendly_name) == (certificate, NAME.encode())
    assert [each.certificate for each in opened.additional_certs] == [authority.certificate]
    with pytest.raises(ValueError, match="password"):
        pkcs12.load_pkcs12(packed, b"another passphrase")
