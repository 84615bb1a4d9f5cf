"""What a lane has not received is missing where something later came, and on its way where its queue still holds it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import clock, history
from kernel.clock import frozen
from kernel.edge.worker.replay import compare
from kernel.history.tails import Tails
from kernel.inbox import Delivery
from kernel.operations import overview
from kernel.topology import Listener
from tests.kernel.backbone.events import StepTaken
from tests.kernel.backbone.house import House, order_of, some_cases

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
AT_ONCE = timedelta(seconds=-60)


def a_message(name: str, seconds: int = 0) -> Delivery:
    delivery = Delivery(b"", "", name, "wfh.step-taken.v1.rev")
    delivery.recorded_at = int(NOON.timestamp()) + seconds
    return delivery


def in_lane(lane: str, names: str) -> list[tuple[str, Delivery]]:
    return [(lane, a_message(name, seconds)) for seconds, name in enumerate(names)]


def names(found: list[tuple[str, Delivery]]) -> str:
    return "".join(delivery.message_id for _, delivery in found)


def more(_lane: str) -> bool:
    return True


def no_more(_lane: str) -> bool:
    return False


def test_what_came_before_something_that_was_received_is_missing() -> None:
    tails = Tails()

    assert names(tails.gaps(in_lane("shared", "abcdef"), {"b", "c", "e"})) == "bce"
    assert names(tails.ends(no_more)) == ""
    assert tails.begins_at() is None


def test_the_end_is_on_its_way_while_the_queue_holds_messages_and_is_read_again() -> None:
    tails = Tails()

    assert names(tails.gaps(in_lane("shared", "abcdef"), set("def"))) == ""
    assert names(tails.ends(more)) == ""
    assert tails.begins_at() == NOON + timedelta(seconds=3)


def test_the_end_is_missing_when_the_queue_is_empty() -> None:
    tails = Tails()
    tails.gaps(in_lane("shared", "abcdef"), set("def"))

    assert names(tails.ends(no_more)) == "def"
    assert tails.begins_at() is None


def test_a_lane_that_has_not_got_on_since_the_comparison_before_misses_what_is_there() -> None:
    tails = Tails()
    tails.gaps(in_lane("shared", "abcd") + in_lane("revenue", "uvwx"), set("cdwx"))
    assert names(tails.ends(more)) == ""

    tails.begin()
    tails.gaps(in_lane("shared", "cdef") + in_lane("revenue", "wxyz"), set("cdef" + "xyz"))

    assert names(tails.ends(more)) == "cdef", "revenue has got on"
    assert tails.begins_at() == NOON + timedelta(seconds=1)


def test_a_gap_may_reach_over_several_handfuls_and_lanes_do_not_speak_for_each_other() -> None:
    tails = Tails()

    assert names(tails.gaps(in_lane("shared", "ab") + in_lane("revenue", "u"), {"b", "u"})) == ""
    assert names(tails.gaps(in_lane("shared", "cd"), {"c"})) == "bc"
    assert names(tails.ends(no_more)) == "u"


def test_what_is_too_much_to_keep_is_read_again() -> None:
    tails = Tails(most=2)

    tails.gaps(in_lane("shared", "abcdef"), set("bcdef"))

    assert names(tails.ends(no_more)) == "bc"
    assert tails.begins_at() == NOON + timedelta(seconds=3)


@given(
    st.lists(st.tuples(st.sampled_from(["shared", "revenue", "land"]), st.booleans()), max_size=40), st.data()
)
def test_all_that_was_not_received_is_missing_or_read_again(
    read: list[tuple[str, bool]], data: st.DataObject
) -> None:
    messages = [(lane, a_message(f"{number:03}", number)) for number, (lane, _) in enumerate(read)]
    unreceived = {
        message.message_id for (_, message), (_, came) in zip(messages, read, strict=True) if not came
    }
    cut, most = data.draw(st.integers(0, len(read))), data.draw(st.integers(1, 12))
    tails = Tails(most)

    missing = tails.gaps(messages[:cut], unreceived) + tails.gaps(messages[cut:], unreceived)
    missing += tails.ends(lambda lane: lane == "revenue")

    again_from = tails.begins_at()
    told = [message.message_id for _, message in missing]
    assert len(told) == len(set(told))
    assert set(told) <= unreceived
    later = {m.message_id for _, m in messages if again_from and m.recorded_at >= again_from.timestamp()}
    assert unreceived <= set(told) | later
    first_open = min(
        (m for _, m in messages if m.message_id in unreceived - set(told)), default=None, key=_at
    )
    assert (again_from is None) == (first_open is None)


def test_a_backlog_that_still_waits_in_its_queue_is_not_missed(house: House) -> None:
    cases, tails = some_cases(5), Tails()
    worker = house.worker(KS_COMPARE_SECONDS="3600")
    house.relay()
    speak(house, cases, 0, 20)
    house.wait_for_effects(100)
    house.end(worker)
    speak(house, cases, 20, 220)
    house.wait_until(lambda: house.count_outbox() == 0)

    assert compared(house, tails) == 0
    assert house.count_held() == 0
    assert position(house) < clock.now(), "the backlog is looked at again"
    house.worker(KS_COMPARE_SECONDS="3600")
    effects = house.wait_for_effects(1100)

    assert len(effects) == 1100
    assert all(order == list(range(1, 221)) for order in order_of(effects).values())
    assert compared(house, tails) == 0
    with house.listener.transaction(reading=True) as tx:
        assert overview(tx).missed == 0


def test_a_lane_that_stands_still_gets_its_backlog_from_the_history(house: House) -> None:
    cases, tails = some_cases(5), Tails()
    house.end(house.worker(KS_COMPARE_SECONDS="3600"))
    house.relay()
    speak(house, cases, 0, 20)
    house.wait_until(lambda: house.count_outbox() == 0)

    assert (compared(house, tails), compared(house, tails)) == (0, 100)
    with house.listener.transaction(reading=True) as tx:
        assert overview(tx).missed == 100
    house.worker(KS_COMPARE_SECONDS="3600")
    effects = house.wait_for_effects(100)

    assert len(effects) == 100
    assert all(order == list(range(1, 21)) for order in order_of(effects).values())
    house.wait_until(lambda: house.count_held() == 0)


def test_what_a_new_queue_gets_from_the_history_alarms_nobody(house: House) -> None:
    cases = some_cases(5)
    house.relay()
    speak(house, cases, 0, 2)
    house.wait_until(lambda: house.count_outbox() == 0)

    house.worker(KS_COMPARE_SECONDS="3600")

    assert len(house.wait_for_effects(10)) == 10
    with house.listener.transaction(reading=True) as tx:
        assert overview(tx).missed == 0


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_wrong_clock_does_not_change_what_counts_as_compared(house: House, hours: int) -> None:
    house.relay()
    speak(house, some_cases(1), 0, 1)
    house.wait_until(lambda: house.count_outbox() == 0)
    before = datetime.now(UTC)
    with frozen(before + timedelta(hours=hours)):
        compared(house, Tails())

    assert before <= position(house) + AT_ONCE <= datetime.now(UTC)


def speak(house: House, cases: list[UUID], begin: int, end: int) -> None:
    for number in range(begin, end):
        house.announce(*(StepTaken(case_id=case, number=number) for case in cases))


def compared(house: House, tails: Tails) -> int:
    """How many a comparison finds that takes everything as settled."""
    connection = house.listener._open()
    try:
        url = house.stack.amqp_url("files")
        return compare(url, connection, Listener("files", (StepTaken,)), tails, settled_after=AT_ONCE)
    finally:
        connection.close()


def position(house: House) -> datetime:
    with house.listener.transaction(reading=True) as tx:
        return history.position(tx)


def _at(message: Delivery) -> int:
    return message.recorded_at
