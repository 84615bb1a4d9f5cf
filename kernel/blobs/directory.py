"""Shelves in a directory of the file system: flushed before they are relied upon."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kernel.blobs.sealed import BlobMissingError


class DirectoryShelves:
    """blobs/ab/<address>, kept/<service>/ab/<address>, and incoming/ for what has no address yet."""

    def __init__(self, directory: Path, service: str) -> None:
        self.service = service
        self.blobs = directory / "blobs"
        self.markers = directory / "kept"
        self._incoming = directory / "incoming"
        self._lock = directory / "lock"
        for folder in (self.blobs, self.markers, self._incoming):
            folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def incoming(self) -> Iterator[IO[bytes]]:
        path = self._incoming / secrets.token_hex(16)
        try:
            with path.open("xb") as target:
                yield target
        finally:
            path.unlink(missing_ok=True)

    def place(self, incoming: IO[bytes], address: str) -> None:
        incoming.flush()
        os.fsync(incoming.fileno())
        self._add_marker(address)
        _move(Path(incoming.name), self._blob_path(address))

    def fetch(self, address: str) -> IO[bytes]:
        try:
            return self._blob_path(address).open("rb")
        except FileNotFoundError:
            raise BlobMissingError(address) from None

    def keep(self, address: str) -> None:
        with self._locked(fcntl.LOCK_SH):
            if not self._blob_path(address).exists():
                raise BlobMissingError(address)
            self._add_marker(address)

    def release(self, address: str) -> None:
        self._marker_path(self.service, address).unlink(missing_ok=True)

    def kept(self, before: float, part: str) -> list[str]:
        return [path.name for path in _older(self.markers / self.service / part, before)]

    def unkept(self, before: float, part: str) -> list[str]:
        found = (path.name for path in _older(self.blobs / part, before))
        return [address for address in found if not self._is_kept(address)]

    def remove(self, address: str) -> bool:
        with self._locked(fcntl.LOCK_EX):
            if self._is_kept(address):
                return False
            self._blob_path(address).unlink(missing_ok=True)
            return True

    def tidy(self, before: float) -> None:
        for half_written in _older(self._incoming, before):
            half_written.unlink(missing_ok=True)

    def _is_kept(self, address: str) -> bool:
        return any(self._marker_path(folder.name, address).exists() for folder in self.markers.iterdir())

    def _add_marker(self, address: str) -> None:
        marker = self._marker_path(self.service, address)
        _folder_for(marker)
        marker.touch()
        _flush_folder(marker.parent)

    def _blob_path(self, address: str) -> Path:
        return self.blobs / address[:2] / address

    def _marker_path(self, service: str, address: str) -> Path:
        return self.markers / service / address[:2] / address

    @contextmanager
    def _locked(self, kind: int) -> Iterator[None]:
        with self._lock.open("ab") as lock:
            fcntl.flock(lock, kind)
            yield


def _move(source: Path, target: Path) -> None:
    _folder_for(target)
    source.replace(target)
    _flush_folder(target.parent)


def _folder_for(path: Path) -> None:
    if not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _flush_folder(path.parent.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _older(folder: Path, before: float) -> list[Path]:
    if not folder.exists():
        return []
    return [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime <= before]
