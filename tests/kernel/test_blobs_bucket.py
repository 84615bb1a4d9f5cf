"""Documents in a bucket: the store may stand still, break off or be somebody else's; nobody waits for ever."""

import io
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from kernel.blobs import BlobMissingError, blobs_of
from kernel.blobs import bucket as shelves
from kernel.errors import Unavailable
from tests.architecture.house import ROOT
from tests.kernel.shelves import BucketShelving, environment

LARGE = 3_000_000


class Cutter:
    """A way to the store that breaks off once after so many bytes of an answer."""

    def __init__(self, port: int, after: int, times: int = 1) -> None:
        self._port, self._after, self._times = port, after, times
        self.cuts = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def serve(self) -> None:
        """Carry one connection after the other."""
        with suppress(OSError):
            while True:
                near, _ = self._server.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def close(self) -> None:
        """Take no more."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _carry(self, near: socket.socket) -> None:
        with near, socket.create_connection(("127.0.0.1", self._port)) as far:
            threading.Thread(target=_pass, args=(near, far), daemon=True).start()
            carried = 0
            with suppress(OSError):
                while part := far.recv(65536):
                    carried += len(part)
                    if carried > self._after and self.cuts < self._times:
                        self.cuts += 1
                        break
                    near.sendall(part)
            # Closing alone would not be felt while the other thread still reads.
            for end in (near, far):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)


def _pass(near: socket.socket, far: socket.socket) -> None:
    with suppress(OSError):
        while part := near.recv(65536):
            far.sendall(part)


@contextmanager
def a_cutter(bucket: BucketShelving, after: int, times: int) -> Iterator[Cutter]:
    cutter = Cutter(bucket.server.port, after, times)
    thread = threading.Thread(target=cutter.serve)
    thread.start()
    try:
        yield cutter
    finally:
        cutter.close()
        thread.join()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "_READ_SECONDS", 0.5)


@contextmanager
def standing_still(bucket: BucketShelving) -> Iterator[None]:
    bucket.server.stand_still()
    try:
        yield
    finally:
        bucket.server.go_on()


@pytest.mark.usefixtures("hurried")
def test_while_the_store_stands_still_everybody_is_told_so_and_afterwards_all_is_there(
    bucket: BucketShelving,
) -> None:
    blobs = bucket.blobs("files")
    blob = blobs.put(io.BytesIO(b"a reply"), "text/plain")

    began = time.monotonic()
    with standing_still(bucket):
        with pytest.raises(Unavailable):
            blobs.put(io.BytesIO(b"another"), "text/plain")
        with pytest.raises(Unavailable):
            blobs.open(blob.sha256, blob.key)
        with pytest.raises(Unavailable):
            blobs.keep(blob.sha256)
        with pytest.raises(Unavailable):
            blobs.sweep()
    waited = time.monotonic() - began

    assert waited < 40
    assert blobs.open(blob.sha256, blob.key).read() == b"a reply"


@pytest.mark.parametrize("place", ["no credentials", "no such bucket", "nobody listens"])
def test_a_store_that_gives_nothing_is_away_and_never_says_that_a_document_is_missing(
    bucket: BucketShelving, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    url = bucket.url
    if place == "nobody listens":
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    elif place == "no such bucket":
        url = "s3://no-such-bucket-anywhere"
    else:
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    blobs = blobs_of(url, Path(), "files")

    with pytest.raises(Unavailable):
        blobs.open("0" * 64, b"k" * 32)
    with pytest.raises(Unavailable):
        blobs.keep("0" * 64)


def test_a_document_whose_way_out_breaks_off_comes_whole(
    bucket: BucketShelving, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = os.urandom(LARGE)
    blob = bucket.blobs("files").put(io.BytesIO(content), "image/png")

    with a_cutter(bucket, after=LARGE * 2 // 3, times=2) as cutter:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", cutter.address)
        read = bucket.blobs("files").open(blob.sha256, blob.key).read()

    assert read == content
    assert cutter.cuts == 1


def test_a_way_out_that_always_breaks_off_is_given_up(
    bucket: BucketShelving, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = bucket.blobs("files").put(io.BytesIO(os.urandom(LARGE)), "image/png")

    with a_cutter(bucket, after=100_000, times=100) as cutter:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", cutter.address)
        reader = bucket.blobs("files").open(blob.sha256, blob.key)
        with pytest.raises(Unavailable):
            reader.read()
        reader.close()

    assert cutter.cuts == 3


def test_who_keeps_waits_for_who_removes(bucket: BucketShelving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "_DOOM_SECONDS", 0.3)
    speaker, receiver = bucket.blobs("public"), bucket.blobs("files")
    blob = speaker.put(io.BytesIO(b"a reply"), "text/plain")
    doom = {"Bucket": bucket.bucket, "Key": f"state/doomed/{blob.sha256}/0123456789abcdef"}
    client = bucket.server.client
    client.put_object(**doom, Body=b"")

    with pytest.raises(Unavailable):
        receiver.keep(blob.sha256)
    client.delete_object(**doom)
    client.close()
    receiver.keep(blob.sha256)
    speaker.release(blob.sha256)

    assert speaker.sweep(grace=-1) == 0


def test_a_doom_of_a_process_that_died_is_cleared_and_a_fresh_one_is_respected(
    bucket: BucketShelving, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = bucket.blobs("files")
    blob = blobs.put(io.BytesIO(b"a reply"), "text/plain")
    client = bucket.server.client
    client.put_object(Bucket=bucket.bucket, Key=f"state/doomed/{blob.sha256}/0123456789abcdef", Body=b"")
    client.close()

    blobs.sweep(grace=-1)
    respected = [name for name in bucket.everything() if name.startswith("doomed/")]
    monkeypatch.setattr(shelves, "_STALE_SECONDS", -2)
    blobs.sweep(grace=-2)

    assert len(respected) == 1
    assert not [name for name in bucket.everything() if name.startswith("doomed/")]
    blobs.keep(blob.sha256)


@pytest.mark.parametrize("url", ["http://bucket/x", "s3:///x"])
def test_an_address_of_shelves_that_is_none_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="KS_BLOB_URL must be"):
        blobs_of(url, Path(), "files")


def test_a_missing_document_is_missing(bucket: BucketShelving) -> None:
    blobs = bucket.blobs("files")
    with pytest.raises(BlobMissingError):
        blobs.keep("0" * 64)

    assert bucket.everything() == []


GREEN = """
from kernel.edge.green import go_green
go_green()
import io, sys, time, eventlet
from pathlib import Path
from kernel.blobs import blobs_of
from kernel.blobs import bucket
bucket._READ_SECONDS = 10
blobs = blobs_of(sys.argv[1], Path(), "files")
blob = blobs.put(io.BytesIO(b"x" * 1_000_000), "text/plain")
ticks = 0
def tick():
    global ticks
    while True:
        ticks += 1
        eventlet.sleep(0.01)
eventlet.spawn(tick)
print("begun", flush=True)
sys.stdin.readline()
before = ticks
read = blobs.open(blob.sha256, blob.key).read()
assert read == b"x" * 1_000_000
print(ticks - before, flush=True)
"""


def test_in_a_worker_process_the_others_go_on_while_one_waits_for_the_store(bucket: BucketShelving) -> None:
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", GREEN, bucket.url],
        cwd=ROOT,
        env={**os.environ, **environment(bucket.server.address), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None

    assert process.stdout.readline() == "begun\n"
    with standing_still(bucket):
        assert process.stdin is not None
        process.stdin.write("go on\n")
        process.stdin.flush()
        time.sleep(2)
    ticks, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    # Who blocks makes none; who waits two seconds for the store makes some two hundred.
    assert int(ticks) > 20
