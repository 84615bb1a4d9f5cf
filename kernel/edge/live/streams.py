"""The open streams of a process, by person."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.edge.live.news import News, event
from kernel.metrics import Counter, Gauge
from kernel.tokens import LIFETIME_SECONDS, Claims

SILENCE_SECONDS = 20.0
# What a reader does not take is not kept for it: the next stream begins with how things stand then.
LARGEST_BACKLOG_BYTES = 16 * 1024
COMMENT = b":\n\n"

OPEN = Gauge("karyasetu_live_streams", "Streams that browsers keep open.")
TOLD = Counter("karyasetu_live_events_total", "Events written to streams.")


@dataclass(eq=False, slots=True)
class Stream:
    """One browser that listens, until its token ends."""

    writer: asyncio.StreamWriter
    person_id: UUID
    session_id: UUID
    issued_at: datetime
    mark: str
    spoken_at: float

    def is_cut_off(self, revoked: "Revoked") -> bool:
        """Whether the session was ended, or its person was cut off after the token was issued."""
        return revoked.session_id == self.session_id or (
            revoked.session_id is None and revoked.revoked_at >= self.issued_at
        )

    def is_over(self, now: datetime) -> bool:
        """Whether the token that opened it has ended."""
        return (now - self.issued_at).total_seconds() >= LIFETIME_SECONDS

    def write(self, text: bytes, at: float) -> None:
        """Say *text*; who does not listen is let go."""
        if self.writer.transport.get_write_buffer_size() > LARGEST_BACKLOG_BYTES:
            self.end()
            return
        self.writer.write(text)
        self.spoken_at = at

    def end(self) -> None:
        """Close it; its browser comes back if it may."""
        self.writer.close()


@dataclass(frozen=True, slots=True)
class Revoked:
    """A session that was ended, or with None a person that was cut off."""

    person_id: UUID
    session_id: UUID | None
    revoked_at: datetime


class Streams:
    """Who listens now, and for whom the state of things is still to be found out."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.wanted: set[UUID] = set()
        self._by_person: dict[UUID, set[Stream]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def people(self) -> set[UUID]:
        """Everybody who listens."""
        return set(self._by_person)

    def open(self, writer: asyncio.StreamWriter, claims: Claims, mark: str, at: float) -> Stream:
        """A stream for the bearer of *claims*, who knows how things stood at *mark*."""
        stream = Stream(writer, claims.person_id, claims.session_id, claims.issued_at, mark, at)
        self._by_person.setdefault(stream.person_id, set()).add(stream)
        self.wanted.add(stream.person_id)
        self._counted(1)
        return stream

    def forget(self, stream: Stream) -> None:
        """The stream is closed."""
        mine = self._by_person.get(stream.person_id, set())
        if stream in mine:
            mine.remove(stream)
            self._counted(-1)
        if not mine:
            self._by_person.pop(stream.person_id, None)

    def tell(self, news: Mapping[UUID, News], at: float) -> None:
        """Tell everybody concerned who does not know it yet."""
        for person_id, state in news.items():
            for stream in tuple(self._by_person.get(person_id, ())):
                if stream.mark != state.mark:
                    stream.mark = state.mark
                    stream.write(event(self.kind, state), at)
                    TOLD.inc()

    def cut_off(self, revocations: Iterable[Revoked]) -> None:
        """End the streams of sessions and people that were cut off."""
        for revoked in revocations:
            for stream in tuple(self._by_person.get(revoked.person_id, ())):
                if stream.is_cut_off(revoked):
                    stream.end()

    def keep(self, now: datetime, at: float) -> None:
        """End what has lasted long enough, and say a word where it was silent too long."""
        for stream in self._all():
            if stream.is_over(now):
                stream.end()
            elif at - stream.spoken_at >= SILENCE_SECONDS:
                stream.write(COMMENT, at)

    def end(self) -> None:
        """Close them all."""
        for stream in self._all():
            stream.end()

    def _all(self) -> Iterator[Stream]:
        return iter([stream for mine in self._by_person.values() for stream in mine])

    def _counted(self, more: int) -> None:
        self._count += more
        OPEN.set(self._count)
