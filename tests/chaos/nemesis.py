"""One fault after the other, in an order that the seed decides; how long each kept citizens waiting."""

import math
import random
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from deploy.local.console import say
from tests.chaos.faults import LONG_FAMILIES, families_for, faults_for
from tests.chaos.pace import SHARE, steady_from
from tests.chaos.scene import Fault, Scene, UnstruckError, excused
from tests.chaos.violation import Window

BEFORE_SECONDS, AFTER_SECONDS = 12.0, 15.0
WAIT_SECONDS = 40.0


@dataclass
class Struck:
    """A fault as it was: when it began and was healed, and from when on cases were accepted, and events handled, at pace.

    Neither instant is known when the next fault began (*watched_until*) before the pace was seen to be back.
    """

    name: str
    began: float
    healed: float
    recovered: float | None
    handled: float | None = None
    watched_until: float = 0.0
    fired: bool = True

    @property
    def seconds(self) -> float | None:
        """From its beginning until cases were accepted at pace for good; None when that was not seen."""
        return self._since(self.recovered)

    @property
    def handled_seconds(self) -> float | None:
        """The same for events."""
        return self._since(self.handled)

    @property
    def felt_until(self) -> float:
        """When all was well again, or another fault began."""
        return max(self.healed, *(at or self.watched_until for at in (self.recovered, self.handled)))

    def as_row(self) -> dict[str, object]:
        """For the report."""
        return {**asdict(self), "seconds": self.seconds, "handled_seconds": self.handled_seconds}

    def _since(self, at: float | None) -> float | None:
        return None if at is None else round(at - self.began, 2)


def plan(seed: int, count: int, abilities: Collection[str] = (), only: Sequence[str] = ()) -> list[str]:
    """Which faults come, in which order: none twice before all came, and one of each family where there is room.

    Raises ValueError when *only* names what cannot break here.
    """
    family_of = {
        name: family
        for family, faults in families_for(abilities).items()
        for name in faults
        if not only or name in only
    }
    if unknown := set(only) - set(family_of):
        raise ValueError(f"no such faults here: {', '.join(sorted(unknown))}")
    chosen = random.Random(seed)
    names: list[str] = []
    while len(names) < count:
        names += _draw(chosen, family_of, count - len(names))
    return names


def _draw(chosen: random.Random, family_of: Mapping[str, str], most: int) -> list[str]:
    """At most so many faults: one of each family, then others, and of long families a second one last of all."""
    drawn = chosen.sample(sorted(family_of), len(family_of))
    first = {family_of[name]: name for name in reversed(drawn)}
    drawn.sort(key=lambda name: (name != first[family_of[name]], family_of[name] in LONG_FAMILIES))
    return chosen.sample(drawn[:most], len(drawn[:most]))


def strike(
    scene: Scene,
    names: Sequence[str],
    rest_seconds: float,
    until: float = math.inf,
    pace_seconds: float = WAIT_SECONDS,
) -> Iterator[Struck]:
    """Apply each fault, wait until the pace is back (at most *pace_seconds*), tell it, and watch a while before the next one.

    None begins after *until*, an instant of the monotonic clock.
    """
    faults = faults_for(scene.place.abilities)
    for name in names:
        if time.monotonic() > until:
            break
        yield _strike_once(scene, name, faults[name], pace_seconds)
        time.sleep(rest_seconds)


def _strike_once(scene: Scene, name: str, fault: Fault, pace_seconds: float) -> Struck:
    began, trouble = time.time(), ""
    try:
        fault(scene)
    except UnstruckError as reason:
        trouble = f", DID NOT STRIKE: {reason}"
    healed = time.time()
    one = Struck(name, began, healed, wait_for_pace(scene, healed, pace_seconds), fired=not trouble)
    back = "not back" if one.seconds is None else f"back after {one.seconds:5.1f} s"
    say(f"  {name:<56} held {healed - began:5.1f} s, pace {back}{trouble}")
    return one


def wait_for_pace(scene: Scene, healed: float, seconds: float = WAIT_SECONDS) -> float | None:
    """The first instant from the healing on after which a second brought enough; None when none came in time."""
    wanted = scene.crowd.per_second * SHARE
    while time.time() < healed + seconds:
        since = time.time() - 1.0
        if since >= healed and scene.crowd.record.accepted_since(since) >= wanted:
            return since
        time.sleep(0.1)
    return None


def look_back(
    struck: Sequence[Struck],
    moments: Sequence[float],
    handled: Sequence[float],
    until: float,
    per_second: float,
) -> None:
    """Measure each fault anew, up to the next one, when all is known: a dip that begins later counts too."""
    nexts = [*(one.began for one in struck[1:]), until][: len(struck)]
    for one, ends in zip(struck, nexts, strict=True):
        one.watched_until = ends
        one.recovered = steady_from(moments, one.began, ends, per_second)
        one.handled = steady_from(handled, one.began, ends, per_second)


def windows(struck: Sequence[Struck]) -> list[Window]:
    """When relays could lose what was under way."""
    return [
        Window(one.began - BEFORE_SECONDS, one.felt_until + AFTER_SECONDS, frozenset(services))
        for one in struck
        if (services := excused(one.name))
    ]
