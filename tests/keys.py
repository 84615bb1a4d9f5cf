"""Keys of the services for tests: made once for each process, for whatever writes keys waits for the disk."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from kernel.sealing import generate_keys
from services.auth import actions

SERVICES = ("auth", "files", "wfh", "public", "notify")


def sealing_keys(folder: Path) -> Path:
    """Fill *folder*, unless it is there, with a folder of sealing keys for each service."""
    if not folder.exists():
        shutil.copytree(_made() / "sealing", folder)
    return folder


def signing_keys(folder: Path) -> None:
    """Put auth's signing.json and keys.json into *folder*."""
    for name in ("signing.json", "keys.json"):
        shutil.copy(_made() / name, folder / name)


@cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="ks-keys-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    generate_keys(folder / "sealing", SERVICES)
    actions.generate_keys(folder / "signing.json", folder / "keys.json")
    return folder
