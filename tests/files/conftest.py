"""The section's database, with a pool for each role, and its keys."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kernel.blobs import Blobs
from kernel.database import Database
from kernel.sealing import Sealing
from services.files.actions import Vault
from tests.files.desks import Section, hear_now, open_section
from tests.keys import sealing_keys


@pytest.fixture
def section(database: Callable[..., Database], tmp_path: Path) -> Section:
    """A section of Revenue at work."""
    roles = ("app", "internet", "vpn", "lan")
    pools = {role: database("files", role=role, filling=open_section) for role in roles}
    keys = sealing_keys(tmp_path / "sealing")
    files, public = (
        Vault(Blobs(tmp_path / "blobs", name), Sealing.from_directory(keys / name, name))
        for name in ("files", "public")
    )
    with pools["app"].transaction() as tx:
        hear_now(tx)
    return Section(pools, files, public)
