"""Citizens' cases at a steady pace: each is asked again under its key until the answer can be believed, or left unknown."""

import asyncio
import contextlib
import json
import random
import threading
import time
from dataclasses import dataclass, field

from kernel import clock
from tests.chaos.cable import Cable
from tests.chaos.record import Act, Outcome, Record
from tests.public.town import a_body

PATH = "/api/public/v1/cases"
ANSWER_SECONDS = 8.0
TRIES = 40
AGAIN_SECONDS = 0.4
# Of those who got no answer, so many ask no more: their case may exist or not.
GIVING_UP = 0.3
CLIENTS = 24
CREATED, SERVER_FAULT = 201, 500
# Come later: the request was too long on its way, or came among too many.
LATER = (408, 429)


@dataclass
class Crowd:
    """A thread with its own loop: clients, and the cable through which they speak."""

    record: Record
    gateway_port: int
    portal_key: str
    departments: tuple[str, ...]
    per_second: float
    seed: int
    cable: Cable = field(init=False)
    paused: bool = field(default=False, init=False)
    _ends: bool = field(default=False, init=False)
    _thread: threading.Thread = field(init=False)
    _ready: threading.Event = field(default_factory=threading.Event, init=False)
    _next: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.cable = Cable(self.gateway_port)
        self._random = random.Random(self.seed)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()
        self._ready.wait(10)

    def stop(self) -> None:
        """Ask nothing new, and wait until each act has ended."""
        self._ends = True
        self._thread.join(ANSWER_SECONDS * 3)

    async def _live(self) -> None:
        await self.cable.open()
        self._next = time.monotonic()
        self._ready.set()
        await asyncio.gather(*(self._client() for _ in range(CLIENTS)))
        await self.cable.close()

    async def _client(self) -> None:
        line = Line(self.cable)
        while not self._ends:
            now = time.monotonic()
            if self.paused:
                self._next = now
                await asyncio.sleep(0.05)
                continue
            # Who was kept waiting does not ask for everything at once afterwards.
            self._next = max(self._next + 1 / self.per_second, now - 1)
            await asyncio.sleep(max(0.0, self._next - now))
            await self._file(line)
        line.drop()

    async def _file(self, line: "Line") -> None:
        key = str(clock.new_id())
        act = self.record.invoke("file", key)
        request = self._request(key)
        gives_up = self._random.random() < GIVING_UP
        for _ in range(TRIES):
            act.tries += 1
            status, body = await line.ask(request)
            act.status = status
            if self._judged(act, status, body):
                return
            if (status == 0 and gives_up) or self._ends:
                break
            await asyncio.sleep(AGAIN_SECONDS)
        self.record.end(act, Outcome.UNKNOWN)

    def _judged(self, act: Act, status: int, body: bytes) -> bool:
        if status == CREATED:
            with contextlib.suppress(ValueError, KeyError):
                self.record.end(act, Outcome.OK, json.loads(body)["case_id"])
                return True
        if 400 <= status < SERVER_FAULT and status not in LATER:
            self.record.end(act, Outcome.FAIL)
            return True
        return False

    def _request(self, key: str) -> bytes:
        number = self._random.randrange(10**8)
        body = a_body(mobile=f"98{number:08d}")
        body["department"] = self._random.choice(self.departments)
        sent = json.dumps(body, ensure_ascii=False).encode()
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nX-Portal-Key: {self.portal_key}\r\n"
            f"Idempotency-Key: {key}\r\nAccept-Language: hi\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
        )
        return head.encode() + sent


class Line:
    """A connection of one client; status 0 is no answer that can be believed."""

    def __init__(self, cable: Cable) -> None:
        self._cable = cable
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body."""
        try:
            return await asyncio.wait_for(self._ask(request), ANSWER_SECONDS)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
            self.drop()
            return 0, b""

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        if self._ends is None:
            self._ends = await asyncio.open_connection("127.0.0.1", self._cable.port)
        reader, writer = self._ends
        writer.write(request)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        if b"connection: close" in head:
            self.drop()
        return int(head[9:12]), body

    def drop(self) -> None:
        """Let the connection go."""
        if self._ends is not None:
            self._ends[1].transport.abort()
            self._ends = None
