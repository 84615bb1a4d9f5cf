"""What auth needs from the environment beside the shared settings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from kernel.settings import environment


@dataclass(frozen=True)
class Settings:
    """Where the token keys lie and for which site passkeys are made; names are prefixed KS_."""

    token_signing_key: Path
    token_keys: Path
    passkey_domain: str = "localhost"
    passkey_origins: tuple[str, ...] = ("https://localhost",)

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment; the signing key is the api's alone."""
        env = environment()
        domain = env.str("PASSKEY_DOMAIN", "localhost")
        return cls(
            token_signing_key=env.path("TOKEN_SIGNING_KEY", Path("token-signing-key.json")),
            token_keys=env.path("TOKEN_KEYS", Path("token-keys.json")),
            passkey_domain=domain,
            passkey_origins=tuple(env.list("PASSKEY_ORIGINS", [f"https://{domain}"])),
        )
