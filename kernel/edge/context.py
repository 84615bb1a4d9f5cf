"""What a process of a service holds for its handlers: database, blobs, seals, keys."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from kernel.blobs import Blobs, blobs_of
from kernel.database import Database
from kernel.sealing import Sealing
from kernel.settings import KernelSettings
from kernel.tokens import Verifier
from kernel.ui.assets import emblem_address


@dataclass(frozen=True)
class Context:
    """Made once per process; handlers ask for its parts by parameter name."""

    service: str
    database: Database
    settings: Any
    verifier: Verifier
    blobs: Blobs
    sealing: Sealing
    form_key: bytes
    emblem: str = ""

    @classmethod
    def from_settings(cls, kernel: KernelSettings, own: Any, process: str) -> Self:
        """The context of a *process* from the shared settings and the service's *own*."""
        return cls(
            service=kernel.service,
            database=Database(kernel.database_url, size=kernel.pool_size, name=process),
            settings=own,
            verifier=Verifier(kernel.token_keys),
            blobs=blobs_of(kernel.blob_url, kernel.blob_dir, kernel.service),
            sealing=Sealing.from_directory(kernel.sealing_dir, kernel.service),
            form_key=_key(kernel.form_key),
            emblem=emblem_address(kernel.emblem),
        )


def _key(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
