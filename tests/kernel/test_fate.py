"""Whose fault a failed attempt was: what a neighbour does parks no event, however often it is tried."""

import json
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from kernel.database import Connection, Transaction, connect
from kernel.errors import Unavailable
from kernel.events import CONTENT_TYPE
from kernel.inbox import Delivery, Handler, LaneLost, Limits, Reception
from kernel.metrics import exposition
from tests.kernel.backbone.events import StepTaken
from tests.kernel.backbone.house import LISTENER, House, queries
from tests.kernel.backbone.worker import add_effect
from tests.kernel.test_parked import envelope

HURRIED = Limits(wait_seconds=0)


@pytest.fixture
def connection(house: House) -> Iterator[Connection]:
    """The listener's, on which nobody waits long for a lock."""
    with closing(connect(house.dsns[LISTENER], "test", lock_timeout="100ms")) as connection:
        yield connection


def test_an_event_that_waits_long_for_a_neighbour_is_not_parked(house: House, connection: Connection) -> None:
    message = envelope()

    for _ in range(2 * HURRIED.attempts):
        with pytest.raises(LaneLost):
            _receive(connection, message, _blob_store_away)
    _receive(connection, message, add_step)

    assert house.parked() == []
    assert house.count_effects() == 1


def test_an_event_that_ends_the_process_is_counted_though_the_neighbour_is_away_sometimes(
    house: House, connection: Connection
) -> None:
    message = envelope()
    with pytest.raises(LaneLost):
        _receive(connection, message, _blob_store_away)

    for _ in range(HURRIED.attempts - 1):
        with pytest.raises(SystemExit):
            _receive(connection, message, _ends_the_process)
    _receive(connection, message, _ends_the_process)

    assert [(row["cause"], row["attempts"]) for row in house.parked()] == [("ended-the-process", 5)]


def test_a_row_that_somebody_holds_for_long_is_no_fault_of_the_event(
    house: House, connection: Connection
) -> None:
    message = envelope()

    with house.listener.transaction() as tx:
        tx.execute(queries.lock_effects)
        with pytest.raises(LaneLost):
            _receive(connection, message, add_step)
    _receive(connection, message, add_step)

    assert house.parked() == []
    assert house.count_effects() == 1


def add_step(tx: Transaction, events: list[StepTaken]) -> None:
    """What the handler does when all is well."""
    add_effect(tx, events[0], "step")


def _blob_store_away(_tx: Transaction, _events: list[StepTaken]) -> None:
    raise Unavailable(retry_after=1)


def _ends_the_process(_tx: Transaction, _events: list[StepTaken]) -> None:
    raise SystemExit


def test_only_who_holds_a_lane_tells_how_far_it_is(house: House, connection: Connection) -> None:
    told = 'karyasetu_lane_(lag_seconds|handled_timestamp_seconds|held_messages){lane="shared"'
    _reception(connection, add_step).leave()

    reception = _reception(connection, add_step)
    taken_at = _figures(told)
    _come(reception, envelope())
    reception.look_into_waiting_room()
    handled = _figures(told)
    reception.leave()

    assert taken_at.keys() == {"handled_timestamp_seconds"}
    assert handled.keys() == {"lag_seconds", "handled_timestamp_seconds", "held_messages"}
    assert taken_at["handled_timestamp_seconds"] < handled["handled_timestamp_seconds"] <= time.time()
    assert _figures(told) == {}


def _figures(told: str) -> dict[str, float]:
    found = re.findall(rf"^{told}.*}} (.+)$", exposition().decode(), flags=re.MULTILINE)
    return {name: float(value) for name, value in found}


def _receive(
    connection: Connection,
    message: dict[str, object],
    handle: Callable[[Transaction, list[StepTaken]], None],
) -> None:
    """Let a message come once more, in a process that begins."""
    _come(_reception(connection, handle), message)


def _reception(connection: Connection, handle: Callable[[Transaction, list[StepTaken]], None]) -> Reception:
    reception = Reception(connection, LISTENER, "shared", {StepTaken: (Handler(handle),)}, HURRIED)  # type: ignore[arg-type]  # a handler takes what it subscribed to
    reception.prepare()
    return reception


def _come(reception: Reception, message: dict[str, object]) -> None:
    delivery = Delivery(
        json.dumps(message).encode(), CONTENT_TYPE, str(message["id"]), f"{StepTaken.name}.v1.rev"
    )
    delivery.exchange, delivery.redelivered = "", True
    reception.receive(reception.plan(deque([delivery])), lambda _settled: None)
