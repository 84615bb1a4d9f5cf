"""Documents at rest: whole, secret, and there as long as somebody keeps them."""

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.blobs import CHUNK_BYTES, Blob, BlobDamagedError, BlobMissingError, Blobs
from kernel.errors import TooLarge
from tests.architecture.house import ROOT
from tests.kernel.shelves import Shelving

SEALED_CHUNK = CHUNK_BYTES + 16
AT_ONCE = -1


@pytest.fixture
def blobs(shelving: Shelving) -> Blobs:
    return shelving.blobs("files")


def put(blobs: Blobs, content: bytes) -> Blob:
    return blobs.put(io.BytesIO(content), "application/pdf")


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_a_document_comes_back_as_it_was_put(blobs: Blobs, size: int) -> None:
    content = os.urandom(size)

    blob = put(blobs, content)

    assert blob.size == size
    assert blobs.open(blob.sha256, blob.key).read() == content
    assert b"".join(blobs.open(blob.sha256, blob.key)) == content


def test_a_document_can_be_read_in_small_pieces(blobs: Blobs) -> None:
    content = os.urandom(CHUNK_BYTES + 100)
    blob = put(blobs, content)

    with blobs.open(blob.sha256, blob.key) as reader:
        pieces = iter(lambda: reader.read(1000), b"")

        assert b"".join(pieces) == content


def test_the_address_is_the_digest_of_what_is_stored_and_nothing_of_the_text_is(
    blobs: Blobs, shelving: Shelving
) -> None:
    blob = put(blobs, b"a petition" * 1000)

    on_disk = shelving.read(blob.sha256)

    assert hashlib.sha256(on_disk).hexdigest() == blob.sha256
    assert b"petition" not in on_disk


def test_the_same_content_is_stored_under_another_key_each_time(blobs: Blobs) -> None:
    first, second = put(blobs, b"same"), put(blobs, b"same")

    assert first.key != second.key
    assert first.sha256 != second.sha256


def test_the_key_is_not_shown_in_logs() -> None:
    blob = Blob("0" * 64, 1, "text/plain", b"a key of thirty-two bytes, secret")

    assert "secret" not in repr(blob)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "the end is missing at a chunk's border": lambda b: b[:SEALED_CHUNK],
    "a byte is missing": lambda b: b[:-1],
    "everything is missing": lambda b: b[:0],
    "chunks are swapped": lambda b: (
        b[SEALED_CHUNK : 2 * SEALED_CHUNK] + b[:SEALED_CHUNK] + b[2 * SEALED_CHUNK :]
    ),
    "a chunk is there twice": lambda b: b[:SEALED_CHUNK] + b,
    "something is added": lambda b: b + b[-30:],
    "a bit is turned": lambda b: bytes([b[0] ^ 1]) + b[1:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_document_is_never_handed_out(blobs: Blobs, shelving: Shelving, damage: str) -> None:
    blob = put(blobs, os.urandom(2 * CHUNK_BYTES + 30))
    shelving.write(blob.sha256, DAMAGES[damage](shelving.read(blob.sha256)))

    with pytest.raises(BlobDamagedError):
        blobs.open(blob.sha256, blob.key).read()


def test_another_documents_key_opens_nothing(blobs: Blobs) -> None:
    one, other = put(blobs, b"one"), put(blobs, b"other")

    with pytest.raises(BlobDamagedError):
        blobs.open(one.sha256, other.key).read()


def test_a_document_over_the_limit_is_refused_and_leaves_nothing(blobs: Blobs, shelving: Shelving) -> None:
    with pytest.raises(TooLarge):
        blobs.put(io.BytesIO(b"x" * 200_000), "text/plain", largest=100_000)

    assert shelving.everything() == []


@pytest.mark.parametrize("address", ["", "0" * 63, "../../etc/passwd", "A" * 64, "0" * 64])
def test_an_address_that_names_nothing_is_missing(blobs: Blobs, address: str) -> None:
    with pytest.raises(BlobMissingError):
        blobs.open(address, b"k" * 32)
    with pytest.raises(BlobMissingError):
        blobs.keep(address)


def test_a_document_stays_while_any_service_keeps_it(blobs: Blobs, shelving: Shelving) -> None:
    receiver = shelving.blobs("public")
    blob = put(blobs, b"a reply")
    receiver.keep(blob.sha256)
    receiver.keep(blob.sha256)

    blobs.release(blob.sha256)
    blobs.release(blob.sha256)
    swept_while_kept = blobs.sweep(grace=AT_ONCE)
    receiver.release(blob.sha256)
    swept_after = blobs.sweep(grace=AT_ONCE)

    assert (swept_while_kept, swept_after) == (0, 1)
    with pytest.raises(BlobMissingError):
        receiver.open(blob.sha256, blob.key)


def test_the_sweep_removes_what_no_row_came_to_name(blobs: Blobs) -> None:
    named, orphan = put(blobs, b"named"), put(blobs, b"orphan")

    removed = blobs.sweep(lambda addresses: {named.sha256} & set(addresses), grace=AT_ONCE)

    assert removed == 1
    assert blobs.open(named.sha256, named.key).read() == b"named"
    with pytest.raises(BlobMissingError):
        blobs.open(orphan.sha256, orphan.key)


def test_the_sweep_leaves_alone_what_is_young(blobs: Blobs) -> None:
    blob = put(blobs, b"its row is on the way")

    assert blobs.sweep(lambda _addresses: set()) == 0
    assert blobs.open(blob.sha256, blob.key).read() == b"its row is on the way"


def test_a_sweep_of_one_part_leaves_the_others_alone(blobs: Blobs) -> None:
    orphans = [put(blobs, bytes([number])) for number in range(20)]
    part = orphans[0].sha256[:2]
    within = [blob for blob in orphans if blob.sha256.startswith(part)]

    assert blobs.sweep(lambda _addresses: set(), grace=AT_ONCE, part=part) == len(within)


@pytest.mark.parametrize("place", ["blob:after-write", "blob:before-write"])
def test_a_process_that_dies_while_writing_leaves_only_what_the_sweep_removes(
    shelving: Shelving, place: str
) -> None:
    script = (
        "import io, sys; from pathlib import Path; from kernel.blobs import blobs_of;"
        "blobs_of(sys.argv[1], Path(sys.argv[2]), 'files').put(io.BytesIO(b'x' * 100_000), 'text/plain')"
    )

    died = subprocess.run(
        [sys.executable, "-c", script, shelving.url, str(shelving.folder)],
        env={**os.environ, "KS_CRASH_AT": place, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=False,
    )
    shelving.blobs("files").sweep(lambda _addresses: set(), grace=AT_ONCE)

    assert died.returncode == 70
    assert shelving.everything() == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300_000))
def test_whatever_is_put_comes_back(blobs: Blobs, content: bytes) -> None:
    blob = put(blobs, content)

    assert blobs.open(blob.sha256, blob.key).read() == content


def test_a_document_that_is_kept_while_another_service_lets_it_go_is_never_lost(shelving: Shelving) -> None:
    speaker, receiver = shelving.blobs("public"), shelving.blobs("files")

    def keep(blob: Blob) -> bool:
        try:
            receiver.keep(blob.sha256)
        except BlobMissingError:
            return False
        return receiver.open(blob.sha256, blob.key).read() == b"a reply"

    def let_go(blob: Blob) -> None:
        speaker.release(blob.sha256)
        speaker.sweep(grace=AT_ONCE, part=blob.sha256[:2])

    with ThreadPoolExecutor(2) as threads:
        for _ in range(15):
            blob = put(speaker, b"a reply")
            kept, _gone = threads.submit(keep, blob), threads.submit(let_go, blob).result()

            assert kept.result() == (blob.sha256 in shelving.addresses())
