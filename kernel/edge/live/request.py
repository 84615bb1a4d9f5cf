"""What a browser asks, as the gateway hands it over: one request for each connection."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, parse_headers
from http.cookies import CookieError, SimpleCookie
from io import BytesIO
from typing import Self

from kernel.identity import Zone
from kernel.tokens import Circumstances

HEAD_SECONDS = 10.0
LARGEST_HEAD_BYTES = 32 * 1024
LONGEST_MARK = 80


class NotReadableError(ValueError):
    """What came is not a request."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request without a body."""

    method: str
    path: str
    cookies: dict[str, str]
    mark: str
    around: Circumstances

    @classmethod
    async def read(cls, reader: asyncio.StreamReader) -> Self:
        """The head of a request; raises NotReadableError for anything else, or when it does not come."""
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            line, _, rest = head.partition(b"\r\n")
            method, target, _version = line.decode("ascii").split(" ")
            headers = parse_headers(BytesIO(rest))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError) as error:
            raise NotReadableError from error
        except (ValueError, HTTPException) as error:
            raise NotReadableError from error
        zone = headers.get("X-Zone", "")
        around = Circumstances(
            zone=Zone(zone) if zone in Zone.__members__ else Zone.INTERNET,
            device_id=headers.get("X-Device", ""),
        )
        mark = headers.get("Last-Event-ID", "")[:LONGEST_MARK]
        return cls(method, target.partition("?")[0], _cookies(headers.get("Cookie", "")), mark, around)


def answer(status: int, body: bytes = b"", kind: str = "text/plain; charset=utf-8") -> bytes:
    """A whole answer."""
    return _head(status, kind, f"Content-Length: {len(body)}") + body


def beginning(retry_ms: int) -> bytes:
    """The beginning of a stream: after how long a browser that lost it shall come back."""
    head = _head(HTTPStatus.OK, "text/event-stream; charset=utf-8", "X-Accel-Buffering: no")
    return head + f"retry: {retry_ms}\n\n".encode()


def _head(status: int, kind: str, more: str) -> bytes:
    phrase = HTTPStatus(status).phrase
    lines = (
        f"HTTP/1.1 {int(status)} {phrase}",
        f"Content-Type: {kind}",
        "Cache-Control: private, no-store",
        "Connection: close",
        more,
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
