"""The section's database, with a pool for each role, and its keys."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kernel.blobs import Blobs
from kernel.database import Database
from kernel.sealing import Sealing, generate_keys
from services.files.actions import Vault
from tests.files.desks import Section, open_section


@pytest.fixture
def section(database: Callable[..., Database], tmp_path: Path) -> Section:
    """A section of Revenue at work."""
    pools = {role: database("files", role=role) for role in ("app", "internet", "vpn", "lan")}
    generate_keys(tmp_path / "sealing", ("files", "public"))
    files, public = (
        Vault(Blobs(tmp_path / "blobs", name), Sealing.from_directory(tmp_path / "sealing" / name, name))
        for name in ("files", "public")
    )
    with pools["app"].transaction() as tx:
        open_section(tx)
    return Section(pools, files, public)
