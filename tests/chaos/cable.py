"""The cable between clients and gateway: it can be slow, stall, and break in the middle of an answer."""

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass, field

AT_ONCE = 65536
# Closing a socket that lingers for no time at all sends RST instead of FIN.
NO_LINGER = struct.pack("ii", 1, 0)


@dataclass
class Answer:
    """How many bytes of the present answer went by; a request begins a new one."""

    passed: int = 0


@dataclass
class Cable:
    """A TCP proxy on a loopback port; its faults hold for connections in use as well as for new ones."""

    to_port: int
    port: int = 0
    delay: float = 0.0
    slice_bytes: int = 0
    cut_after: int | None = None
    reset: bool = False
    stalled: bool = False
    _server: asyncio.Server | None = field(default=None, repr=False)

    async def open(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """End."""
        if self._server is not None:
            self._server.close()

    def mend(self) -> None:
        """Be a good cable again."""
        self.delay, self.slice_bytes, self.cut_after = 0.0, 0, None
        self.reset = self.stalled = False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        except OSError:
            writer.transport.abort()
            return
        answer = Answer()
        there = asyncio.create_task(self._carry_requests(reader, far_writer, answer))
        with contextlib.suppress(asyncio.CancelledError):
            await self._carry_answers(far_reader, writer, answer)
        there.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await there
        far_writer.close()

    async def _carry_requests(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answer
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(AT_ONCE):
                answer.passed = 0
                await self._pass(writer, data)
        writer.close()

    async def _carry_answers(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answer
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(AT_ONCE):
                if self.reset:
                    _reset(writer)
                    return
                room = len(data) if self.cut_after is None else max(0, self.cut_after - answer.passed)
                answer.passed += len(data)
                if self.delay:
                    await asyncio.sleep(self.delay)
                await self._pass(writer, data[:room])
                if room < len(data):
                    break
        writer.close()

    async def _pass(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        while self.stalled:  # noqa: ASYNC110 - a thread of its own says when the line is good again
            await asyncio.sleep(0.05)
        size = self.slice_bytes or len(data) or 1
        for at in range(0, len(data), size):
            writer.write(data[at : at + size])
            await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    writer.transport.abort()
