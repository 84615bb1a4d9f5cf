"""The stage of the main job: every step is timed, shown as it happens, and kept for the table."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from deploy.local.console import say, table
from deploy.local.installation import Installation
from deploy.local.programs import NotReadyError, write_private

Found = TypeVar("Found")
PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table; *ms* is what the step took, as its caller saw it."""

    step: str
    who: str
    zone: str
    ms: int
    ok: bool


class Stage:
    """Where the steps are played and what they left behind."""

    def __init__(self, site: Installation) -> None:
        self.site = site
        self.steps: list[Step] = []

    @property
    def record(self) -> Path:
        """The steps of the last play, for programs."""
        return self.site.directory / "main-job.json"

    @contextmanager
    def step(self, title: str, who: str, zone: str) -> Iterator[None]:
        """Time a step; a failed one ends the play and names itself."""
        began, ok = time.perf_counter(), False
        try:
            yield
            ok = True
        finally:
            milliseconds = round((time.perf_counter() - began) * 1000)
            self.steps.append(Step(title, who, zone, milliseconds, ok))
            say(f"  {'✓' if ok else '✗'} {title} · {who} · {zone} · {milliseconds} ms")

    def show(self) -> None:
        """Print the table and keep the same as JSON."""
        kept = [asdict(step) for step in self.steps]
        write_private(self.record, json.dumps(kept, ensure_ascii=False, indent=1))
        self._table()

    def show_kept(self) -> None:
        """Print the table of the play before."""
        self.steps = [Step(**kept) for kept in json.loads(self.record.read_text("utf-8"))]
        self._table()

    def _table(self) -> None:
        say()
        table(
            ("step", "who", "zone", "ms"),
            [
                (step.step + ("" if step.ok else "  FAILED"), step.who, step.zone, step.ms)
                for step in self.steps
            ],
        )


def until(what: str, look: Callable[[], Found | None], seconds: float = PATIENCE_SECONDS) -> Found:
    """Look until something is there; raises NotReadyError naming *what* did not come in time."""
    ends = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > ends:
            raise NotReadyError(f"{what} did not come within {seconds:.0f} s.")
        time.sleep(0.02)


def expect(answer_is: object, what: str) -> None:
    """Raise NotReadyError saying *what* should have been."""
    if not answer_is:
        raise NotReadyError(f"The main job expected: {what}.")
