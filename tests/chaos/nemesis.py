"""One fault after the other, in an order that the seed decides; how long each kept citizens waiting."""

import random
import time
from dataclasses import asdict, dataclass

from deploy.local.console import say
from tests.chaos.checker import Window
from tests.chaos.faults import EXCUSES, FAULTS, Scene

BEFORE_SECONDS, AFTER_SECONDS = 12.0, 15.0
WAIT_SECONDS = 40.0
RECOVERED_SHARE = 0.95


@dataclass
class Struck:
    """A fault as it was: when it began, when it was healed, and when cases were accepted as fast as before."""

    name: str
    began: float
    healed: float
    recovered: float

    @property
    def seconds(self) -> float:
        """From its beginning until the pace was back."""
        return self.recovered - self.began

    def as_row(self) -> dict[str, object]:
        """For the report."""
        return {**asdict(self), "seconds": round(self.seconds, 2)}


def plan(seed: int, count: int, only: tuple[str, ...] = ()) -> list[str]:
    """Which faults come, in which order: every kind before any comes twice."""
    chosen = random.Random(seed)
    names: list[str] = []
    while len(names) < count:
        kinds = sorted(only or FAULTS)
        chosen.shuffle(kinds)
        names += kinds
    return names[:count]


def strike(scene: Scene, names: list[str], rest_seconds: float) -> list[Struck]:
    """Apply each fault and wait until the pace is back before the next one."""
    struck = []
    for name in names:
        began = time.time()
        FAULTS[name](scene)
        healed = time.time()
        recovered = wait_for_pace(scene, healed)
        one = Struck(name, began, healed, recovered)
        say(f"  {name:<32} held {healed - began:5.1f} s, pace back after {one.seconds:5.1f} s")
        struck.append(one)
        time.sleep(rest_seconds)
    return struck


def wait_for_pace(scene: Scene, healed: float) -> float:
    """The first instant from the healing on after which a second brought 95 % of the pace."""
    wanted = scene.crowd.per_second * RECOVERED_SHARE
    while time.time() < healed + WAIT_SECONDS:
        since = time.time() - 1.0
        if since >= healed and scene.crowd.record.accepted_since(since) >= wanted:
            return since
        time.sleep(0.1)
    return time.time()


def windows(struck: list[Struck]) -> list[Window]:
    """When relays could not know what was published."""
    return [
        Window(one.began - BEFORE_SECONDS, one.recovered + AFTER_SECONDS)
        for one in struck
        if any(word in one.name for word in EXCUSES)
    ]
