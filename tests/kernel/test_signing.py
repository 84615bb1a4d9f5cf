"""What we signed is known again, and nothing is ours without a key."""

import base64
import hmac
from datetime import timedelta

import pytest

from kernel import signing

KEY = b"a key for tests, thirty-two bytes"
HOUR = timedelta(hours=1)


def test_facts_come_back_for_their_purpose_only() -> None:
    text = signing.sign(KEY, "case", {"case_id": 7}, HOUR)

    assert signing.read(KEY, "case", text) == {"case_id": 7}
    for key, purpose, given in ((KEY, "form", text), (b"another", "case", text), (KEY, "case", text + "A")):
        with pytest.raises(signing.SignatureInvalidError):
            signing.read(key, purpose, given)


def test_what_is_over_is_refused() -> None:
    with pytest.raises(signing.SignatureInvalidError):
        signing.read(KEY, "case", signing.sign(KEY, "case", {}, -HOUR))


def test_without_a_key_nothing_is_signed_and_nothing_is_believed() -> None:
    with pytest.raises(signing.KeyMissingError):
        signing.sign(b"", "case", {}, HOUR)

    body = b'{"case_id":7,"ends":9999999999}'
    mac = hmac.digest(b"", b"case\0" + body, "sha256")
    forged = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (body, mac))
    with pytest.raises(signing.SignatureInvalidError):
        signing.read(b"", "case", forged)
