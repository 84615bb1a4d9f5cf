"""Seals open only for the service they were made for; wrapped keys only for their owner."""

import base64
import json
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kernel import agreement
from kernel.sealing import SealBrokenError, Sealing, UnknownReceiverError, generate_keys

SERVICES = ("files", "public", "notify")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    generate_keys(tmp_path, SERVICES)
    return tmp_path


def sealing(keys: Path, service: str) -> Sealing:
    return Sealing.from_directory(keys / service, service)


def test_the_receiver_opens_what_was_sealed_for_it(keys: Path) -> None:
    token = sealing(keys, "public").seal({"mobile": "9000000001", "language": "hi"}, to="notify")

    assert sealing(keys, "notify").open(token) == {"mobile": "9000000001", "language": "hi"}
    assert "9000000001" not in token


def test_nobody_else_opens_it_the_sender_neither(keys: Path) -> None:
    token = sealing(keys, "public").seal({"mobile": "9000000001"}, to="notify")

    for other in ("public", "files"):
        with pytest.raises(SealBrokenError):
            sealing(keys, other).open(token)


def test_the_same_content_is_never_sealed_alike(keys: Path) -> None:
    sender = sealing(keys, "public")

    assert sender.seal({"a": 1}, to="notify") != sender.seal({"a": 1}, to="notify")


def agreed_in(token: str) -> str:
    header = token.split(".", maxsplit=1)[0]
    return str(json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["epk"]["x"])


def test_what_was_agreed_upon_serves_the_seals_of_a_minute(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, receiver = sealing(keys, "public"), sealing(keys, "notify")
    begun = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: begun)
    first, second = sender.seal({"a": 1}, to="notify"), sender.seal({"a": 1}, to="notify")
    monkeypatch.setattr(time, "monotonic", lambda: begun + agreement.LASTS_SECONDS)
    third = sender.seal({"a": 1}, to="notify")

    assert agreed_in(first) == agreed_in(second) != agreed_in(third)
    # The key under which it is sealed, and all that depends on it, is a seal's own.
    assert not set(first.split(".")[1:]) & set(second.split(".")[1:])
    assert [receiver.open(token) for token in (first, second, third)] == [{"a": 1}] * 3


def test_two_receivers_share_no_agreement(keys: Path) -> None:
    sender = sealing(keys, "public")

    assert agreed_in(sender.seal({}, to="notify")) != agreed_in(sender.seal({}, to="files"))


def test_seals_of_threads_open_whenever_a_minute_ends(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreement, "LASTS_SECONDS", 0.0002)
    sender, receiver = sealing(keys, "public"), sealing(keys, "notify")

    with ThreadPoolExecutor(8) as threads:
        tokens = list(threads.map(lambda n: sender.seal({"n": n}, to="notify"), range(2000)))

    assert [receiver.open(token) for token in tokens] == [{"n": n} for n in range(2000)]
    assert len({agreed_in(token) for token in tokens}) > 1


def test_what_was_remembered_opens_nothing_that_was_touched(keys: Path) -> None:
    sender, receiver = sealing(keys, "public"), sealing(keys, "notify")
    first, second = sender.seal({"n": 1}, to="notify"), sender.seal({"n": 2}, to="notify")
    assert receiver.open(first) == {"n": 1}
    head, key, *content = second.split(".")

    for other in ([head, first.split(".")[1], *content], [head, "A" * len(key), *content]):
        with pytest.raises(SealBrokenError):
            receiver.open(".".join(other))

    assert receiver.open(second) == {"n": 2}


def test_what_is_remembered_does_not_grow_without_an_end(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreement, "LASTS_SECONDS", 0.0)
    monkeypatch.setattr(agreement, "MOST_REMEMBERED", 3)
    sender, receiver = sealing(keys, "public"), sealing(keys, "notify")
    tokens = [sender.seal({"n": n}, to="notify") for n in range(8)]

    assert [receiver.open(token) for token in tokens * 2] == [{"n": n} for n in range(8)] * 2
    remembered = receiver._opening.algorithms["alg"][agreement.AGREEMENT]._agreed
    assert 0 < len(remembered) <= 3


@pytest.mark.parametrize("pair", [None, "x", [], {}, {"x": []}, {"kty": "OKP", "crv": "X25519", "x": "AA"}])
def test_a_seal_with_an_agreement_that_is_none_does_not_open(keys: Path, pair: object) -> None:
    head, *rest = sealing(keys, "public").seal({"a": 1}, to="notify").split(".")
    header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    header["epk"] = pair
    turned = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")

    with pytest.raises(SealBrokenError):
        sealing(keys, "notify").open(".".join([turned, *rest]))


@pytest.mark.parametrize("part", range(5))
def test_a_seal_that_was_touched_does_not_open(keys: Path, part: int) -> None:
    parts = sealing(keys, "public").seal({"a": 1}, to="notify").split(".")
    middle = len(parts[part]) // 2
    turned = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + turned + parts[part][middle + 1 :]

    with pytest.raises(SealBrokenError):
        sealing(keys, "notify").open(".".join(parts))


@pytest.mark.parametrize("token", ["", "a.b.c.d.e", "....", "no token", "{}"])
def test_what_is_no_seal_does_not_open(keys: Path, token: str) -> None:
    with pytest.raises(SealBrokenError):
        sealing(keys, "notify").open(token)


def test_sealing_for_somebody_unknown_is_refused(keys: Path) -> None:
    with pytest.raises(UnknownReceiverError):
        sealing(keys, "public").seal({}, to="stranger")


def test_a_documents_key_travels_in_a_claim_check(keys: Path) -> None:
    token = sealing(keys, "public").seal_key(b"k" * 32, to="files")

    assert sealing(keys, "files").open_key(token) == b"k" * 32


def test_a_claim_check_without_a_key_is_refused(keys: Path) -> None:
    token = sealing(keys, "public").seal({"other": 1}, to="files")

    with pytest.raises(SealBrokenError):
        sealing(keys, "files").open_key(token)


def test_a_wrapped_key_comes_back_only_to_its_service(keys: Path) -> None:
    wrapped = sealing(keys, "files").wrap(b"k" * 32)

    assert sealing(keys, "files").unwrap(wrapped) == b"k" * 32
    assert sealing(keys, "files").unwrap(memoryview(wrapped)) == b"k" * 32  # type: ignore[arg-type] # as the driver gives it
    with pytest.raises(SealBrokenError):
        sealing(keys, "public").unwrap(wrapped)


@pytest.mark.parametrize("place", [0, 1, 20, -1])
def test_a_wrapped_key_that_was_touched_does_not_open(keys: Path, place: int) -> None:
    wrapped = bytearray(sealing(keys, "files").wrap(b"k" * 32))
    wrapped[place] ^= 1

    with pytest.raises(SealBrokenError):
        sealing(keys, "files").unwrap(bytes(wrapped))


@pytest.mark.parametrize("wrapped", [b"", b"\1", b"\1short"])
def test_what_is_no_wrapped_key_does_not_open(keys: Path, wrapped: bytes) -> None:
    with pytest.raises(SealBrokenError):
        sealing(keys, "files").unwrap(wrapped)


def test_keys_of_an_earlier_generation_still_unwrap(keys: Path) -> None:
    old = sealing(keys, "files").wrap(b"k" * 32)
    path = keys / "files" / "wrapping.json"
    other = json.loads((keys / "public" / "wrapping.json").read_text())["1"]
    path.write_text(json.dumps(json.loads(path.read_text()) | {"2": other}))

    renewed = sealing(keys, "files")

    assert renewed.unwrap(old) == b"k" * 32
    assert renewed.wrap(b"k" * 32)[0] == 2


def test_making_keys_again_changes_none(keys: Path) -> None:
    before = {path: path.read_text() for path in keys.rglob("*.json")}

    generate_keys(keys, SERVICES)

    assert {path: path.read_text() for path in keys.rglob("*.json")} == before


def test_nobody_else_on_the_machine_may_read_the_keys(keys: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in keys.rglob("*.json")}

    assert modes == {0o600}
    assert {stat.S_IMODE((keys / name).stat().st_mode) for name in SERVICES} == {0o700}


def test_a_service_holds_no_other_services_private_key(keys: Path) -> None:
    held = json.loads((keys / "files" / "public.json").read_text())

    assert {key.get("d") for name in SERVICES for key in held[name]} == {None}
