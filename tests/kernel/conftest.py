"""Fixtures of the kernel's tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from tests.conftest import Databases
from tests.kernel.backbone.house import House, open_house


@pytest.fixture
def house(stack: Stack, fresh: Callable[[str], str], databases: Databases, tmp_path: Path) -> Iterator[House]:
    """A speaker and a listener with databases of their own."""
    yield from open_house(stack, fresh, databases.dsn, tmp_path)
