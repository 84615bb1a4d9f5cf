"""What the service needs from the environment beyond the shared settings."""

from dataclasses import dataclass
from typing import Self

from kernel.settings import environment


@dataclass(frozen=True)
class Settings:
    """The service's own settings. `public_address` is where citizens find the pages, such as https://seva.example."""

    public_address: str

    @classmethod
    def from_environment(cls) -> Self:
        """Read them from the process's environment."""
        return cls(public_address=environment().str("PUBLIC_ADDRESS", "").rstrip("/"))
