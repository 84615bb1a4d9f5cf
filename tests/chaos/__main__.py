"""`make chaos`: faults over a working installation, then seeded mistakes that the checker must find."""

import argparse
import contextlib
import random
import secrets
import shlex
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from deploy.local.console import say
from tests.architecture.house import ROOT
from tests.chaos import report
from tests.chaos.epoch import Epoch
from tests.chaos.faults import FAMILIES
from tests.chaos.mistakes import KINDS, RANDOM_SECONDS, STORED, STORED_SECONDS
from tests.chaos.nemesis import plan
from tests.chaos.place import ABILITIES, CommandError, Place
from tests.chaos.violation import Violation

SEED = 20261124
SHORT = {"cases": 20_000, "faults": 34, "per_second": 100.0}
LONG = {"cases": 1_000_000, "faults": 500, "per_second": 120.0}
# The history of a short run, and of a million cases, must find room on a disk of a fixed size.
RABBITMQ_MIB = {False: 1500, True: 8000}
# What a mistake took from notify's waiting room and its contacts comes or is given up within half a minute.
QUIET_SECONDS, MUTANT_QUIET_SECONDS = 150.0, 36.0
MUTANT_SECONDS = 6.0
# No verdict on a mistake asks how soon the pace was back; the next fault only meets work again.
MUTANT_PACE_SECONDS = 5.0
# Where the machine is hardly faster than the cases come, a lane takes minutes to work off what an outage left.
STORM_PATIENCE = 6
CONTROL = "control"
# By any seed, the stores are looked at after so many faults.
RANDOM_FAULTS, MOST_FAULTS = 8, 1000
# What a round needs at most after its last fault began: to end it, to be quiet, and to ask the stores.
LAST_SECONDS = QUIET_SECONDS + 150


def main(arguments: list[str]) -> int:
    """Run what was asked; 0 when no promise was broken and every mistake was found."""
    asked = _asked(arguments)
    size = LONG if asked.long else SHORT
    folder = Path(tempfile.mkdtemp(prefix="ks-chaos-"))
    folder.chmod(0o755)
    command = _command(arguments, asked)
    say(f"seed {asked.seed}; the same again: {command}")
    outcome = report.Outcome(seed=asked.seed, command=command)
    at_random = asked.long or asked.random
    try:
        if asked.only != "mutants" or not at_random:
            with _standing(Place(folder / "run", _abilities(asked), RABBITMQ_MIB[asked.long])) as place:
                outcome.lacking = place.lacking
                for ability, reason in place.lacking.items():
                    say(f"  NOT DONE: faults of {ability}, because {reason}")
                if asked.only != "mutants":
                    _storm(place, asked, size, outcome)
                if asked.only != "storm" and not at_random:
                    _mistakes(place, outcome, asked)
        if asked.only != "storm" and at_random:
            _mistakes_at_random(folder, outcome, asked)
        report.write(outcome, ROOT / "build")
        return 0 if outcome.is_clean else 1
    finally:
        if not asked.keep:
            _remove(folder)


@contextlib.contextmanager
def _standing(place: Place) -> Iterator[Place]:
    """An installation while it runs."""
    try:
        place.start()
        yield place
    finally:
        place.stop()


def _of_make() -> argparse.ArgumentParser:
    """What make says by its target and by SEED."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--seed", type=int, help="which order; without one, any when long or random, else always the same one"
    )
    parser.add_argument("--long", action="store_true", help="a million cases and 500 faults")
    return parser


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__, parents=[_of_make()])
    parser.add_argument("--only", choices=("storm", "mutants"), default="")
    parser.add_argument("--faults", type=int, default=0, help="how many faults, instead of the usual number")
    parser.add_argument("--cases", type=int, default=0, help="how many cases at least")
    parser.add_argument("--rate", type=float, default=0, help="cases a second")
    parser.add_argument("--named", default="", help="only these faults, commas between them")
    parser.add_argument(
        "--with", dest="needs", default="", help="abilities of the machine: cluster, disks, clocks"
    )
    parser.add_argument("--random", action="store_true", help="find the mistakes by a seed of this moment")
    parser.add_argument(
        "--mutant", choices=(CONTROL, *KINDS), default="", help="only this mistake; control is none at all"
    )
    parser.add_argument("--keep", action="store_true", help="leave the installation's folder")
    asked = parser.parse_args(arguments)
    if asked.mutant and asked.only == "storm":
        parser.error("a storm has no mistake")
    if asked.mutant == CONTROL and (asked.long or asked.random):
        parser.error("the control runs with the stored seeds only")
    if asked.seed is None:
        asked.seed = secrets.randbelow(10**9) if asked.long or asked.random else SEED
    return asked


def _abilities(asked: argparse.Namespace) -> tuple[str, ...]:
    return ABILITIES if asked.long else tuple(part for part in asked.needs.split(",") if part)


def _command(arguments: list[str], asked: argparse.Namespace) -> str:
    """What runs the same again."""
    target = "chaos-long" if asked.long else "chaos"
    _, others = _of_make().parse_known_args(arguments)
    return f"make {target} SEED={asked.seed}" + (f' ARGS="{shlex.join(others)}"' if others else "")


def _storm(place: Place, asked: argparse.Namespace, size: dict[str, float], outcome: report.Outcome) -> None:
    named = tuple(part.strip() for part in asked.named.split(",") if part.strip())
    names = plan(asked.seed, asked.faults or int(size["faults"]), place.abilities, named)
    rate = asked.rate or size["per_second"]
    say(f"\n{len(names)} faults over {rate:.0f} cases a second:")
    epoch = Epoch(place, asked.seed, rate)
    epoch.scene.patience = STORM_PATIENCE
    epoch.begin()
    try:
        epoch.strike(names)
    except CommandError as reason:
        # What was accepted until then is looked at all the same.
        outcome.cut_short = str(reason)
        say(f"  THE STORM ENDS HERE: {reason}")
    epoch.go_on_until(asked.cases or int(size["cases"]))
    say(f"  {epoch.end(QUIET_SECONDS, compared=True)}")
    violations = epoch.check()
    outcome.storm(epoch, violations)
    _tell(violations)


def _tell(violations: list[Violation]) -> None:
    for kind, count in sorted(Counter(each.kind for each in violations).items()):
        say(f"  {kind}: {count}, for instance: {next(v.sentence for v in violations if v.kind == kind)}")


def _mistakes(place: Place, outcome: report.Outcome, asked: argparse.Namespace) -> None:
    say("\nmistakes that the checker must find:")
    for mutant, stored in STORED.items():
        if asked.mutant and (mutant or CONTROL) != asked.mutant:
            continue
        began = time.monotonic()
        place.change(mutant)
        epoch = Epoch(place, stored.seed, per_second=100.0)
        epoch.begin()
        time.sleep(MUTANT_SECONDS / 2)
        epoch.strike(stored.faults, rest_seconds=1, pace_seconds=MUTANT_PACE_SECONDS)
        time.sleep(MUTANT_SECONDS / 2)
        quiet = epoch.end(MUTANT_QUIET_SECONDS if mutant else QUIET_SECONDS, leaves=stored.leaves)
        violations = epoch.check()
        kinds = Counter(each.kind for each in violations)
        seconds = time.monotonic() - began
        outcome.mistake(mutant, dict(kinds), seconds, STORED_SECONDS, calm=quiet.is_calm)
        if not quiet.is_calm:
            say(f"    {quiet}")
        if not mutant:
            _tell(violations)
        place.change()
        epoch.forgive()


def _mistakes_at_random(folder: Path, outcome: report.Outcome, asked: argparse.Namespace) -> None:
    """Each in an installation of its own: what one mistake lost, a lane may wait for as long as it stands."""
    say(f"\nmistakes that the checker must find by whatever breaks, from seed {asked.seed} on:")
    for at, mutant in enumerate(KINDS):
        if asked.mutant and mutant != asked.mutant:
            continue
        with _standing(Place(folder / f"run{at}")) as place:
            place.change(mutant)
            began = time.monotonic()
            kinds, calm = _found(place, asked.seed + at, began + RANDOM_SECONDS - LAST_SECONDS)
            outcome.mistake(mutant, dict(kinds), time.monotonic() - began, RANDOM_SECONDS, calm=calm)


def _found(place: Place, seed: int, last: float) -> tuple[Counter[str], bool]:
    """What the checker found in the last round, and whether that was quiet: none is begun after *last* (monotonic)."""
    kinds: Counter[str] = Counter()
    calm, stored = True, STORED[place.mutant]
    # One order for all rounds, so that every kind of fault comes before any comes twice. Where nothing is compared with
    # the history, what a queue or a binding loses stays lost without any mistake.
    names = (
        name
        for name in plan(seed, MOST_FAULTS)
        if name not in {**FAMILIES["lost queue"], **FAMILIES["lost binding"]}
    )
    while not (calm and stored.found_as in kinds) and time.monotonic() < last:
        epoch = Epoch(place, seed, per_second=100.0)
        epoch.begin()
        try:
            epoch.strike(list(islice(names, RANDOM_FAULTS)), rest_seconds=1, until=last)
        except CommandError as reason:
            # It may wait for what the mistake lost; whether it did, the stores tell.
            say(f"  the round ends here: {reason}")
        calm = epoch.end(QUIET_SECONDS, leaves=stored.leaves).is_calm
        kinds = Counter(each.kind for each in epoch.check())
    return kinds, calm


def _remove(folder: Path) -> None:
    import shutil  # noqa: PLC0415 - at the very end.

    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    random.seed(0)
    # Whoever is ended gives back what the machine gave, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main(sys.argv[1:]))
