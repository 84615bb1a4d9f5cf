"""What tries doors makes as few dear hashes as the tests of identity."""

from tests.auth.conftest import _passwords_are_hashed_cheaply

__all__ = ["_passwords_are_hashed_cheaply"]
