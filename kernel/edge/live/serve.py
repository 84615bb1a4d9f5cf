"""The process: it opens streams, looks what is new a few times a second, and tells who listens."""

import asyncio
import random
import resource
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

from kernel import clock, directory, logs
from kernel.database import Database
from kernel.edge.live.news import News, Source
from kernel.edge.live.request import LARGEST_HEAD_BYTES, NotReadableError, Request, answer, beginning
from kernel.edge.live.streams import Revoked, Streams
from kernel.errors import Refused, Unavailable
from kernel.metrics import exposition
from kernel.tokens import LIFETIME_SECONDS, Claims, Verifier, actor_from, token_in_cookies

LOOK_SECONDS = 0.2
KEEP_SECONDS = 1.0
# Whatever was missed, and what was read in another window, is told after this at the latest.
LOOK_AT_ALL_SECONDS = 30.0
# A change is dated when its transaction begins, and seen when it ends.
OVERLAP = timedelta(seconds=10)
# Whose token was issued before a revocation has lost it by then.
TOKENS_LIVE = timedelta(seconds=LIFETIME_SECONDS + 10)
AWAY_SECONDS = 15.0
PAUSE_SECONDS = 1.0
ENDING_SECONDS = 2.0
# Browsers that lost their stream together do not come back together.
RETRY_MS = (2000, 6000)
MOST_STREAMS = 5000
BACKLOG = 1024
SOCKET_PERMISSIONS = 0o660


@dataclass(frozen=True, slots=True)
class _Seen:
    news: dict[UUID, News]
    revoked: list[Revoked]


class Live:
    """Streams of a service's news on one unix socket; one thread speaks, one looks."""

    def __init__(
        self, database: Database, verifier: Verifier, source: Source, most: int = MOST_STREAMS
    ) -> None:
        self.streams = Streams(source.kind)
        self._database, self._verifier, self._source, self._most = database, verifier, source, most
        self._heard: dict[UUID, datetime] = {}
        self._looked_at = clock.now()
        self._well_at = time.monotonic()
        self._all_due = 0.0
        self._listening: set[asyncio.Future[None]] = set()

    def run(self, path: Path) -> None:
        """Serve on the unix socket *path* until SIGTERM or SIGINT."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 2 * self._most)), hard))
        asyncio.run(self.serve(_listener(path)))

    async def serve(self, listener: socket.socket) -> None:
        """Serve on *listener* until told to end."""
        ending, loop = asyncio.Event(), asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, ending.set)
        server = await asyncio.start_unix_server(
            self._answer, sock=listener, limit=LARGEST_HEAD_BYTES, backlog=BACKLOG
        )
        workers = [asyncio.create_task(each) for each in (self._look_on(), self._keep_on())]
        await ending.wait()
        server.close()
        self.streams.end()
        if self._listening:
            await asyncio.wait(self._listening, timeout=ENDING_SECONDS)
        for worker in workers:
            worker.cancel()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            try:
                request = await Request.read(reader)
                if request.path == "/notify/live":
                    await self._stream(request, reader, writer)
                else:
                    writer.write(self._other(request))
                    await writer.drain()
            except NotReadableError:
                writer.write(answer(HTTPStatus.BAD_REQUEST))
            finally:
                writer.close()

    async def _stream(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        claims = self._claims(request)
        if claims is None or len(self.streams) >= self._most:
            writer.write(answer(HTTPStatus.SERVICE_UNAVAILABLE if claims else HTTPStatus.UNAUTHORIZED))
            return
        writer.write(beginning(random.randint(*RETRY_MS)))  # noqa: S311 - it only spreads a crowd
        stream = self.streams.open(writer, claims, request.mark, time.monotonic())
        listening = asyncio.ensure_future(_silence(reader))
        self._listening.add(listening)
        try:
            await listening
        finally:
            self._listening.discard(listening)
            self.streams.forget(stream)

    def _claims(self, request: Request) -> Claims | None:
        """Who listens; None for nobody, and for a token that is over or belongs to another device."""
        try:
            claims = self._verifier.claims_of(token_in_cookies(lambda name: request.cookies.get(name, "")))
            actor_from(claims, request.around)
        except Refused:
            return None
        return claims

    def _other(self, request: Request) -> bytes:
        if request.path == "/healthz":
            is_well = time.monotonic() - self._well_at < AWAY_SECONDS
            return answer(HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE)
        if request.path == "/metrics":
            return answer(HTTPStatus.OK, exposition(), "text/plain; version=0.0.4")
        return answer(HTTPStatus.NOT_FOUND)

    async def _keep_on(self) -> None:
        while True:
            await asyncio.sleep(KEEP_SECONDS)
            self.streams.keep(clock.now(), time.monotonic())

    async def _look_on(self) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, "look") as looker:
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                people = self.streams.people()
                wanted, self.streams.wanted = self.streams.wanted, set()
                try:
                    seen = await loop.run_in_executor(looker, self._look, people, wanted)
                except Unavailable as error:
                    self.streams.wanted |= wanted
                    logs.logger().warning("live-trouble", **logs.fault(error))
                    await asyncio.sleep(PAUSE_SECONDS)
                except Exception as error:  # noqa: BLE001 - one fault must not end what everybody listens to
                    logs.logger().error("live-trouble", **logs.fault(error))
                    await asyncio.sleep(PAUSE_SECONDS)
                else:
                    self._well_at = time.monotonic()
                    self.streams.cut_off(seen.revoked)
                    self.streams.tell(seen.news, time.monotonic())

    def _look(self, people: set[UUID], wanted: set[UUID]) -> _Seen:
        """What is new for *people*, and how things stand for those who are *wanted*."""
        now = clock.now()
        if self._all_due < time.monotonic():
            self._all_due = time.monotonic() + LOOK_AT_ALL_SECONDS
            wanted = wanted | people
        with self._database.transaction(reading=True) as tx:
            changes = self._source.changes(tx, self._looked_at - OVERLAP) if people else []
            fresh = {change.person_id for change in changes if change.change_id not in self._heard}
            concerned = (fresh | wanted) & (people | wanted)
            news = dict(self._source.news(tx, concerned)) if concerned else {}
            revoked = [Revoked(**row) for row in directory.revocations_since(tx, now - TOKENS_LIVE)]
        self._note(now, [change.change_id for change in changes])
        return _Seen(news, revoked)

    def _note(self, now: datetime, change_ids: list[UUID]) -> None:
        self._looked_at = now
        self._heard.update(dict.fromkeys(change_ids, now))
        if len(self._heard) > len(change_ids):
            self._heard = {each: at for each, at in self._heard.items() if now - at <= 2 * OVERLAP}


async def _silence(reader: asyncio.StreamReader) -> None:
    """Wait for the end of a browser that listens; it says nothing more, and what it says is not heard."""
    while await reader.read(1024):
        pass


def _listener(path: Path) -> socket.socket:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A process that was killed leaves its socket's name behind.
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    path.chmod(SOCKET_PERMISSIONS)
    return listener
