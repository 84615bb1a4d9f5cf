"""The pulse of the gateway's keeper: a small file, written anew each second; when it was last, its age tells."""

import contextlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.local.programs import write_private

PULSE = "keeper.pulse"


@dataclass(frozen=True, slots=True)
class Facts:
    """Since when the keeper lives, and what it knows of the certificates; None for what it could not read."""

    started_at: datetime | None = None
    certificate_ends_at: datetime | None = None
    list_begins_at: datetime | None = None
    list_ends_at: datetime | None = None
    revoked: int = 0


def beat(path: Path, facts: Facts) -> None:
    """Leave a pulse in *path*."""
    write_private(path, json.dumps(asdict(facts), default=datetime.isoformat))


def written_at(path: Path) -> datetime | None:
    """When a file was last written, as a pulse is each second; None where there is none."""
    with contextlib.suppress(FileNotFoundError):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return None


def facts_in(path: Path) -> Facts:
    """What the last pulse says; nothing where none can be read."""
    with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
        said: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return Facts(**{name: _instant(value) for name, value in said.items()})
    return Facts()


def _instant(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
