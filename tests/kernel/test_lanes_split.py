"""A lane splits and comes together again while events flow; nothing is lost, repeated or reordered per subject."""

import json
import subprocess
import threading
from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from kernel import parked, units
from kernel.clock import new_id
from kernel.events import CONTENT_TYPE
from kernel.history import comparison
from kernel.inbox import Delivery
from kernel.lanes import assigned_lanes, assigned_units
from kernel.lanes.move import Move, MoveRefusedError
from kernel.lanes.store import assign
from kernel.topology import Binding, Listener, to_lane
from tests.kernel.backbone.events import PlaceRenamed, StepCounted, StepTaken
from tests.kernel.backbone.house import House, Process, order_of, queries
from tests.kernel.test_lanes import Speakers
from tests.kernel.test_parked import envelope

DEDICATED = {"KS_DEPARTMENTS_DEDICATED": "revenue=REV+LAND"}
# With so many no part of a lane is without a case, but once in some hundred thousand times.
MANY = 24
STEPS = Listener("files", (StepTaken, StepCounted), (PlaceRenamed,))


def test_a_lane_splits_and_comes_together_again_while_events_flow(house: House) -> None:
    house.worker("shared,directory", **DEDICATED)
    workers = {lane: house.standby(lane) for lane in units.parts_of("revenue", 4)}
    house.relay()

    with Speakers(house, pause_seconds=0.03, cases=MANY) as speakers:
        for parts in (2, 1, 4, 3):
            _mover(house).split("revenue", parts)
            _let_flow(house, workers, units.parts_of("revenue", parts))
        assert _bound(house) == _bindings_of(units.parts_of("revenue", 3))
        _mover(house).split("revenue", 1)

    _all_of(house, speakers)
    assert house.count_held() == 0
    assert _bound(house) == _bindings_of(["revenue"])


def test_two_workers_of_a_split_lane_work_side_by_side(house: House) -> None:
    house.worker("shared,directory", **DEDICATED)
    workers = {lane: house.standby(lane) for lane in units.parts_of("revenue", 2)}
    _mover(house).split("revenue", 2)
    house.relay()
    cases = [new_id() for _ in range(100)]

    for number in range(4):
        house.announce(*(StepTaken(case_id=case, number=number) for case in cases), born_in="REV")
        effects = house.wait_for_effects(100 * (number + 1))

    turns = [effect["process"] for effect in effects]
    lanes = _lanes_of(cases, 2)
    assert len(effects) == 400
    assert all(order == [1, 2, 3, 4] for order in order_of(effects).values())
    assert all(e["process"] == workers[lanes[e["case_id"]]].popen.pid for e in effects)
    assert sum(before != after for before, after in pairwise(turns)) >= 4


def test_a_split_that_is_killed_anywhere_is_finished_by_giving_it_again(house: House) -> None:
    house.worker("shared,directory,revenue,revenue-2", **DEDICATED)
    house.relay()

    with Speakers(house, pause_seconds=0.03, cases=MANY) as speakers:
        house.wait_for_effects(20)
        for parts, point in (
            (2, "move:after-gate"),
            (1, "move:after-bind"),
            (2, "move:before-bind"),
            (1, "move:after-fence"),
            (2, "move:before-fence"),
            (1, "move:before-gather"),
            (2, "move:after-fence"),
            (1, "move:after-gather"),
        ):
            asked = ("split", "files", "revenue", str(parts))
            assert house.operate("kernel.lanes", *asked, KS_CRASH_AT=point).returncode == 70, point
            _mover(house).split("revenue", parts)
        _mover(house).split("revenue", parts)

    _all_of(house, speakers)
    assert house.count_held() == 0
    assert _bound(house) == _bindings_of(["revenue"])


@pytest.mark.parametrize(
    ("parts", "source", "target"), [(2, "revenue", "revenue-2"), (1, "revenue-2", "revenue")]
)
def test_workers_killed_while_a_lane_splits_go_on_where_they_were(
    house: House, parts: int, source: str, target: str
) -> None:
    house.worker("shared,directory", **DEDICATED)
    leaving, receiving = house.worker(source), house.worker(target)
    house.relay()
    _mover(house).split("revenue", 3 - parts)

    with Speakers(house, pause_seconds=0.03, cases=MANY) as speakers:
        house.wait_for_effects(50)
        house.end(leaving)
        mover = threading.Thread(target=_mover(house).split, args=("revenue", parts))
        mover.start()
        house.wait_until(lambda: house.count_held() > 10)
        house.end(receiving)
        house.worker(target)
        house.worker(source)
        mover.join()

    _all_of(house, speakers)
    assert house.count_held() == 0


def test_a_lane_whose_department_is_split_gives_it_away_whole(house: House) -> None:
    house.worker("shared,directory,revenue,revenue-2", **DEDICATED)
    house.relay()

    with Speakers(house, pause_seconds=0.03, cases=MANY) as speakers:
        _mover(house).split("revenue", 2)
        house.wait_for_effects(30)
        _mover(house).into("shared", ["REV"])
        _mover(house).split("revenue", 1)

    _all_of(house, speakers)
    assert house.operate("kernel.lanes", "list").stdout == "revenue: land\n"
    assert _bound(house) == {"revenue": {"*.*.*.land.#"}}


def test_what_stands_where_can_be_read(house: House) -> None:
    house.worker("shared,directory,revenue,revenue-2", **DEDICATED)

    split = house.operate("kernel.lanes", "split", "files", "revenue", "2")

    assert "Leading land 32-63, rev 32-63 from revenue into revenue-2." in split.stdout
    assert house.operate("kernel.lanes", "list").stdout == (
        "revenue: land 00-31, rev 00-31\nrevenue-2: land 32-63, rev 32-63\n"
    )


def test_a_split_that_cannot_be_is_refused_with_what_to_do(house: House) -> None:
    house.worker("shared,directory,revenue", **DEDICATED)

    for lane, parts, sentence in (
        ("shared", 2, "Move departments into their own lanes."),
        ("health", 2, "No department has health as its lane."),
        ("revenue", 65, "A lane has from 1 to 64 parts."),
        ("revenue", 2, "Nobody serves the lane revenue-2."),
    ):
        with pytest.raises(MoveRefusedError, match=sentence):
            _mover(house, 0).split(lane, parts)
    assert _assigned(house) == {"revenue": {"rev", "land"}}


def test_a_department_on_the_move_is_neither_split_nor_moved_elsewhere(house: House) -> None:
    house.worker("shared,directory,revenue,revenue-2", **DEDICATED)
    asked = ("split", "files", "revenue", "2")
    house.operate("kernel.lanes", *asked, KS_CRASH_AT="move:after-gate")

    for act in (lambda: _mover(house).split("revenue", 1), lambda: _mover(house).into("shared", ["LAND"])):
        with pytest.raises(MoveRefusedError, match="is still moving into revenue-2"):
            act()
    _mover(house).split("revenue", 2)
    _mover(house).split("revenue", 1)

    assert _assigned(house) == {"revenue": {"rev", "land"}}


def test_keys_of_the_release_before_are_led_and_handled_as_before(house: House) -> None:
    shared = house.worker("shared,directory", **DEDICATED)
    revenue = house.worker("revenue")
    births = {"REV": revenue, "HFW": shared}

    with house.broker() as broker:
        for department in births:
            body = json.dumps(envelope(department=department)).encode()
            broker.publish_over("events", f"{StepTaken.name}.v1.{department.lower()}", body)

    effects = house.wait_for_effects(2)
    assert house.parked() == []
    assert {e["department"]: e["process"] for e in effects} == {d: p.popen.pid for d, p in births.items()}


def test_a_message_without_a_bucket_in_its_key_belongs_where_its_subject_does() -> None:
    told = envelope()
    body, kind = json.dumps(told).encode(), f"{StepTaken.name}.v1"
    old, new = (
        Delivery(body, CONTENT_TYPE, told["id"], key)
        for key in (f"{kind}.rev", f"{kind}.rev.{units.bucket_of(told['subject'])}")
    )

    assert old.kind == new.kind == kind
    assert old.unit == new.unit == units.unit_of("rev", told["subject"])
    assert Delivery(b"spoilt", "", "", f"{kind}.rev").department == "rev"
    assert Delivery(b"", "", "", "files.lane.shared").department == ""


def test_a_lane_splits_around_a_bucket_of_which_something_still_waits(house: House) -> None:
    house.worker("shared,directory,revenue,revenue-2", **DEDICATED)
    delayed = "rev.40"
    with house.listener.transaction() as tx:
        tx.execute(queries.let_wait_for_another, unit=delayed)
    mover = threading.Thread(target=_mover(house).split, args=("revenue", 2))
    mover.start()

    house.wait_until(lambda: len(_assigned(house).get("revenue-2", ())) == units.BUCKETS - 1)

    assert delayed in _assigned(house)["revenue"]
    house.wait_until(
        lambda: _bound(house) == _bindings_of(["revenue", "revenue-2"], but={delayed: "revenue"})
    )
    with house.listener.transaction() as tx:
        tx.execute(queries.let_no_more_wait)
    mover.join()
    assert _bound(house) == _bindings_of(["revenue", "revenue-2"])


def test_what_was_missed_or_parked_goes_into_the_lane_that_has_its_bucket_by_now(house: House) -> None:
    house.worker("shared,directory,revenue", **DEDICATED)
    told = [envelope(type="in.karyasetu.wfh.step-taken.v7") for _ in range(20)]
    with house.broker() as broker:
        for each in told:
            key = f"{StepTaken.name}.v1.rev.{units.bucket_of(each['subject'])}"
            broker.publish_over("events", key, json.dumps(each).encode())
    house.wait_until(lambda: len(house.parked()) == len(told))
    house.end()
    with house.listener.transaction() as tx:
        assign(tx, units.spread(["rev"], units.parts_of("revenue", 2)))
        compare = comparison(tx, STEPS, assigned_units(tx))
        numbers = [row["parked_id"] for row in parked.listed(tx)]
        for number in numbers:
            parked.replay(tx, number)
        held = tx.fetch_all(queries.find_held)

    lanes = units.spread(["rev"], units.parts_of("revenue", 2))
    assert [row["lane"] for row in held] == [lanes[units.unit_of("rev", each["subject"])] for each in told]
    assert {row["lane"] for row in held} == {"revenue", "revenue-2"}
    for row in held:
        delivery = Delivery(bytes(row["body"]), row["content_type"], "", row["routing_key"])
        assert compare.lane_of(delivery) == row["lane"]
        assert row["department"] == delivery.unit


def test_python_and_the_database_put_every_subject_into_the_same_bucket(house: House) -> None:
    # With so many no bucket is without a subject, but once in ten million times.
    subjects = [*(str(new_id()) for _ in range(1500)), "", "state", "कार्यसेतु", "a" * 1000]

    with house.listener.transaction(reading=True) as tx:
        found = {
            row["subject"]: row["bucket"] for row in tx.fetch_all(queries.find_buckets, subjects=subjects)
        }

    assert found == {subject: units.bucket_of(subject) for subject in subjects}
    assert {*found.values()} == {f"{number:02}" for number in range(units.BUCKETS)}
    assert units.bucket_of("state") == "11"


def test_buckets_are_spread_evenly_and_a_lane_is_bound_to_its_own_alone() -> None:
    for parts in (1, 2, 3, 5, 64):
        lanes = units.parts_of("revenue", parts)
        shares = units.by_lane(units.spread(["rev"], lanes) | {"rev": "revenue", "land": "revenue"})
        sizes = sorted(len(shares[lane] - {"land"}) for lane in lanes)
        assert sum(sizes) == units.BUCKETS
        assert sizes[-1] - sizes[0] <= 1
        assert "land" in shares["revenue"]

    assert units.by_lane({"rev": "revenue", "rev.07": "shared"})["revenue"] == {
        bucket for bucket in units.buckets_of("rev") if bucket != "rev.07"
    }
    assert units.described({"rev.00", "rev.01", "rev.40", "land"}) == ["land", "rev 00-01 40"]
    assert Binding("files.in", "files.lane.x", "*.*.*.rev.07") in to_lane("files", "x", {"rev.07"})


def _mover(house: House, starting_seconds: float = 60) -> Move:
    """The operator's command in this process."""
    move = Move("files", house.listener, house.stack.amqp_url(), [house.speaker])
    move.starting_seconds, move.seconds = starting_seconds, 100
    return move


def _let_flow(house: House, workers: dict[str, Process], lanes: list[str]) -> None:
    """Until each of these lanes' workers has done something more."""
    pids = {workers[lane].popen.pid for lane in lanes}
    before = house.count_effects()
    house.wait_until(lambda: {e["process"] for e in house.effects()[before:]} >= pids)


def _all_of(house: House, speakers: Speakers) -> list[dict[str, Any]]:
    """What was done, when it is all that was said: each once, and of each case in order."""
    effects = house.wait_for_effects(sum(speakers.said.values()))
    assert len(effects) == sum(speakers.said.values()) == len({effect["event_id"] for effect in effects})
    assert order_of(effects) == {case: list(range(1, said + 1)) for case, said in speakers.said.items()}
    assert house.parked() == []
    return effects


def _lanes_of(cases: list[UUID], parts: int) -> dict[UUID, str]:
    lanes = units.spread(["rev"], units.parts_of("revenue", parts))
    return {case: lanes[units.unit_of("rev", str(case))] for case in cases}


def _bindings_of(lanes: list[str], but: Mapping[str, str] | None = None) -> dict[str, set[str]]:
    """What the lanes of the two departments are bound to when they are spread over these, *but* some buckets."""
    if len(lanes) == 1:
        return {lanes[0]: {"*.*.*.rev.#", "*.*.*.land.#"}}
    found: dict[str, set[str]] = {}
    for unit, lane in (units.spread(["rev", "land"], lanes) | dict(but or {})).items():
        found.setdefault(lane, set()).add(f"*.*.*.{unit}")
    return found


def _bound(house: House) -> dict[str, set[str]]:
    """The keys that lead into each dedicated lane, as the broker has them."""
    vhost = house.stack.amqp_url().rpartition("/")[2]
    asked = ("-q", "-p", vhost, "list_bindings", "source_name", "destination_name", "routing_key")
    tool = house.stack.rabbitmq.tool("rabbitmqctl", *asked)
    said = subprocess.run(tool.argv, env=tool.full_environment(), capture_output=True, text=True, check=True)
    found: dict[str, set[str]] = {}
    for line in said.stdout.splitlines():
        source, destination, key = line.split("\t")
        if source == "files.in" and destination.startswith("files.lane."):
            found.setdefault(destination.removeprefix("files.lane."), set()).add(key)
    return found


def _assigned(house: House) -> dict[str, set[str]]:
    with house.listener.transaction(reading=True) as tx:
        return assigned_lanes(tx)
