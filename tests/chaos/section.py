"""Two desks that send files to each other, both at once: only the one that holds a file may."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from deploy.local.installation import Installation
from deploy.local.main_job.people import Officer
from kernel import clock
from tests.chaos.acting import act_until_told
from tests.chaos.record import Outcome, Record

FILES = "/api/files/v1"
DESKS = ("REV-SO-1", "REV-DA-1")
FILES_ON_THE_MOVE = 4


@dataclass
class Section:
    """A thread for what is done next, and one for each officer."""

    record: Record
    site: Installation
    seed: int
    per_second: float = 3.0
    _ends: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._officers = [Officer(self.site, post) for post in DESKS]
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Sign in, put papers up on files, and begin to send them."""
        for officer in self._officers:
            officer.sign_in()
        first = self._officers[0]
        listed = first.get("/api/auth/v1/departments/REV/posts")["items"]
        ids = {post["code"]: post["post_id"] for post in listed}
        self._posts = [ids[post] for post in DESKS]
        self._files = [self._put_up(first, number) for number in range(FILES_ON_THE_MOVE)]
        self._thread.start()

    def stop(self) -> None:
        """Finish what is at hand."""
        self._ends = True
        self._thread.join(30)
        for officer in self._officers:
            officer.close()

    def _put_up(self, officer: Officer, number: int) -> str:
        paper = {"subject": f"Paper {number}", "medium": "E", "to_post": self._posts[0]}
        act = self.record.invoke("diarise", str(clock.new_id()))
        receipt = officer.post_json(f"{FILES}/receipts", paper)
        self.record.end(act, Outcome.OK, receipt["receipt_id"])
        body = {"receipt_id": receipt["receipt_id"], "note": "प्रस्तुत।"}
        return str(officer.post_json(f"{FILES}/files", body)["file_id"])

    def _work(self) -> None:
        with ThreadPoolExecutor(len(DESKS)) as both:
            while not self._ends:
                time.sleep(1 / self.per_second)
                file_id = self._random.choice(self._files)
                list(both.map(self._forward, range(len(DESKS)), [file_id] * len(DESKS)))

    def _forward(self, desk: int, file_id: str) -> None:
        act = self.record.invoke("forward", str(clock.new_id()), file_id)
        body = {"to_post": self._posts[1 - desk], "remark": "अवलोकनार्थ"}
        path = f"{FILES}/files/{file_id}/forward"
        act_until_told(self.record, self._officers[desk], act, path, body, lambda: self._ends)
