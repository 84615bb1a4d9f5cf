"""What auth needs from the environment beside the shared settings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from kernel.settings import environment


@dataclass(frozen=True)
class Settings:
    """Where the token keys lie; names are prefixed KS_."""

    token_signing_key: Path
    token_keys: Path

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment; the signing key is the api's alone."""
        env = environment()
        return cls(
            token_signing_key=env.path("TOKEN_SIGNING_KEY", Path("token-signing-key.json")),
            token_keys=env.path("TOKEN_KEYS", Path("token-keys.json")),
        )
