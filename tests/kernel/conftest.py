"""Fixtures of the kernel's tests."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import botocore.session
import pytest

from deploy.local.stack import Stack
from tests.conftest import Databases
from tests.kernel import shelves
from tests.kernel.backbone.house import House, open_house
from tests.kernel.shelves import BucketShelving, DirectoryShelving, S3Server, Shelving


@pytest.fixture
def house(stack: Stack, fresh: Callable[[str], str], databases: Databases, tmp_path: Path) -> Iterator[House]:
    """A speaker and a listener with databases of their own."""
    yield from open_house(stack, fresh, databases.dsn, tmp_path)


@pytest.fixture(scope="session")
def _read_once() -> Iterator[None]:
    """What the library's files say of the store is long, and each client would read it anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", cache(botocore.session.create_loader))
        yield


@pytest.fixture(scope="session")
def s3_server(_read_once: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """An S3 server on loopback."""
    with pytest.MonkeyPatch.context() as patch:
        shelves.set_environment(patch, "")
        with shelves.an_s3_server(tmp_path_factory.mktemp("s3")) as server:
            yield server


@pytest.fixture
def bucket(s3_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BucketShelving:
    """Shelves in a bucket of their own."""
    shelves.set_environment(monkeypatch, s3_server.address)
    return BucketShelving(tmp_path, s3_server, shelves.a_bucket_name())


@pytest.fixture(params=shelves.KINDS)
def shelving(request: pytest.FixtureRequest, tmp_path: Path) -> Shelving:
    """Shelves of each kind."""
    if request.param == "directory":
        return DirectoryShelving(tmp_path)
    found: BucketShelving = request.getfixturevalue("bucket")
    return found
