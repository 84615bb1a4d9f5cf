"""A broker that does not say what it should: as a cluster of which a node died while a queue was deleted."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kernel.edge.worker.inflow import Inflow
from kernel.topology import queue_name


def silence(settings: Mapping[str, str]) -> None:
    """Change this process's readers as the settings say.

    KS_UNTOLD: none is told that its queue is gone. KS_UNFED: the one that reads the shared lane when the file of this
    name is there gets nothing any more, while the broker believes that it gives.
    """
    if "KS_UNTOLD" in settings:
        Inflow._on_cancel = lambda *_: None  # type: ignore[method-assign] # a broker that is silent
    if "KS_UNFED" in settings:
        _starve(Path(settings["KS_UNFED"]))


def _starve(sign: Path) -> None:
    hear, starved = Inflow._on_message, set[int]()

    def hear_nothing(inflow: Inflow, message: Any) -> None:
        if sign.exists() and not starved and inflow._queue == queue_name("files", "shared"):
            starved.add(id(inflow))
        if id(inflow) not in starved:
            hear(inflow, message)

    Inflow._on_message = hear_nothing  # type: ignore[method-assign] # a broker that gives nothing
