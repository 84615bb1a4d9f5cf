"""What the clients asked for and what they were told, as it happened."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path


class Outcome(StrEnum):
    """How an act ended for the one who asked: UNKNOWN when no answer can be believed."""

    OK = "OK"
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"


@dataclass(slots=True)
class Act:
    """One thing that a client wanted done, to a case, a receipt or a file; *key* is its Idempotency-Key.

    *status* is that of the last answer, 0 for one that cannot be believed.
    """

    what: str
    key: str
    invoked_at: float
    case_id: str = ""
    outcome: Outcome = Outcome.UNKNOWN
    ended_at: float = 0.0
    tries: int = 0
    status: int = 0


@dataclass
class Record:
    """All acts in the order in which they were asked, kept in a file that only grows."""

    path: Path
    acts: list[Act] = field(default_factory=list)
    _accepted: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def invoke(self, what: str, key: str, case_id: str = "") -> Act:
        """Note that something is asked."""
        act = Act(what, key, time.time(), case_id)
        with self._lock:
            self.acts.append(act)
        self._write(act)
        return act

    def end(self, act: Act, outcome: Outcome, case_id: str = "") -> None:
        """Note what the client was told."""
        act.case_id = case_id or act.case_id
        act.outcome, act.ended_at = outcome, time.time()
        with self._lock:
            self._accepted += act.what == "file" and outcome is Outcome.OK
        self._write(act)

    def since(self, at: float) -> list[Act]:
        """The acts that were asked from an instant on."""
        with self._lock:
            return [act for act in self.acts if act.invoked_at >= at]

    def accepted(self) -> int:
        """How many cases were acknowledged so far."""
        return self._accepted

    def accepted_since(self, at: float) -> int:
        """How many cases were acknowledged from an instant on."""
        with self._lock:
            recent = self.acts[-2000:]
        return sum(a.what == "file" and a.outcome is Outcome.OK and a.ended_at >= at for a in recent)

    def moments(self) -> Iterator[float]:
        """The instants at which cases were acknowledged."""
        with self._lock:
            yield from sorted(
                act.ended_at for act in self.acts if act.what == "file" and act.outcome is Outcome.OK
            )

    def _write(self, act: Act) -> None:
        with self._lock, self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(asdict(act)) + "\n")
