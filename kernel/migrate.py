"""Migrations: plain SQL, forward only, one at a time, with time-outs and committed checksums."""

import hashlib
import sys
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg2
from psycopg2.extensions import parse_dsn
from yoyo import get_backend, read_migrations

_ROOT = Path(__file__).resolve().parent.parent
_LOCK_KEY = 0x4B53_4D49  # "KSMI"


class MigrationChangedError(RuntimeError):
    """A migration that is already published was edited; publish a new one instead."""


def folders(service: str) -> list[Path]:
    """The kernel's migrations come first, then the service's own."""
    return [_ROOT / "kernel" / "migrations", _ROOT / "services" / service / "migrations"]


def migrate(dsn: str, service: str) -> int:
    """Apply what is missing to the service's database as its owner; the number applied is returned."""
    for folder in folders(service):
        check_sums(folder)
    with psycopg2.connect(dsn) as guard, guard.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (_LOCK_KEY,))
        return _apply(dsn, service)


def check_sums(folder: Path) -> None:
    """Raise MigrationChangedError when a migration differs from its committed checksum."""
    committed = folder / "checksums"
    if not committed.exists():
        return
    for line in committed.read_text("utf-8").splitlines():
        digest, name = line.split()
        if sum_of(folder / name) != digest:
            raise MigrationChangedError(f"{folder.parent.name}/{name}")


def sum_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_sums(folder: Path) -> None:
    """Commit to the present content of every migration of a folder."""
    lines = [f"{sum_of(path)} {path.name}\n" for path in sorted(folder.glob("*.sql"))]
    (folder / "checksums").write_text("".join(lines), "utf-8")


def _apply(dsn: str, service: str) -> int:
    backend = get_backend(_url(dsn))
    try:
        # A migrator that was killed leaves yoyo's own row behind; the advisory lock makes it ours to clear.
        backend.break_lock()
        backend.execute("SET lock_timeout = '5s'")
        applied = 0
        for folder in folders(service):
            missing = backend.to_apply(read_migrations(str(folder)))
            backend.apply_migrations(missing)
            applied += len(missing)
        return applied
    finally:
        backend.connection.close()


def _url(dsn: str) -> str:
    parts = parse_dsn(dsn)
    login = quote(parts.pop("user", ""), safe="")
    if "password" in parts:
        login += ":" + quote(parts.pop("password"), safe="")
    name = parts.pop("dbname")
    return f"postgresql://{login}@/{name}?{urlencode(parts)}"


if __name__ == "__main__":
    for _folder in {folder for service in sys.argv[1:] for folder in folders(service)}:
        write_sums(_folder)
