"""Splitting a lane where the broker is far away, or gone: the command takes its time, or says what to do."""

import pytest

from deploy.local.stack import Stack
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
