"""The streams of a process: silence, slow readers, the end of a token."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.edge.live.news import News
from kernel.edge.live.streams import COMMENT, LARGEST_BACKLOG_BYTES, SILENCE_SECONDS, Stream, Streams
from kernel.tokens import LIFETIME_SECONDS, Claims
from tests.fakes import an_id

READER = an_id("reader")


@dataclass
class Writer:
    """What a socket was given to write."""

    said: list[bytes] = field(default_factory=list)
    backlog: int = 0
    closed: bool = False

    @property
    def transport(self) -> "Writer":
        return self

    def get_write_buffer_size(self) -> int:
        return self.backlog

    def write(self, text: bytes) -> None:
        self.said.append(text)

    def close(self) -> None:
        self.closed = True


def opened(streams: Streams, mark: str = "", issued_at: datetime | None = None) -> tuple[Stream, Writer]:
    writer: Any = Writer()
    now = issued_at or clock.now()
    claims = Claims(READER, "CG1", an_id("session"), None, now, now, ())
    return streams.open(writer, claims, mark, 0.0), writer


def news(unread: int) -> dict[UUID, News]:
    return {READER: News(f"n.{unread}", {"unread": unread})}


def test_who_hears_nothing_for_twenty_seconds_gets_a_comment() -> None:
    streams = Streams("notice")
    _stream, writer = opened(streams)

    streams.keep(clock.now(), SILENCE_SECONDS - 1)
    before = list(writer.said)
    streams.keep(clock.now(), SILENCE_SECONDS)
    streams.keep(clock.now(), SILENCE_SECONDS + 1)

    assert (before, writer.said) == ([], [COMMENT])


def test_the_same_news_is_told_once_and_what_is_known_not_at_all() -> None:
    streams = Streams("notice")
    _one, fresh = opened(streams)
    _two, knowing = opened(streams, mark="n.1")

    for unread in (1, 1, 2):
        streams.tell(news(unread), 1.0)

    assert len(fresh.said) == 2
    assert knowing.said == [b'id: n.2\nevent: notice\ndata: {"kind":"notice","unread":2}\n\n']


def test_who_does_not_read_is_let_go_instead_of_kept_for() -> None:
    streams = Streams("notice")
    _stream, writer = opened(streams)
    writer.backlog = LARGEST_BACKLOG_BYTES + 1

    streams.tell(news(1), 1.0)

    assert writer.closed
    assert writer.said == []


def test_a_stream_lasts_as_long_as_its_token() -> None:
    streams = Streams("notice")
    issued = clock.now()
    _stream, writer = opened(streams, issued_at=issued)

    streams.keep(issued + timedelta(seconds=LIFETIME_SECONDS - 1), 1.0)
    before = writer.closed
    streams.keep(issued + timedelta(seconds=LIFETIME_SECONDS), 1.0)

    assert (before, writer.closed) == (False, True)


def test_a_forgotten_stream_leaves_nothing_behind() -> None:
    streams = Streams("notice")
    stream, _writer = opened(streams)

    streams.forget(stream)
    streams.forget(stream)

    assert len(streams) == 0
    assert streams.people() == set()
