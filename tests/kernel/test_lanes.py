"""Departments move between lanes while events flow; nothing is lost, repeated or reordered, and nobody else waits."""

import random
import threading
import time
from typing import Any, Self
from uuid import UUID

from kernel.clock import new_id
from kernel.events import Event
from kernel.topology import Binding, Listener, backbone, definitions, of_service
from tests.kernel.backbone.events import CaseTransferred, PlaceRenamed, SecretTold, StepCounted, StepTaken
from tests.kernel.backbone.house import House, order_of

MOVED, STAYING = ("REV", "LAND"), "HFW"
CRASH_POINTS = (
    "move:after-gate",
    "move:before-bind",
    "move:after-bind",
    "move:before-fence",
    "move:after-fence",
)


FAR_AHEAD, SLOW_SECONDS = 200, 0.05


class Speakers:
    """Threads that announce steps and transfers of many cases until told to end; each keeps the lane of its birth.

    Who is far ahead of the listener speaks slowly: a move waits for what was said before it, on a slow machine too.
    """

    def __init__(self, house: House, threads: int = 2, pause_seconds: float = 0.002, cases: int = 6) -> None:
        self.house, self.pause_seconds = house, pause_seconds
        self.cases = {department: [new_id() for _ in range(cases)] for department in (*MOVED, STAYING)}
        self.birth = {case: department for department, cases in self.cases.items() for case in cases}
        self.now_in = dict(self.birth)
        self.said: dict[UUID, int] = {}
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._speak, args=(seed,)) for seed in range(threads)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _speak(self, seed: int) -> None:
        own = random.Random(seed)
        is_far_ahead = False
        while not self._ended.is_set():
            case = own.choice(list(self.birth))
            event: Event = own.choice((StepTaken, StepCounted))(case_id=case, number=0)
            if self.said.get(case) and own.random() < 0.2:
                self.now_in[case] = own.choice((*MOVED, STAYING))
                event = CaseTransferred(case_id=case, to=self.now_in[case])
            # Who speaks names the department that has the case now; the lane must stay that of birth.
            self.house.announce(event, born_in=self.now_in[case])
            with self._lock:
                self.said[case] = self.said.get(case, 0) + 1
                said = sum(self.said.values())
            if said % 10 == 0:
                is_far_ahead = said - self.house.count_effects() > FAR_AHEAD
            time.sleep(SLOW_SECONDS if is_far_ahead else self.pause_seconds)


def test_a_department_moves_into_its_own_lane_and_back_while_events_flow(house: House) -> None:
    shared, dedicated = house.worker("shared,directory"), house.worker("revenue")
    house.relay()

    with Speakers(house) as speakers:
        house.wait_for_effects(50)
        assert _move(house, "revenue") == 0
        moved_at = house.count_effects()
        house.wait_for_effects(moved_at + 100)
        assert _move(house, "shared") == 0
        back_at = house.count_effects()
        house.wait_for_effects(back_at + 50)

    effects = house.wait_for_effects(sum(speakers.said.values()))
    assert len(effects) == sum(speakers.said.values()) == len({effect["event_id"] for effect in effects})
    assert {case: len(order) for case, order in order_of(effects).items()} == speakers.said
    assert all(order == sorted(order) for order in order_of(effects).values())
    assert all(effect["department"] == speakers.birth[effect["case_id"]] for effect in effects)
    assert _transfers(speakers, effects) >= {(MOVED[0], STAYING), (STAYING, MOVED[0])}
    by_process = {e["process"] for e in effects if e["department"] in MOVED}
    assert by_process == {shared.popen.pid, dedicated.popen.pid}
    assert {e["process"] for e in effects if e["department"] == STAYING} == {shared.popen.pid}


def test_a_move_that_is_killed_anywhere_is_finished_by_asking_again(house: House) -> None:
    house.worker("shared,directory,revenue")
    house.relay()

    with Speakers(house) as speakers:
        house.wait_for_effects(20)
        for number, point in enumerate(CRASH_POINTS):
            lane = "shared" if number % 2 else "revenue"
            assert _move(house, lane, KS_CRASH_AT=point) == 70, point
            assert _move(house, lane) == 0
        assert _move(house, lane) == 0

    effects = house.wait_for_effects(sum(speakers.said.values()))
    assert len(effects) == sum(speakers.said.values())
    assert all(order == sorted(order) for order in order_of(effects).values())
    assert house.count_held() == 0


def test_a_worker_killed_while_its_lane_holds_messages_goes_on_where_it_was(house: House) -> None:
    target = house.worker("revenue")
    source = house.standby("shared,directory", KS_CRASH_AT="database:before-commit@60")
    house.relay()

    with Speakers(house) as speakers:
        house.wait_until(lambda: not source.is_running())
        mover = threading.Thread(target=_move, args=(house, "revenue"))
        mover.start()
        house.wait_until(lambda: house.count_held() > 10)
        house.end(target)
        house.worker("revenue")
        house.worker("shared,directory")
        mover.join()

    effects = house.wait_for_effects(sum(speakers.said.values()))
    assert len(effects) == sum(speakers.said.values())
    assert all(order == sorted(order) for order in order_of(effects).values())
    assert house.count_held() == 0


def test_a_move_into_a_lane_that_nobody_serves_is_refused(house: House) -> None:
    house.worker()

    refused = house.operate("kernel.lanes", "move", "files", "REV", "revenue")

    assert refused.returncode == 1
    assert "Start a worker with it in KS_LANES first." in refused.stderr


def test_the_first_start_takes_its_lanes_from_the_settings_and_later_ones_from_the_moves(
    house: House,
) -> None:
    house.worker("shared,directory,revenue", KS_DEPARTMENTS_DEDICATED="revenue=REV+LAND")

    before = house.operate("kernel.lanes", "list").stdout
    house.operate("kernel.lanes", "move", "files", "LAND", "shared")
    house.end()
    house.worker("shared,directory,revenue", KS_DEPARTMENTS_DEDICATED="revenue=REV+LAND")

    assert before == "revenue: land, rev\n"
    assert house.operate("kernel.lanes", "list").stdout == "revenue: rev\n"


def test_the_topology_leads_each_type_and_department_where_it_belongs() -> None:
    listener = Listener("files", (StepTaken, SecretTold), (PlaceRenamed,))

    topology = backbone() + of_service(listener, {"revenue": {"REV", "LAND"}})

    assert Binding("events", "files.in", "wfh.step-taken.v1.#", to_exchange=True) in topology.bindings
    assert Binding("sealed", "files.in", "wfh.secret-told.v1.#", to_exchange=True) in topology.bindings
    assert Binding("events", "files.directory", "wfh.place-renamed.v1.#") in topology.bindings
    assert Binding("files.in", "files.lane.revenue", "*.*.*.land.#") in topology.bindings
    exported = definitions(topology, "karyasetu")
    queues = {queue["name"]: queue["arguments"] for queue in exported["queues"]}
    assert queues.keys() == {"history", "files.lane.shared", "files.lane.revenue", "files.directory"}
    assert queues["files.lane.shared"]["x-single-active-consumer"] is True
    assert queues["history"]["x-queue-type"] == "stream"


def _transfers(speakers: Speakers, effects: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """From which department of birth to which department cases went."""
    gone = [effect for effect in effects if effect["kind"].startswith("to ")]
    return {(speakers.birth[effect["case_id"]], effect["kind"].removeprefix("to ")) for effect in gone}


def _move(house: House, lane: str, **settings: str) -> int:
    return house.operate("kernel.lanes", "move", "files", ",".join(MOVED), lane, **settings).returncode
