"""A broker of several nodes has several addresses; whoever is away is passed over."""

import pytest

from deploy.local.stack import Stack
from kernel.addresses import begin_elsewhere, first_that_answers, in_turn
from kernel.clock import new_id
from tests.kernel.backbone.events import StepTaken
from tests.kernel.backbone.house import House
from tests.kernel.backbone.ways import another_way

THREE = "amqp://u:p,w@a/v, amqp://u:p,w@b/v,amqps://u:p,w@c/v"


class AwayError(Exception):
    pass


def test_commas_stand_between_addresses_and_may_stand_in_passwords() -> None:
    assert in_turn(THREE) == ["amqp://u:p,w@a/v", "amqp://u:p,w@b/v", "amqps://u:p,w@c/v"]


def test_addresses_are_tried_in_turn_and_whoever_answered_is_asked_first_the_next_time() -> None:
    setting = "amqp://one/v,amqp://two/v,amqp://three/v"
    asked: list[str] = []

    def connect(address: str) -> str:
        asked.append(address)
        if address == "amqp://one/v":
            raise AwayError
        return address

    answered = [first_that_answers(setting, connect, (AwayError,)) for _ in range(2)]

    assert answered == ["amqp://two/v"] * 2
    assert asked == ["amqp://one/v", "amqp://two/v", "amqp://two/v"]


def test_who_answers_and_does_not_serve_is_asked_last_the_next_time() -> None:
    setting = "amqp://five/v,amqp://six/v"

    answered = [first_that_answers(setting, str, ())]
    for _ in range(2):
        begin_elsewhere(setting)
        answered.append(first_that_answers(setting, str, ()))
    begin_elsewhere("amqp://alone/v")

    assert answered == ["amqp://five/v", "amqp://six/v", "amqp://five/v"]
    assert first_that_answers("amqp://alone/v", str, ()) == "amqp://alone/v"


def test_when_nobody_answers_the_last_reason_is_told() -> None:
    def connect(address: str) -> str:
        raise AwayError(address)

    with pytest.raises(AwayError, match="four"):
        first_that_answers("amqp://three/v,amqp://four/v", connect, (AwayError,))


def test_relay_worker_and_operator_go_on_at_the_next_node_when_theirs_is_gone(
    house: House, stack: Stack
) -> None:
    case = new_id()
    with another_way(stack.rabbitmq.port) as node:
        several = node.url(stack.amqp_url()) + "," + stack.amqp_url()
        house.worker("shared,directory,revenue", KS_AMQP_URL=several)
        house.relay(KS_AMQP_URL=several)
        house.announce(*(StepTaken(case_id=case, number=number) for number in range(5)), born_in="REV")
        house.wait_for_effects(5)
        node.end()

        house.announce(*(StepTaken(case_id=case, number=number) for number in range(5, 10)), born_in="REV")
        effects = house.wait_for_effects(10)
        # Its consumer may be on its way to the other node still.
        move = ("move", "files", "REV", "revenue", "--starting", "60")
        moved = house.operate("kernel.lanes", *move, KS_AMQP_URL=several)

    assert moved.returncode == 0, moved.stderr
    assert [effect["sequence"] for effect in effects] == list(range(1, 11))


def test_a_relay_goes_on_at_the_next_node_when_its_own_sends_nothing_but_heartbeats(
    house: House, stack: Stack
) -> None:
    case = new_id()
    with another_way(stack.rabbitmq.port) as node:
        house.worker()
        house.relay(KS_AMQP_URL=node.url(stack.amqp_url()) + "," + stack.amqp_url())
        house.announce(*(StepTaken(case_id=case, number=number) for number in range(5)))
        house.wait_for_effects(5)
        node.only_heartbeats = True

        house.announce(*(StepTaken(case_id=case, number=number) for number in range(5, 10)))
        effects = house.wait_for_effects(10)
        house.wait_until(lambda: house.count_outbox() == 0)

    assert [effect["sequence"] for effect in effects] == list(range(1, 11))
