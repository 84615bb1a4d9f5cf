"""The tiny service: every handled event leaves one row; some events misbehave on request."""

import os
import time

from kernel.database import Queries, Transaction
from kernel.edge.worker import Worker, every, subscribe
from kernel.events import Event
from tests.kernel.backbone.events import (
    CaseTransferred,
    PlaceRenamed,
    StateShown,
    StepCounted,
    StepEchoed,
    StepTaken,
)

queries = Queries.beside(__file__)


class TinyWorker(Worker):
    """Hears steps as the service `files`."""

    service = "files"

    @subscribe(StepTaken)
    def on_step(self, tx: Transaction, event: StepTaken) -> None:
        _misbehave(tx, event.act)
        add_effect(tx, event, "step")
        if event.act == "echo":
            tx.announce(StepEchoed(case_id=event.case_id, number=event.number), born_in="REV")

    @subscribe(CaseTransferred)
    def on_transferred(self, tx: Transaction, event: CaseTransferred) -> None:
        add_effect(tx, event, f"to {event.to}")

    @subscribe(StepCounted, bulk=True)
    def on_counted(self, tx: Transaction, events: list[StepCounted]) -> None:
        tx.execute(
            queries.add_effects,
            event_ids=[event.event_id for event in events],
            case_ids=[event.case_id for event in events],
            sequences=[event.sequence for event in events],
            departments=[event.department for event in events],
            process=os.getpid(),
        )

    @subscribe(StateShown, late="ignore")
    def on_state(self, tx: Transaction, event: StateShown) -> None:
        add_effect(tx, event, "state")

    @subscribe(PlaceRenamed, queue="directory")
    def on_renamed(self, tx: Transaction, event: PlaceRenamed) -> None:
        add_effect(tx, event, "place")

    @every(seconds=60)
    def dawdle(self, tx: Transaction) -> None:
        time.sleep(float(os.environ.get("KS_DAWDLE_SECONDS", "0")))
        tx.fetch_value(queries.count_effects)

    @every(seconds=1)
    def tick(self, tx: Transaction) -> None:
        tx.now  # noqa: B018 - a timer that only runs


def add_effect(tx: Transaction, event: Event, kind: str) -> None:
    """Write the one row that an event must leave."""
    tx.execute(
        queries.add_effect,
        event_id=event.event_id,
        case_id=event.case_id,
        sequence=event.sequence,
        department=event.department,
        kind=kind,
        process=os.getpid(),
    )


def _misbehave(tx: Transaction, act: str | None) -> None:
    if act == "raise":
        raise KeyError("a name that no log may show: canary-exception")
    if act == "die":
        os._exit(9)
    if act == "loop":
        while True:
            pass
    if act == "hang":
        time.sleep(3600)
    if act == "dawdle":
        tx.execute(queries.dawdle)
