"""The broker's wire for readers: one read of the socket brings many frames, instead of nine reads for one message."""

from typing import Any
from urllib.parse import unquote, urlsplit

import amqp
from amqp.transport import TCPTransport

from kernel.addresses import first_that_answers

BROKER_ERRORS: tuple[type[Exception], ...] = (amqp.AMQPError, OSError)

_HEARTBEAT_SECONDS = 4
_READ_BYTES = 65_536


class _ReadingAhead(TCPTransport):  # type: ignore[misc]  # py-amqp has no types
    """A transport that keeps what the socket gave beyond the bytes that were asked for."""

    _read_buffer: bytes
    _ahead, _at = b"", 0

    def _read(self, n: int, initial: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 - py-amqp's signature
        if self._read_buffer:
            # A read that timed out within a frame put back what it had.
            self._ahead, self._at = bytes(self._read_buffer) + self._ahead[self._at :], 0
            self._read_buffer = b""
        end = self._at + n
        if end > len(self._ahead):
            self._fill(n)
            end = n
        found = self._ahead[end - n : end]
        self._at = end
        return found

    def _fill(self, n: int) -> None:
        self._ahead, self._at = self._ahead[self._at :], 0
        while len(self._ahead) < n:
            more = self._quick_recv(max(_READ_BYTES, n - len(self._ahead)))
            if not more:
                raise ConnectionResetError("The broker closed the connection.")
            self._ahead += more


class Wire(amqp.Connection):  # type: ignore[misc]  # py-amqp has no types
    """A connection whose plain transport reads ahead."""

    def _transport(
        self, host: str, connect_timeout: float, ssl: Any = None, *more: Any, **options: Any
    ) -> Any:
        if ssl:
            return super().Transport(host, connect_timeout, ssl, *more, **options)
        read_timeout, write_timeout = more
        return _ReadingAhead(host, connect_timeout, read_timeout, write_timeout, **options)

    Transport = _transport


def connect(url: str) -> Wire:
    """An open connection to the broker, to the first of its addresses that answers; raises one of BROKER_ERRORS."""
    return first_that_answers(url, _connect, BROKER_ERRORS)


def _connect(address: str) -> Wire:
    parts = urlsplit(address)
    connection = Wire(
        host=f"{parts.hostname}:{parts.port or 5672}",
        userid=unquote(parts.username or "guest"),
        password=unquote(parts.password or "guest"),
        virtual_host=unquote(parts.path[1:]) or "/",
        ssl=_verified(parts.hostname) if parts.scheme == "amqps" else False,
        heartbeat=_HEARTBEAT_SECONDS,
        connect_timeout=5,
        read_timeout=None,
        write_timeout=10,
    )
    connection.connect()
    return connection


def _verified(host: str | None) -> dict[str, Any]:
    """TLS that accepts only a certificate of *host* by an authority that this machine trusts."""
    return {"context": {"check_hostname": True}, "server_hostname": host}
