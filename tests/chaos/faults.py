"""What can break, by family. Each fault is applied, holds for a while, and is healed."""

import contextlib
import os
import signal
from collections.abc import Collection, Sequence
from itertools import chain

from tests.chaos.crashes import crash
from tests.chaos.databases import idle_holder, late_commits, no_more_connections, terminate_storm
from tests.chaos.evidence import Asker
from tests.chaos.lanes import move_and_return, split_lane
from tests.chaos.machine import MACHINE_FAULTS
from tests.chaos.messages import (
    POISON,
    delete_binding,
    delete_queue,
    memory_alarm,
    repeat_old_events,
    sow_poison,
    turn_subjects_round,
)
from tests.chaos.scene import Fault, Scene, UnstruckError, pause

Family = dict[str, Fault]


def kill(name: str) -> Fault:
    """Kill -9 of a whole process group; the supervisor starts it anew."""

    def apply(scene: Scene) -> None:
        before = scene.place.pids(name)
        scene.place.signal(name, signal.SIGKILL)
        scene.place.wait_for_return(name, before)

    return apply


def stop(name: str, seconds: float = 7) -> Fault:
    """A process that stands still, keeps its connections, and goes on later."""

    def apply(scene: Scene) -> None:
        scene.place.signal(name, signal.SIGSTOP)
        pause(seconds)
        scene.place.signal(name, signal.SIGCONT)

    return apply


def stop_and_kill(name: str, seconds: float = 2) -> Fault:
    """A process that stands still, is sent what it never reads, and dies of it."""

    def apply(scene: Scene) -> None:
        scene.place.signal(name, signal.SIGSTOP)
        pause(seconds)
        kill(name)(scene)

    return apply


def kill_member(name: str) -> Fault:
    """Kill -9 of one child of a process: an nginx worker."""

    def apply(scene: Scene) -> None:
        _kill_one_of(scene, scene.place.pids(name)[1:])
        pause(2)

    return apply


def kill_backend(service: str) -> Fault:
    """Kill -9 of one PostgreSQL backend of a service: the whole server recovers."""

    def apply(scene: Scene) -> None:
        rows = Asker(scene.place)(
            "postgres", "SELECT pid FROM pg_stat_activity WHERE datname = %s", (service,)
        )
        _kill_one_of(scene, [pid for (pid,) in rows])
        pause(3)

    return apply


def _kill_one_of(scene: Scene, pids: Sequence[int]) -> None:
    if not pids:
        raise UnstruckError("there was nobody to kill")
    with contextlib.suppress(ProcessLookupError):
        os.kill(scene.random.choice(pids), signal.SIGKILL)


def cable(seconds: float = 3, **broken: object) -> Fault:
    """The line between citizens and gateway."""

    def apply(scene: Scene) -> None:
        for name, value in broken.items():
            setattr(scene.crowd.cable, name, value)
        pause(seconds)
        scene.crowd.cable.mend()

    return apply


def _kills(*names: str) -> Family:
    return {f"kill {name}": kill(name) for name in names}


def _crashes(name: str, *points: str, most: int = 20, brought: Fault | None = None) -> Family:
    return {f"crash {name} at {point}": crash(name, point, most, brought) for point in points}


_RELAY_POINTS = [
    f"relay:{when}-{what}" for what in ("publish", "confirm", "delete") for when in ("before", "after")
]
_COMMIT_POINTS = ("database:before-commit", "database:after-commit")
_MOVE_POINTS = ("after-gate", "before-bind", "after-bind", "before-fence", "after-fence")
_REVENUE_WORKER = "notify-worker-revenue"
# One of each strikes in every storm that has room for all.
FAMILIES: dict[str, Family] = {
    "api": _kills(
        *("public-api", "notify-api", "auth-api", "wfh-api"),
        *("files-api-internet", "files-api-vpn", "files-api-lan"),
    ),
    "worker": _kills(
        *("public-worker", "notify-worker", _REVENUE_WORKER, "files-worker", "files-worker-revenue"),
        *("auth-worker", "wfh-worker"),
    ),
    "relay": _kills("public-relay", "notify-relay", "files-relay", "auth-relay", "wfh-relay"),
    "what speaks to the outside": _kills("notify-sender", "auth-sender", "notify-live", "mailbox", "smsc"),
    "gateway": _kills("gateway", "gateway-counter", "gateway-keeper"),
    "gateway worker": {"kill a gateway worker": kill_member("gateway")},
    "postmaster": _kills("postgres"),
    "backend": {"kill a backend": kill_backend("public")},
    "broker": {**_kills("rabbitmq"), "stop rabbitmq and kill it": stop_and_kill("rabbitmq")},
    "standstill": {
        "stop public-relay": stop("public-relay"),
        "stop notify-worker-revenue": stop(_REVENUE_WORKER),
        "stop public-api": stop("public-api", 3),
    },
    "ended connections": {
        "end connections of public": terminate_storm("public"),
        "end connections of notify": terminate_storm("notify"),
    },
    "no connections": {"no connections for public": no_more_connections("public")},
    "idle holder": {
        "idle holder of the outbox": idle_holder("public", "outbox"),
        "idle holder of messages": idle_holder("notify", "message"),
    },
    "late commits": {"late commits of public": late_commits("public")},
    "memory alarm": {"memory alarm": memory_alarm},
    "lost queue": {
        "delete notify's revenue queue": delete_queue("notify", "revenue"),
        "delete files' revenue queue": delete_queue("files", "revenue"),
    },
    "lost binding": {"delete notify's binding": delete_binding("notify", "public.case-registered.v1.#")},
    "poison": {"poison for notify": sow_poison("notify"), "poison for files": sow_poison("files")},
    "duplicates": {
        "old events for notify": repeat_old_events("notify", "public.case-registered"),
        "old events for files": repeat_old_events("files", "public.case-referred"),
        "old events for public": repeat_old_events("public", "files.receipt-diarised"),
    },
    "reordering": {
        "cases turned round for notify": turn_subjects_round(
            "notify", "public.case-registered", "public.case-transferred"
        ),
        "files turned round for notify": turn_subjects_round("notify", "files.file-forwarded"),
    },
    "latency": {"slow answers": cable(delay=0.4)},
    "reset": {"reset answers": cable(reset=True)},
    "slices": {"sliced answers": cable(slice_bytes=7)},
    "stall": {"stalled line": cable(stalled=True)},
    "cut": {
        "cut answers": cable(cut_after=20),
        "cut answers late": cable(cut_after=300),
        "cut answers to nothing": cable(cut_after=0),
    },
    "crash point": {
        **_crashes("public-relay", *_RELAY_POINTS),
        **_crashes("public-api", *_COMMIT_POINTS),
        # A case is referred now and then only, and each time its papers are written.
        **_crashes("public-api", "blob:before-write", "blob:after-write", most=2),
        **_crashes(_REVENUE_WORKER, *_COMMIT_POINTS),
        **_crashes(_REVENUE_WORKER, "worker:before-acknowledge", "worker:after-acknowledge"),
        **_crashes(
            _REVENUE_WORKER,
            *("inbox:before-suspect", "inbox:after-suspect"),
            most=1,
            brought=stop_and_kill(_REVENUE_WORKER),
        ),
        **_crashes(
            "notify-worker",
            *("inbox:before-park", "inbox:after-park"),
            most=len(POISON),
            brought=sow_poison("notify"),
        ),
        **{
            f"crash a move of LAND at move:{point}": move_and_return("LAND", f"move:{point}")
            for point in _MOVE_POINTS
        },
    },
    "lane move": {
        f"move {department} to the shared lane and back": move_and_return(department)
        for department in ("LAND", "REHAB")
    },
    "lane split": {
        "split notify's revenue lane": split_lane("notify", 2),
        "split files' revenue lane and kill its worker": split_lane("files", 3, "files-worker-revenue"),
        **{
            f"split notify's revenue lane and crash at move:{point}": split_lane(
                "notify", 2, crash_at=f"move:{point}"
            )
            for point in ("before-gather", "after-gather")
        },
    },
}
# Half a minute each: where there is no room for all faults, such a family strikes once only.
LONG_FAMILIES = ("lane split",)


def families_for(abilities: Collection[str]) -> dict[str, Family]:
    """Everything that can break where the machine gives these abilities."""
    return FAMILIES | {ability: MACHINE_FAULTS[ability] for ability in sorted(abilities)}


def faults_for(abilities: Collection[str]) -> Family:
    """The same by name alone."""
    return dict(chain.from_iterable(family.items() for family in families_for(abilities).values()))
