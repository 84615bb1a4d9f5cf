"""The figures of a run: a table on the screen, build/chaos.json, and a page with a time line."""

import html
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.local.console import say, table
from tests.chaos.epoch import Epoch
from tests.chaos.mistakes import STORED
from tests.chaos.nemesis import Struck
from tests.chaos.violation import KINDS, Violation

GOAL_SECONDS = 15.0
WIDE, HIGH = 1000, 240
MOST_TOLD = 100


@dataclass
class Outcome:
    """What a run brought to light."""

    seed: int
    command: str = "make chaos"
    lacking: dict[str, str] = field(default_factory=dict)
    cut_short: str = ""
    quiet_seconds: float = 0.0
    accepted: int = 0
    unknown: int = 0
    repeated: int = 0
    acts: dict[str, int] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    struck: list[Struck] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    mutants: dict[str, dict[str, Any]] = field(default_factory=dict)
    control: dict[str, int] = field(default_factory=dict)

    def storm(self, epoch: Epoch, violations: list[Violation]) -> None:
        """Take in an epoch of faults."""
        self.accepted = epoch.record.accepted()
        self.acts = dict(Counter(f"{act.what} {act.outcome}" for act in epoch.record.acts))
        self.unknown = self.acts.get("file UNKNOWN", 0)
        self.repeated = sum(len(each) > 1 for each in epoch.evidence.copies.values())
        self.struck, self.violations = epoch.struck, violations
        self.moments = list(epoch.record.moments())
        self.quiet_seconds = round(epoch.quiet.seconds, 1)

    def mistake(
        self, name: str, kinds: dict[str, int], seconds: float, limit: float, *, calm: bool = True
    ) -> None:
        """Take in an epoch with a seeded mistake, which is caught as what it is alone, within *limit* seconds.

        What was not *calm* is not judged: late looks like lost. The one without any mistake is the control, in which
        nothing may be found.
        """
        if not name:
            self.control = kinds
            say(f"  no mistake at all: {'nothing found' if not kinds else f'FOUND {kinds}'}, {seconds:.0f} s")
            return
        caught = calm and STORED[name].found_as in kinds and seconds <= limit
        self.mutants[name] = {
            "caught": caught,
            "calm": calm,
            "kinds": kinds,
            "seconds": round(seconds, 1),
        }
        say(f"  {name:<22} {_verdict(self.mutants[name])} in {seconds:.0f} of {limit:.0f} s: {kinds}")

    @property
    def is_clean(self) -> bool:
        """No broken promise, no mistake that went unnoticed, and nothing that was asked for and not done."""
        amiss = self.violations or self.control or self.lacking or self.cut_short
        return not amiss and all(each["caught"] for each in self.mutants.values())

    @property
    def fired(self) -> list[Struck]:
        """The faults that struck."""
        return [each for each in self.struck if each.fired]

    @property
    def recoveries(self) -> list[float]:
        """How many seconds each fault was felt whose end was seen."""
        return [each.seconds for each in self.fired if each.seconds is not None]

    def counts(self) -> dict[str, float]:
        """What the table and the page show."""
        kinds = Counter(each.kind for each in self.violations)
        late = [each for each in self.fired if (each.seconds or 0) > GOAL_SECONDS]
        return {
            "accepted": self.accepted,
            "unknown": self.unknown,
            "faults": len(self.fired),
            "faults that did not strike": len(self.struck) - len(self.fired),
            **{kind: kinds[kind] for kind in KINDS},
            "events in the history twice": self.repeated,
            "seconds until it was quiet or given up": self.quiet_seconds,
            f"pace back within {GOAL_SECONDS:.0f} s": sum(each <= GOAL_SECONDS for each in self.recoveries),
            "pace back later": len(late),
            "of these held longer themselves": sum(each.healed - each.began > GOAL_SECONDS for each in late),
            "pace not seen back before the next fault": len(self.fired) - len(self.recoveries),
        }

    def figures(self) -> dict[str, Any]:
        """The content of build/chaos.json."""
        kinds = Counter(each.kind for each in self.violations)
        return {
            "command": self.command,
            "seed": self.seed,
            "not_done": self.lacking,
            "cut_short": self.cut_short,
            "accepted": self.accepted,
            "unknown": self.unknown,
            "repeated": self.repeated,
            "acts": self.acts,
            "faults": len(self.fired),
            "not_struck": [each.name for each in self.struck if not each.fired],
            **{kind: kinds.get(kind, 0) for kind in KINDS},
            "quiet_seconds": self.quiet_seconds,
            "recovery_seconds": self.recoveries,
            "recovery_not_seen": len(self.fired) - len(self.recoveries),
            "mutants": {name: each["caught"] for name, each in self.mutants.items()},
            "mutants_found_by": self.mutants,
            "found_without_mutant": self.control,
            "violations": [each.sentence for each in self.violations[:MOST_TOLD]],
            "timeline": [each.as_row() for each in self.struck],
        }


def write(outcome: Outcome, folder: Path) -> None:
    """Print, and keep the same for programs and for people."""
    folder.mkdir(exist_ok=True)
    figures = outcome.figures()
    (folder / "chaos.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (folder / "chaos.html").write_text(page(outcome), encoding="utf-8")
    say()
    rows: list[tuple[str, object]] = [("seed", outcome.seed), *outcome.counts().items()]
    rows += [(f"mistake {name}", _verdict(each)) for name, each in outcome.mutants.items()]
    table(("measure", "value"), rows)
    say("\nbuild/chaos.json, build/chaos.html")


def page(outcome: Outcome) -> str:
    """Figures and the time line of faults over throughput, as one HTML page without scripts."""
    rows = "".join(
        f"<tr><td>{html.escape(each.name)}{'' if each.fired else ' (did not strike)'}</td>"
        f"<td>{each.healed - each.began:.1f}</td>"
        f"<td>{_shown(each.seconds)}</td><td>{_shown(each.handled_seconds)}</td></tr>"
        for each in outcome.struck
    )
    mutants = "".join(
        f"<tr><td>{name}</td><td>{_verdict(each)}</td>"
        f"<td>{html.escape(', '.join(f'{kind} {count}' for kind, count in each['kinds'].items()))}</td>"
        f"<td>{each['seconds']}</td></tr>"
        for name, each in outcome.mutants.items()
    )
    counts = "".join(f"<tr><td>{name}</td><td>{count}</td></tr>" for name, count in outcome.counts().items())
    lacking = "".join(
        f"<p>Not done: faults of {html.escape(ability)}, because {html.escape(reason)}.</p>"
        for ability, reason in outcome.lacking.items()
    )
    if outcome.cut_short:
        lacking += f"<p>The storm ended before its time: {html.escape(outcome.cut_short)}</p>"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Faults and promises</title>'
        "<h1>Faults and promises</h1>"
        f"<p>Made by <code>{html.escape(outcome.command)}</code>, seed {outcome.seed}.</p>"
        f"{lacking}"
        f"<table border=1><caption>Counts</caption>{counts}</table>{timeline(outcome)}"
        "<table border=1><caption>Faults</caption><tr><th>fault</th><th>held, s</th><th>accepted at pace after, s</th>"
        "<th>handled at pace after, s</th></tr>"
        f"{rows}</table><table border=1><caption>Seeded mistakes</caption>"
        f"<tr><th>mistake</th><th>found</th><th>as</th><th>s</th></tr>{mutants}</table></html>\n"
    )


def _shown(seconds: float | None) -> str:
    return "not seen" if seconds is None else f"{seconds:.1f}"


def _verdict(mistake: dict[str, Any]) -> str:
    if mistake["caught"]:
        return "caught"
    return "NOT CAUGHT" if mistake["calm"] else "NOT JUDGED, for it was never quiet"


def timeline(outcome: Outcome) -> str:
    """Accepted cases per second, with each fault as a band."""
    if not outcome.moments:
        return ""
    first = outcome.moments[0]
    span = max(outcome.moments[-1] - first, 1.0)
    per_second = Counter(int(at - first) for at in outcome.moments)
    highest = max(per_second.values())

    def x(at: float) -> float:
        return (at - first) / span * WIDE

    bands = "".join(
        f'<rect x="{x(each.began):.1f}" y="0" width="{max(1.5, x(each.healed) - x(each.began)):.1f}" height="{HIGH}"'
        f' fill="#d4351c" fill-opacity="0.25"><title>{html.escape(each.name)}</title></rect>'
        for each in outcome.struck
    )
    points = " ".join(
        f"{second / span * WIDE:.1f},{HIGH - per_second.get(second, 0) / highest * (HIGH - 20):.1f}"
        for second in range(int(span) + 1)
    )
    return (
        f'<svg viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="Accepted cases per second, and faults">'
        f'{bands}<polyline points="{points}" fill="none" stroke="#0b4f6c" stroke-width="1.5"/>'
        f'<text x="4" y="14" font-size="12">{highest} cases/s at most; {span:.0f} s; faults in red</text></svg>'
    )
