"""What the service needs from the environment beyond the shared settings: nothing yet."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Settings:
    """The service's own settings."""

    @classmethod
    def from_environment(cls) -> Self:
        """Read them from the process's environment."""
        return cls()
