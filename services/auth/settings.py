"""What auth needs from the environment beside the shared settings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from kernel.settings import environment


@dataclass(frozen=True)
class Settings:
    """Where the keys of tokens and of the certificate authority lie, and under which addresses people find us.

    The names in the environment are prefixed KS_. `public_address` is the issuer of ID tokens, such as
    https://seva.example. With `loopback_portals` addresses of portals may be on this machine and without TLS,
    as in local runs. Passkeys are made for `passkey_domain`.
    """

    token_signing_key: Path
    token_keys: Path
    authority_certificate: Path = Path("authority.pem")
    authority_key: Path = Path("authority.key")
    device_days: int = 365
    passkey_domain: str = "localhost"
    passkey_origins: tuple[str, ...] = ("https://localhost",)
    public_address: str = ""
    loopback_portals: bool = False

    @classmethod
    def from_environment(cls) -> Self:
        """Read the environment; the signing key is the api's alone, the authority's key the api's and the worker's."""
        env = environment()
        domain = env.str("PASSKEY_DOMAIN", "localhost")
        return cls(
            token_signing_key=env.path("TOKEN_SIGNING_KEY", Path("token-signing-key.json")),
            token_keys=env.path("TOKEN_KEYS", Path("token-keys.json")),
            authority_certificate=env.path("AUTHORITY_CERTIFICATE", Path("authority.pem")),
            authority_key=env.path("AUTHORITY_KEY", Path("authority.key")),
            device_days=env.int("DEVICE_DAYS", 365),
            passkey_domain=domain,
            passkey_origins=tuple(env.list("PASSKEY_ORIGINS", [f"https://{domain}"])),
            public_address=env.str("PUBLIC_ADDRESS", "").rstrip("/"),
            loopback_portals=env.bool("LOOPBACK_PORTALS", False),
        )

    @property
    def authority(self) -> tuple[Path, Path, int]:
        """Certificate and key of the certificate authority, and how many days a device's certificate lasts."""
        return self.authority_certificate, self.authority_key, self.device_days
