"""A service's part of the operations page; every service shows the same, and what only it knows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages.results import Page
from kernel.edge.pages.room import Pages
from kernel.languages import _
from kernel.operations import may_operate, overview
from kernel.ui import clock_time

OPERATING = "operations.read"
WORDS_OF_KIND = {
    "api": _("Answers requests"),
    "worker": _("Handles events and timers"),
    "relay": _("Sends events on"),
    "sender": _("Hands messages to providers"),
    "live": _("Tells browsers live what is new"),
}
WORDS_OF_SERIES = {
    "outbox": _("Events that wait to be sent"),
    "outbox-oldest-seconds": _("Seconds for which the oldest event has waited to be sent"),
    "parked": _("Messages parked"),
    "missed": _("Events that only the history had"),
    "lane": _("Messages that wait in lane %(label)s"),
}


@dataclass(frozen=True)
class Bars:
    """A chart of a service's own: (label, value) or (label, value, alarming); *caption* is a sentence to translate."""

    caption: str
    rows: list[tuple[Any, ...]]


Own = Callable[[Transaction, Call], Iterable[Bars]]


@dataclass(frozen=True)
class OperationsPart:
    """What a service calls itself, what it draws for this call's reader, and which of its own figures it kept."""

    title: str
    own: Own = lambda _tx, _call: ()
    series: Mapping[str, str] | None = None


def show_operations(pages: Pages, prefix: str, part: OperationsPart) -> None:
    """Declare the service's part of the operations page under *prefix*."""
    pages.policy = {**pages.policy, OPERATING: may_operate}
    words_of_series = {**WORDS_OF_SERIES, **(part.series or {})}

    def operations(tx: Transaction, call: Call) -> Page:
        """How this service is doing, for operators."""
        shown = {
            "title": part.title,
            "service": pages.service,
            "now": overview(tx, part.series or ()),
            "own": list(part.own(tx, call)),
            "clock_time": clock_time,
            "words_of_kind": WORDS_OF_KIND,
            "words_of_series": words_of_series,
        }
        return Page("part_operations.html", shown)

    pages.fragment(prefix, "ops", may=OPERATING)(operations)
