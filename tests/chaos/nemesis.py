"""One fault after the other, in an order that the seed decides; how long each kept citizens waiting."""

import random
import time
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from deploy.local.console import say
from tests.chaos.checker import Window
from tests.chaos.faults import faults_for
from tests.chaos.pace import SHARE, steady_from
from tests.chaos.scene import EXCUSES, Scene

BEFORE_SECONDS, AFTER_SECONDS = 12.0, 15.0
WAIT_SECONDS = 40.0


@dataclass
class Struck:
    """A fault as it was: when it began and was healed, and from when on cases were accepted, and events handled, at pace."""

    name: str
    began: float
    healed: float
    recovered: float
    handled: float = 0.0

    @property
    def seconds(self) -> float:
        """From its beginning until cases were accepted at pace for good."""
        return self.recovered - self.began

    def as_row(self) -> dict[str, object]:
        """For the report."""
        handled = round(self.handled - self.began, 2) if self.handled else None
        return {**asdict(self), "seconds": round(self.seconds, 2), "handled_seconds": handled}


def plan(seed: int, count: int, abilities: Collection[str] = (), only: Sequence[str] = ()) -> list[str]:
    """Which faults come, in which order: every kind before any comes twice."""
    chosen = random.Random(seed)
    names: list[str] = []
    while len(names) < count:
        kinds = sorted(only or faults_for(abilities))
        chosen.shuffle(kinds)
        names += kinds
    return names[:count]


def strike(scene: Scene, names: Sequence[str], rest_seconds: float) -> list[Struck]:
    """Apply each fault, wait until the pace is back, and watch a while before the next one."""
    faults = faults_for(scene.place.abilities)
    struck = []
    for name in names:
        began = time.time()
        faults[name](scene)
        healed = time.time()
        one = Struck(name, began, healed, wait_for_pace(scene, healed))
        say(f"  {name:<48} held {healed - began:5.1f} s, pace back after {one.seconds:5.1f} s")
        struck.append(one)
        time.sleep(rest_seconds)
    return struck


def wait_for_pace(scene: Scene, healed: float) -> float:
    """The first instant from the healing on after which a second brought enough."""
    wanted = scene.crowd.per_second * SHARE
    while time.time() < healed + WAIT_SECONDS:
        since = time.time() - 1.0
        if since >= healed and scene.crowd.record.accepted_since(since) >= wanted:
            return since
        time.sleep(0.1)
    return time.time()


def look_back(
    struck: Sequence[Struck],
    moments: Sequence[float],
    handled: Sequence[float],
    until: float,
    per_second: float,
) -> None:
    """Measure each fault anew, up to the next one, when all is known: a dip that begins later counts too."""
    nexts = [one.began for one in struck[1:]] + [until]
    for one, ends in zip(struck, nexts, strict=True):
        one.recovered = steady_from(moments, one.began, ends, per_second)
        one.handled = steady_from(handled, one.began, ends, per_second)


def windows(struck: Sequence[Struck]) -> list[Window]:
    """When relays could not know what was published."""
    return [
        Window(one.began - BEFORE_SECONDS, max(one.healed, one.recovered, one.handled) + AFTER_SECONDS)
        for one in struck
        if any(word in one.name for word in EXCUSES)
    ]
