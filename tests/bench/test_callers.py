"""Callers of the bench are as patient as any client, and count nobody out silently."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import TypeVar

import pytest

from tests.bench.callers import Line, offer

Result = TypeVar("Result")

ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
REQUEST = b"GET / HTTP/1.1\r\nHost: bench\r\n\r\n"


@contextmanager
def a_server_that_answers(times: int) -> Iterator[int]:
    """The port of one that ends each connection, without a word, after so many answers."""

    class Each(StreamRequestHandler):
        def handle(self) -> None:
            for _ in range(times):
                while self.rfile.readline() not in (b"\r\n", b""):
                    pass
                self.wfile.write(ANSWER)

    with ThreadingTCPServer(("127.0.0.1", 0), Each) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            serving.join()


def in_a_thread_of_its_own(measure: Callable[[], Result]) -> Result:
    """What it returns or raises; a browser of another test may hold this thread's event loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(measure).result()


def test_a_connection_that_was_ended_while_it_rested_is_made_anew() -> None:
    async def ask_twice(port: int) -> list[int]:
        line = Line(port)
        first, _ = await line.ask(REQUEST)
        assert line._reader is not None
        assert await line._reader.read() == b""  # It has been ended.
        second, _ = await line.ask(REQUEST)
        line.close()
        return [first, second]

    with a_server_that_answers(1) as port:
        assert in_a_thread_of_its_own(lambda: asyncio.run(ask_twice(port))) == [201, 201]


def test_who_gets_no_answer_ends_the_measure() -> None:
    with a_server_that_answers(0) as port, pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
        in_a_thread_of_its_own(lambda: offer(port, repeat(REQUEST), per_second=20, seconds=0.5))
