"""Officers at work meanwhile: a nodal officer transfers cases to other departments and refers cases to files."""

import random
import threading
import time
from dataclasses import dataclass, field

from deploy.local.installation import Installation
from deploy.local.main_job.people import Officer
from kernel import clock
from tests.chaos.acting import act_until_told
from tests.chaos.record import Act, Outcome, Record

CASES = "/api/public/v1/cases"
NODAL = "REV-US-1"
REASON = "यह विषय दूसरे विभाग से संबंधित है।"


@dataclass
class Office:
    """A thread with one officer; each case is acted on at most once."""

    record: Record
    site: Installation
    seed: int
    per_second: float = 8.0
    _ends: bool = field(default=False, init=False)
    _done: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._officer = Officer(self.site, NODAL)
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Sign in and begin."""
        self._officer.sign_in()
        self._thread.start()

    def stop(self) -> None:
        """Finish the act at hand."""
        self._ends = True
        self._thread.join(30)
        self._officer.close()

    def _work(self) -> None:
        while not self._ends:
            time.sleep(1 / self.per_second)
            case_id = self._choose()
            if case_id is not None:
                what = self._random.choice(("transfer", "transfer", "refer"))
                self._act(self.record.invoke(what, str(clock.new_id()), case_id))

    def _choose(self) -> str | None:
        found = [
            act.case_id
            for act in self.record.acts[-400:]
            if act.what == "file" and act.outcome is Outcome.OK and act.case_id not in self._done
        ]
        if not found:
            return None
        case_id = self._random.choice(found)
        self._done.add(case_id)
        return case_id

    def _act(self, act: Act) -> None:
        body = {"to_department": "HFW", "text": REASON} if act.what == "transfer" else {}
        path = f"{CASES}/{act.case_id}/{act.what}"
        act_until_told(self.record, self._officer, act, path, body, lambda: self._ends)
