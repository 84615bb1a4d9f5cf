"""Splitting a lane where the broker is far away, or gone: the command takes its time, or says what to do."""

import time
from itertools import pairwise
from typing import Any

import amqp
import pytest

from deploy.local.stack import Stack
from kernel.database import connect
from kernel.edge.worker.place import Place
from kernel.lanes import standing_still
from kernel.lanes.store import assign
from kernel.topology import Listener
from tests.kernel.backbone.events import StepTaken
from tests.kernel.backbone.house import House
from tests.kernel.backbone.ways import another_way

DEDICATED = {"KS_DEPARTMENTS_DEDICATED": "revenue=REV+LAND"}
SPLIT = ("kernel.lanes", "split", "files", "revenue", "2")

pytestmark = pytest.mark.timeout(240)


def test_a_split_whose_bindings_take_longer_than_a_transaction_may_idle_succeeds(
    house: House, stack: Stack
) -> None:
    house.worker("shared,directory,revenue,revenue-2", **DEDICATED)
    house.relay()

    with another_way(stack.rabbitmq.port) as afar:
        afar.answers_after_seconds = 0.09
        done = house.operate(*SPLIT, KS_AMQP_URL=afar.url(stack.amqp_url()))

    assert done.returncode == 0, done.stderr
    assert "now go over revenue, revenue-2" in done.stdout


def test_without_the_broker_the_command_says_so_and_that_nothing_is_lost(house: House, stack: Stack) -> None:
    house.worker("shared,directory,revenue,revenue-2", **DEDICATED)
    with another_way(stack.rabbitmq.port) as afar:
        gone = afar.url(stack.amqp_url())

    done = house.operate(*SPLIT, KS_AMQP_URL=gone)

    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert "Nothing is lost; give the command again" in done.stderr


def test_while_many_bindings_are_declared_slowly_others_get_their_turn_at_the_lanes(
    house: House, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = {f"{code}.{number:02}": "revenue" for code in ("rev", "land", "rehab") for number in range(64)}
    with house.listener.transaction() as tx:
        assign(tx, units)
    bind, turns, bound = amqp.Channel.queue_bind, [], []

    def bind_slowly(self: amqp.Channel, queue: str, exchange: str, key: str, **how: Any) -> None:
        """As where three nodes were busy."""
        time.sleep(0.025)
        bound.append(key)
        bind(self, queue, exchange, key, **how)

    monkeypatch.setattr(amqp.Channel, "queue_bind", bind_slowly)
    declared = standing_still

    def standing_still_in_turns(*arguments: Any) -> Any:
        turns.append(len(bound))
        return declared(*arguments)

    monkeypatch.setattr("kernel.edge.worker.place.standing_still", standing_still_in_turns)
    connection = connect(house.dsns["files"], "declare in a test")
    place = Place(Listener("files", (StepTaken,)), house.dsns["files"], stack.amqp_url("files"), ("revenue",))
    place.declare(connection)
    connection.close()

    assert sum(".rev" in key or ".land" in key or ".rehab" in key for key in bound) == 3 * 64
    assert max(later - earlier for earlier, later in pairwise(turns)) <= 40
