"""What all tests of identity stand on."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from services.auth.actions import secrets

# Read once, before anything puts a cheap one in its place: folders share these fixtures, and each runs them anew.
_DEPLOYED = secrets._HASHER


@pytest.fixture(scope="session")
def deployed_hasher() -> PasswordHasher:
    """What makes the hashes of passwords outside these tests."""
    return _DEPLOYED


@pytest.fixture(autouse=True, scope="session")
def _passwords_are_hashed_cheaply() -> Iterator[None]:
    """A hash carries its cost, and most tests are about other things than how dear guessing is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield
