"""The running system without a browser: over its gateway, its broker and its sockets."""

import pytest

from deploy.local.installation import Installation
from tests.browser import site as sites


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/system/" in str(item.path):
            item.add_marker(pytest.mark.timeout(sites.TEST_SECONDS))


@pytest.fixture(scope="session")
def site() -> Installation:
    """The one running installation, with what the main job left in it."""
    return sites.running()
