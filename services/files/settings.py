"""What the e-office needs from its environment besides what every service needs."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Settings:
    """Nothing of its own: the zone of a process is bound to its database role."""

    @classmethod
    def from_environment(cls) -> Self:
        """Read the service's own settings."""
        return cls()
