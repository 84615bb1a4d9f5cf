"""What signing in works with."""

from dataclasses import dataclass

from kernel.database import Database
from kernel.sealing import Sealing
from services.auth.actions.tokens import Signer


@dataclass(frozen=True)
class Realm:
    """For which site passkeys are made: its domain, the addresses of its pages, and the key of our challenges."""

    domain: str = "localhost"
    origins: tuple[str, ...] = ("https://localhost",)
    key: bytes = b""


@dataclass(frozen=True)
class Desk:
    """It opens its own transactions, so that hashing holds no connection."""

    database: Database
    sealing: Sealing
    signer: Signer
    realm: Realm = Realm()
