"""All is quiet when nothing waits and nothing moves; what a mistake leaves may wait, what is only late may not."""

import time
from collections.abc import Callable
from contextlib import closing
from typing import Any, cast

import pytest

from kernel.clock import new_id
from kernel.database import Database, connect
from tests.chaos import quiet
from tests.chaos.quiet import CONTACTS, MESSAGES, MOVING, Motion, wait_for_quiet

NOWHERE = cast("Any", None)


def looks(monkeypatch: pytest.MonkeyPatch, *states: tuple[dict[str, int], int]) -> list[int]:
    """Each look finds the next of these, what waits and how far a service came, and the last one for ever."""
    seen: list[int] = []

    def motion(*_: Any) -> Motion:
        waiting, handled = states[min(len(seen), len(states) - 1)]
        seen.append(handled)
        return Motion(waiting, {"notify": handled})

    monkeypatch.setattr(quiet, "_motion", motion)
    monkeypatch.setattr(quiet, "LOOK_SECONDS", 0.001)
    return seen


def test_it_is_quiet_when_several_looks_find_the_same_and_nothing_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = looks(monkeypatch, ({"queues": 2}, 1), ({"queues": 0}, 3), ({"queues": 0}, 4))

    found = wait_for_quiet(NOWHERE, 5)

    assert found.is_calm
    assert seen == [1, 3, *[4] * (quiet.STILL + 1)]


def test_what_still_waits_when_the_time_is_over_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    looks(monkeypatch, ({"queues": 0, "notify held": 3}, 1))

    found = wait_for_quiet(NOWHERE, 0.05)

    assert (found.is_calm, found.waiting) == (False, {"notify held": 3})
    assert str(found).startswith("NOT QUIET")


def test_what_moves_until_the_time_is_over_was_never_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    looks(monkeypatch, *(({"queues": 0}, handled) for handled in range(10_000)))

    assert wait_for_quiet(NOWHERE, 0.05).waiting == {MOVING: 1}


def test_what_a_mistake_leaves_may_wait_if_it_stays_the_same_for_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = looks(monkeypatch, ({"public outbox": 9}, 1), ({"public outbox": 7}, 1))

    found = wait_for_quiet(NOWHERE, 5, leaves=("outbox",))

    assert found.is_calm
    assert len(seen) == 1 + quiet.STILL_BESIDE_WHAT_WAITS + 1


def test_what_is_late_beside_what_a_mistake_leaves_is_told_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    looks(monkeypatch, ({"public outbox": 9, "queues": 4}, 1))

    assert wait_for_quiet(NOWHERE, 0.05, leaves=("outbox",)).waiting == {"queues": 4}


@pytest.mark.parametrize(
    ("state", "due_in", "known", "waits"),
    [
        ("CREATED", 0, True, (0, 1)),
        ("WAITING", 30, True, (0, 1)),
        ("WAITING", 30, False, (1, 0)),
        ("WAITING", 3600, True, (0, 0)),
        ("DELIVERED", 0, True, (0, 0)),
    ],
)
def test_a_citizens_message_waits_for_its_contact_or_until_it_is_due(
    database: Callable[..., Database], state: str, due_in: int, *, known: bool, waits: tuple[int, int]
) -> None:
    contact, since = str(new_id()), time.time() - 1
    with closing(connect(database("notify").dsn, "chaos")) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO message (message_id, event_id, purpose, contact_id, params, state, due_at, created_at)"
            " VALUES (%s, %s, 'case-registered', %s, '{}', %s, now() + make_interval(secs => %s), now())",
            (str(new_id()), str(new_id()), contact, state, due_in),
        )
        if known:
            cursor.execute(
                "INSERT INTO contact (contact_id, kind, sealed, given_at, sequence)"
                " VALUES (%s, 'CITIZEN', 'sealed', now(), 1)",
                (contact,),
            )

        def counted(question: str, at: float) -> int:
            cursor.execute(question, {"since": at})
            return int(cursor.fetchall()[0][0])

        assert (counted(CONTACTS, since), counted(MESSAGES, since)) == waits
        assert (counted(CONTACTS, since + 60), counted(MESSAGES, since + 60)) == (0, 0)
