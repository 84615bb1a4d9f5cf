"""What wfh needs from the environment beyond what every service needs."""

from dataclasses import dataclass
from typing import Self

from kernel.settings import environment


@dataclass(frozen=True)
class Settings:
    """The service's own settings. `public_address` is where a telephone finds the pages, such as https://seva.example."""

    public_address: str

    @classmethod
    def from_environment(cls) -> Self:
        """Read them from the process's environment."""
        return cls(public_address=environment().str("PUBLIC_ADDRESS", "").rstrip("/"))
