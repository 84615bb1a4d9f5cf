"""A stretch of time in which clients work and faults strike; what was asked in it is what is checked."""

import math
import random
import time
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from deploy.local.main_job.people import logins
from tests.chaos import nemesis
from tests.chaos.checker import check
from tests.chaos.crowd import Crowd
from tests.chaos.evidence import Asker, Evidence, gather, identities_of_parked
from tests.chaos.office import Office
from tests.chaos.place import Place
from tests.chaos.quiet import Quiet, wait_for_quiet
from tests.chaos.record import Record
from tests.chaos.scene import Scene
from tests.chaos.section import Section
from tests.chaos.violation import Violation

DEPARTMENTS = ("REV", "LAND", "REHAB")
# Long enough to see a dip that begins after the healing.
REST_SECONDS = 2.0
FORGIVING_SECONDS = 5.0
# What dips later in the calm after the last fault is not its doing.
LAST_WATCHED_SECONDS = 60.0
SERVICES_THAT_PARK = ("auth", "files", "wfh", "public", "notify")


class Epoch:
    """Clients and faults over one place."""

    def __init__(self, place: Place, seed: int, per_second: float) -> None:
        self.place, self.seed = place, seed
        port = int(place.url("INTERNET").rpartition(":")[2])
        portal = next(each for each in logins(place)["portals"] if each["department"] == "REV")
        self.record = Record(place.directory / f"acts-{time.time_ns()}.jsonl")
        self.crowd = Crowd(self.record, port, portal["key"], DEPARTMENTS, per_second, seed)
        self.office = Office(self.record, place, seed)
        self.section = Section(self.record, place, seed)
        self.scene = Scene(place, self.crowd, random.Random(seed))
        self.struck: list[nemesis.Struck] = []
        self.began = self.struck_until = self.ended = time.time()
        self.evidence, self.quiet = Evidence(), Quiet()
        self._parked_before: dict[str, list[str]] = {}

    def begin(self) -> None:
        """Let clients and officers begin."""
        self._parked_before = {
            service: identities_of_parked(Asker(self.place), service) for service in SERVICES_THAT_PARK
        }
        self.began = time.time()
        self.crowd.start()
        self.office.start()
        self.section.start()
        time.sleep(3)

    def strike(
        self,
        names: Sequence[str],
        rest_seconds: float = REST_SECONDS,
        until: float = math.inf,
        pace_seconds: float = nemesis.WAIT_SECONDS,
    ) -> None:
        """Let faults strike, none after *until* on the monotonic clock, each when the pace is back after the one before.

        For that is waited at most *pace_seconds*.
        """
        try:
            for one in nemesis.strike(self.scene, names, rest_seconds, until, pace_seconds):
                self.struck.append(one)
        finally:
            self.struck_until = time.time()

    def go_on_until(self, cases: int) -> None:
        """Go on without faults until so many cases are accepted."""
        while self.record.accepted() < cases:
            time.sleep(0.5)

    def end(self, quiet_seconds: float, *, compared: bool = False, leaves: Collection[str] = ()) -> Quiet:
        """Ask nothing new and wait until all is quiet, and *compared* with the history if wanted.

        What a seeded mistake *leaves* may wait.
        """
        self.ended = time.time()
        self.section.stop()
        self.office.stop()
        self.crowd.stop()
        compared_to = time.time() if compared else 0.0
        self.quiet = wait_for_quiet(self.place, quiet_seconds, self.began, compared_to, leaves)
        return self.quiet

    def check(self) -> list[Violation]:
        """What became of everything that was asked in this epoch."""
        self.evidence = gather(self.place, datetime.fromtimestamp(self.began, UTC))
        self.evidence.waiting = self.quiet.waiting
        nemesis.look_back(
            self.struck,
            list(self.record.moments()),
            sorted(self.evidence.handled_at["notify"]),
            min(self.ended, self.struck_until + LAST_WATCHED_SECONDS),
            self.crowd.per_second,
        )
        poison = {
            service: before + self.scene.poison.get(service, [])
            for service, before in self._parked_before.items()
        }
        return check(
            self.record.since(0), self.evidence, poison, nemesis.windows(self.struck), since=self.began
        )

    def forgive(self) -> None:
        """Take away what a mistake left behind, so that the next epoch begins clean."""
        wait_for_quiet(self.place, FORGIVING_SECONDS)
        for service in SERVICES_THAT_PARK:
            Asker(self.place)(service, "DELETE FROM outbox RETURNING 1")
