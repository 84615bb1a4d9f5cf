"""A blob on its way out of a bucket; when the way breaks it goes on from the byte it had come to."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError

from kernel.blobs.sealed import read_full
from kernel.errors import Unavailable
from kernel.logs import fault, logger


class Download:
    """Reads like a file; *begin* opens the object at a byte, and is asked again a bounded number of times."""

    def __init__(self, begin: Callable[[int], Any], attempts: int) -> None:
        self._begin, self._left = begin, attempts - 1
        self._at = 0
        answer = begin(0)
        self._size = int(answer["ContentLength"])
        self._body: Any = answer["Body"]

    def read(self, size: int, /) -> bytes:
        """Exactly *size* bytes, fewer only at the end; raises Unavailable."""
        wanted = min(size, self._size - self._at)
        parts: list[bytes] = []
        while missing := wanted - sum(map(len, parts)):
            part = self._read(missing)
            self._at += len(part)
            parts.append(part)
        return b"".join(parts)

    def _read(self, size: int) -> bytes:
        try:
            part = read_full(self._body, size)
        except BotoCoreError as error:
            self._resume(error)
            return b""
        if not part:
            self._resume(EOFError())
        return part

    def _resume(self, error: Exception) -> None:
        self._body.close()
        if not self._left:
            logger(room="blobs").error("store-away", **fault(error))
            raise Unavailable(retry_after=2) from error
        self._left -= 1
        self._body = self._begin(self._at)["Body"]

    def close(self) -> None:
        """Let the connection go; what was not read of it cannot be used again."""
        self._body.close()
