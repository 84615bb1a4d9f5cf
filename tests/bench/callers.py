"""A load generator on keep-alive connections: closed loop for saturation, open loop for waiting times."""

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Answers:
    """What came back: waiting times in ms, and what was not the *wanted* status with the time until it was refused.

    `each` holds every answer: the instant (monotonic) at which its request should have left, its waiting, its status.
    """

    waited: list[float] = field(default_factory=list)
    refused: list[tuple[int, bytes]] = field(default_factory=list)
    turned: list[float] = field(default_factory=list)
    bodies: list[tuple[float, bytes]] = field(default_factory=list)
    each: list[tuple[float, float, int]] = field(default_factory=list)
    busy_without_hint: int = 0  # Answers 503 that do not say when to come back.
    began: float = 0.0
    seconds: float = 0.0
    wanted: int = 201

    @property
    def per_second(self) -> float:
        return len(self.waited) / self.seconds

    def forgive(self, status: int) -> None:
        """Raise unless all refusals had this status."""
        other = [refusal for refusal in self.refused if refusal[0] != status]
        if other:
            raise RuntimeError(f"{len(other)} were refused, the first: {other[0]}")

    def note(
        self, since: float, status: int, body: bytes, names: tuple[bytes, ...], *, keep: float | None = None
    ) -> None:
        """One answer, with the *names* of its headers, to a request that should have left at *since* (monotonic)."""
        waited = (time.monotonic() - since) * 1000
        self.each.append((since, waited, status))
        self.busy_without_hint += status == 503 and b"retry-after" not in names
        if status != self.wanted:
            self.refused.append((status, body))
            self.turned.append(waited)
            return
        self.waited.append(waited)
        if keep is not None:
            self.bodies.append((keep, body))


class Line:
    """One connection that comes back when the other side has ended it."""

    def __init__(self, port: int, source: str | None = None, tls: ssl.SSLContext | None = None) -> None:
        self._port, self._from, self._tls = port, (source, 0) if source else None, tls
        self.names: tuple[bytes, ...] = ()
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer; sent once more where an idle connection was ended without a word."""
        rested = self._reader is not None
        try:
            return await self._ask(request)
        except (asyncio.IncompleteReadError, ConnectionError) as ended:
            self.close()
            if not rested or getattr(ended, "partial", b""):
                raise
            return await self._ask(request)

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(
                "127.0.0.1", self._port, local_addr=self._from, ssl=self._tls
            )
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        self.names = tuple(line.partition(b":")[0] for line in head.split(b"\r\n")[1:])
        body = await self._reader.readexactly(_length(head))
        if b"connection: close" in head:
            self.close()
        return int(head[9:12]), body

    async def ask_until_taken(self, request: bytes) -> tuple[int, bytes]:
        """The same, sent again as long as the service is busy."""
        while (answer := await self.ask(request))[0] == 503:  # noqa: ASYNC110 - the service tells nobody.
            await asyncio.sleep(0.2)
        return answer

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


def _length(head: bytes) -> int:
    _, found, rest = head.partition(b"content-length:")
    if not found:
        raise RuntimeError(f"an answer without its length: {head!r}")
    return int(rest.split(b"\r\n", 1)[0])


def saturate(
    port: int, requests: Iterator[bytes], connections: int, seconds: float, *, keep: bool = False
) -> Answers:
    """Each connection asks again as soon as it was answered."""
    return asyncio.run(_saturate(port, requests, connections, seconds, keep=keep))


async def _saturate(
    port: int, requests: Iterator[bytes], connections: int, seconds: float, *, keep: bool
) -> Answers:
    answers, began = Answers(), time.monotonic()
    offset = time.time() - began

    async def client() -> None:
        line = Line(port)
        while time.monotonic() - began < seconds:
            since = time.monotonic()
            status, body = await line.ask(next(requests))
            answers.note(since, status, body, line.names, keep=since + offset if keep else None)
        line.close()

    await asyncio.gather(*(client() for _ in range(connections)))
    answers.seconds = time.monotonic() - began
    return answers


def offer(
    port: int,
    requests: Iterator[bytes],
    per_second: float,
    seconds: float,
    *,
    keep: bool = False,
    wanted: int = 201,
    enough: Callable[[Answers], bool] | None = None,
) -> Answers:
    """Requests leave at their instants, whatever became of those before; waiting counts from the instant.

    Once a second the offer ends early if what came back so far is *enough*.
    """
    answers = Answers(wanted=wanted)
    beats = range(int(per_second * seconds))
    asyncio.run(_offer(answers, port, requests, beats, per_second, keep=keep, enough=enough))
    return answers


async def _offer(
    answers: Answers,
    port: int,
    requests: Iterator[bytes],
    beats: range,
    per_second: float,
    *,
    keep: bool,
    enough: Callable[[Answers], bool] | None,
) -> None:
    idle: list[Line] = []
    running: set[asyncio.Future[None]] = set()
    answers.began = began = time.monotonic()
    offset = time.time() - began

    async def one(intended: float, request: bytes) -> None:
        line = idle.pop() if idle else Line(port)
        status, body = await line.ask(request)
        answers.note(intended, status, body, line.names, keep=intended + offset if keep else None)
        idle.append(line)

    def answered(task: asyncio.Future[None]) -> None:
        if task.cancelled() or task.exception() is None:
            running.discard(task)

    for number in beats:
        if enough and number % max(1, round(per_second)) == 0 and enough(answers):
            break
        intended = began + number / per_second
        await asyncio.sleep(max(0.0, intended - time.monotonic()))
        task = asyncio.ensure_future(one(intended, next(requests)))
        running.add(task)
        task.add_done_callback(answered)
    # Whoever got no answer is still among them, and raises.
    await asyncio.gather(*running)
    answers.seconds = time.monotonic() - began
    for line in idle:
        line.close()


def wait_for(port: int, request: Callable[[], bytes], seconds: float, wanted: int = 201) -> None:
    """Wait until a request is answered as *wanted*."""
    end, last = time.monotonic() + seconds, (0, b"")
    while time.monotonic() < end:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            last = asyncio.run(Line(port).ask(request()))
            if last[0] == wanted:
                return
        time.sleep(0.2)
    raise RuntimeError(f"no good answer within {seconds:.0f} s: {last}")
