"""Two sendings of one form follow one another, so that the second finds what the first was answered."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kernel.errors import Unavailable

LONGEST_WAIT_SECONDS = 10.0

_guard = threading.Lock()
_turns: dict[str, tuple[threading.Lock, int]] = {}


@contextmanager
def in_turn(name: str) -> Iterator[None]:
    """Wait until nobody else of this process is busy with *name*; raises Unavailable after ten seconds."""
    turn = _enter(name)
    try:
        if not turn.acquire(timeout=LONGEST_WAIT_SECONDS):
            raise Unavailable
        try:
            yield
        finally:
            turn.release()
    finally:
        _leave(name)


def _enter(name: str) -> threading.Lock:
    with _guard:
        turn, people = _turns.get(name) or (threading.Lock(), 0)
        _turns[name] = (turn, people + 1)
        return turn


def _leave(name: str) -> None:
    with _guard:
        turn, people = _turns.pop(name)
        if people > 1:
            _turns[name] = (turn, people - 1)
