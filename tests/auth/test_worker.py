"""The directory's way over the real broker into a service's copy."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.local.programs import ROOT
from deploy.local.stack import Stack
from kernel import clock, directory
from kernel.database import Database
from kernel.sealing import generate_keys
from services.auth import actions
from tests.auth.devices import authority_files
from tests.auth.organisation import SYSTEM, State, a_charge_of, enter
from tests.conftest import Databases


class Courier:
    """Auth's relay and worker on the session's broker."""

    def __init__(self, stack: Stack, dsn: str, folder: Path) -> None:
        self.database = Database(dsn, name="test", wait_ms=60_000)
        self.log = folder / "auth.log"
        generate_keys(folder / "sealing", ["auth", "notify"])
        certificate, key = authority_files(folder)
        self.environment = {
            "KS_AUTHORITY_CERTIFICATE": str(certificate),
            "KS_AUTHORITY_KEY": str(key),
            "PATH": os.environ["PATH"],
            "KS_DATABASE_URL": dsn,
            "KS_AMQP_URL": stack.amqp_url("auth"),
            "KS_LANES": "directory",
            "KS_SEALING_DIR": str(folder / "sealing" / "auth"),
            "KS_BLOB_DIR": str(folder / "blobs"),
            "KS_WITNESS_DIR": str(folder / "witness"),
        }

    def start(self, kind: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            argv = [sys.executable, "-m", "deploy.launch", "auth", kind]
            return subprocess.Popen(argv, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def wait_until(self, ready: Callable[[], object], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < end, self.log.read_text("utf-8")[-4000:]
            time.sleep(0.05)


@pytest.fixture
def post(
    stack: Stack, fresh: Callable[[str], str], databases: Databases, tmp_path: Path
) -> Iterator[Courier]:
    made = Courier(stack, databases.dsn(fresh("auth"), "app"), tmp_path)
    with ExitStack() as endings:
        endings.callback(made.database.close)
        for kind in ("worker", "relay"):
            process = made.start(kind)
            endings.callback(process.wait)
            endings.callback(process.kill)
            if kind == "worker":
                made.wait_until(lambda: "lane-open" in made.log.read_text("utf-8"))
        yield made


def holder_of(post: Courier, state: State) -> str | None:
    with post.database.transaction(reading=True) as tx:
        found = directory.holder(tx, state.posts["REV-SO-1"], tx.now)
    return found.staff_uid if found else None


def is_fresh(post: Courier) -> bool:
    with post.database.transaction(reading=True) as tx:
        return not directory.is_stale(tx)


def has_list(post: Courier) -> bool:
    with post.database.transaction(reading=True) as tx:
        return actions.revocation_list(tx) is not None


def is_cut_off(post: Courier, state: State) -> bool:
    with post.database.transaction(reading=True) as tx:
        return directory.is_revoked(tx, clock.new_id(), state.officer, tx.now - timedelta(minutes=5))


def test_a_charge_and_a_suspension_reach_the_copies(post: Courier) -> None:
    with post.database.transaction() as tx:
        state = enter(tx)
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))
    post.wait_until(lambda: holder_of(post, state) == "CG100001")
    post.wait_until(lambda: is_fresh(post))
    post.wait_until(lambda: has_list(post))

    with post.database.transaction() as tx:
        actions.suspend(tx, SYSTEM, state.officer, "GAD/7")

    post.wait_until(lambda: is_cut_off(post, state))
    assert holder_of(post, state) is None
