"""One running installation for all browser tests of a run, however many processes share the work."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.installation import Installation
from tests.architecture.house import ROOT

FOLDER = "KS_BROWSER_FOLDER"
GIVEN = "KS_BROWSER_RUN_DIR"
START_SECONDS = 400
# The first test of a process waits until the installation runs.
TEST_SECONDS = 500
COMPLAINT = re.compile(r"warning|error|fatal|exited|Traceback", re.IGNORECASE)


def choose_folder() -> None:
    """Name the folder of the installation before the test run splits into processes."""
    os.environ[FOLDER] = str(Path(tempfile.gettempdir()) / f"ks-browser-{os.getpid()}")


def running() -> Installation:
    """The installation, started with the main job played by the first who asks.

    Set KS_BROWSER_RUN_DIR to use an installation that runs already.
    """
    if given := os.environ.get(GIVEN):
        return Installation(Path(given))
    folder = Path(os.environ[FOLDER])
    with _alone(folder):
        if not (folder / "started").exists():
            _command(folder, "deploy.local.run")
            (folder / "started").touch()
    return Installation(folder / "run")


@contextmanager
def begun_here(is_well: Callable[[], bool]) -> Iterator[Path]:
    """Where the installation is to be, for whoever starts it step by step; browsers wait until all is done."""
    folder = Path(os.environ[FOLDER])
    with _alone(folder):
        yield folder / "run"
        if is_well():
            (folder / "started").touch()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o755, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def end() -> None:
    """Stop the installation and delete it, if this run started one."""
    folder = Path(os.environ.pop(FOLDER, ""))
    if folder.name.startswith("ks-browser-") and folder.exists():
        _command(folder, "deploy.local.stop")
        shutil.rmtree(folder, ignore_errors=True)


def _command(folder: Path, module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={**os.environ, "KS_RUN_DIR": str(folder / "run"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    assert done.returncode == 0, (
        f"{module}: {done.stdout[-3000:]}{done.stderr[-3000:]}{warnings_of(folder / 'run')}"
    )


def answered_last(site: Installation) -> str:
    """The last lines of the gateway's log, which say nothing of anybody."""
    log = site.directory / "gateway" / "access.log"
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-40:]) if log.exists() else ""


def warnings_of(run_directory: Path) -> str:
    """The last that each process of an installation complained of, for who must find out why it did not start."""
    said = ""
    for log in sorted((run_directory / "logs").glob("*.log")):
        lines = [line for line in log.read_text("utf-8", "replace").splitlines() if COMPLAINT.search(line)]
        said += "".join(f"\n{log.name}: {line[:300]}" for line in lines[-5:])
    return said
