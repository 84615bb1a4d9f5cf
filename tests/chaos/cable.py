"""The cable between clients and gateway: it can be slow, stall, and break in the middle of an answer."""

import asyncio
import contextlib
from dataclasses import dataclass, field


@dataclass
class Cable:
    """A TCP proxy on a loopback port; its faults hold for connections in use as well as for new ones."""

    to_port: int
    port: int = 0
    delay: float = 0.0
    slice_bytes: int = 0
    cut_after: int | None = None
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
        self.delay, self.slice_bytes, self.cut_after, self.stalled = 0.0, 0, None, False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        except OSError:
            writer.transport.abort()
            return
        there = asyncio.create_task(self._carry(reader, far_writer, answers=False))
        with contextlib.suppress(asyncio.CancelledError):
            await self._carry(far_reader, writer, answers=True)
        there.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await there

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if answers and self.cut_after is not None:
                    writer.write(data[: self.cut_after])
                    writer.transport.abort()
                    return
                await self._pass(writer, data, answers=answers)
        writer.close()

    async def _pass(self, writer: asyncio.StreamWriter, data: bytes, *, answers: bool) -> None:
        while self.stalled:  # noqa: ASYNC110 - a thread of its own says when the line is good again
            await asyncio.sleep(0.05)
        if answers and self.delay:
            await asyncio.sleep(self.delay)
        size = self.slice_bytes or len(data)
        for at in range(0, len(data), size):
            writer.write(data[at : at + size])
            await writer.drain()
