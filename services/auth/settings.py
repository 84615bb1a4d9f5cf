"""What auth needs from the environment beside the shared settings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from kernel.settings import environment


@dataclass(frozen=True)
class Settings:
    """Where the token keys lie, and where portals find us; names are prefixed KS_.

    `public_address` is the issuer of ID tokens, such as https://seva.example. With `loopback_portals`
    addresses of portals may be on this machine and without TLS, as in local runs.
    """

    token_signing_key: Path
    token_keys: Path
    public_address: str = ""
    loopback_portals: bool = False

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment; the signing key is the api's alone."""
        env = environment()
        return cls(
            token_signing_key=env.path("TOKEN_SIGNING_KEY", Path("token-signing-key.json")),
            token_keys=env.path("TOKEN_KEYS", Path("token-keys.json")),
            public_address=env.str("PUBLIC_ADDRESS", "").rstrip("/"),
            loopback_portals=env.bool("LOOPBACK_PORTALS", False),
        )
