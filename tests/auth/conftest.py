"""What all tests of identity stand on."""

from collections.abc import Iterator

import pytest

from services.auth.actions import secrets
from services.auth.actions.hashing import Cost

# Read once, before anything puts a low one in its place: folders share these fixtures, and each runs them anew.
_DEPLOYED = secrets._COST


@pytest.fixture(scope="session")
def deployed_cost() -> Cost:
    """What a hash of a password costs outside these tests."""
    return _DEPLOYED


@pytest.fixture(autouse=True, scope="session")
def _passwords_are_hashed_cheaply() -> Iterator[None]:
    """A hash carries its cost, and most tests are about other things than how dear guessing is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "_COST", Cost(passes=1, memory=8))
        yield
