"""Our consumer under measure: `python -m tests.bench.ours bulk|single`, a worker of notify with one handler."""

from kernel.edge.green import go_green

go_green()

import os
import sys

from kernel.database import Queries, Transaction
from kernel.edge.worker import Worker, run_worker, subscribe
from kernel.logs import set_up
from kernel.settings import kernel_settings
from services.public.events import CaseRegistered

queries = Queries.beside(__file__)
FIELDS = (
    "case_id",
    "number",
    "contact_id",
    "language",
    "nature",
    "department",
    "area",
    "due_on",
    "nodal_post",
)


class Bulk(Worker):
    """One statement for a whole batch."""

    service = "notify"

    @subscribe(CaseRegistered, bulk=True)
    def on_case_registered(self, tx: Transaction, events: list[CaseRegistered]) -> None:
        columns = {field: [event.data[field] for event in events] for field in FIELDS}
        tx.execute(queries.add_many, event_id=[event.event_id for event in events], **columns)


class Single(Worker):
    """One statement for each event."""

    service = "notify"

    @subscribe(CaseRegistered)
    def on_case_registered(self, tx: Transaction, event: CaseRegistered) -> None:
        tx.execute(queries.add_one, event_id=event.event_id, **event.data)


WORKERS = {"bulk": Bulk, "single": Single}

if __name__ == "__main__":
    os.environ["KS_SERVICE"] = "notify"
    settings = kernel_settings("notify")
    set_up("notify-bench", settings.log_level)
    run_worker(WORKERS[sys.argv[1]], settings, None)
