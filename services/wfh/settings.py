"""What wfh needs from the environment beyond what every service needs: nothing yet."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Settings:
    """The service's own settings."""

    @classmethod
    def from_environment(cls) -> Self:
        """Read them; there are none."""
        return cls()
