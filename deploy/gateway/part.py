"""The gateway's own part of the operations page: nginx, the two processes beside it, and what was refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.gateway.hour import Figures, LastHour
from deploy.gateway.pulse import PULSE, facts_in, written_at
from kernel.languages import LANGUAGES
from kernel.ui import Templates, clock_time, worded
from kernel.ui.problems import PROBLEMS

# As with the processes of services, which a test compares.
SILENT_AFTER = timedelta(seconds=45)
# Auth signs a list each day, and one holds for a week.
LIST_LATE_AFTER = timedelta(days=2)
CERTIFICATE_ENDS_SOON = timedelta(days=30)
OUT_OF_ORDER = frozenset({"service-down", "busy"})
_TEMPLATES = Templates([])


@dataclass(frozen=True, slots=True)
class Part:
    """What it is drawn from: the gateway's directory, what was counted, and since when by this process."""

    gateway: Path
    hour: LastHour
    started_at: datetime

    def html(self, language: str, now: datetime) -> str:
        """The part in a *language* that there is, else in Hindi."""
        known = worded(language if language in LANGUAGES else "hi", "kernel")
        return _TEMPLATES.render("part_gateway.html", known, self._shown(now))

    def _shown(self, now: datetime) -> dict[str, Any]:
        pulse, figures = self.gateway / PULSE, self.hour.figures(now)
        heard, facts = written_at(pulse), facts_in(pulse)
        return {
            "nginx_since": written_at(self.gateway / "nginx.pid"),
            "counter_since": self.started_at,
            "keeper_heard": heard,
            "keeper_silent": heard is None or now - heard > SILENT_AFTER,
            "facts": facts,
            "certificate_days": max(0, ((facts.certificate_ends_at or now) - now).days),
            "certificate_ends_soon": _is_before(facts.certificate_ends_at, now + CERTIFICATE_ENDS_SOON),
            "list_is_late": _is_before(facts.list_begins_at, now - LIST_LATE_AFTER),
            "figures": figures,
            "refused": refused(figures),
            "clock_time": clock_time,
        }


def refused(figures: Figures) -> list[tuple[str, int, bool]]:
    """What was said to whom the gateway refused, how often, and whether something is out of order then."""
    rows = [(each.title, figures.by_cause[each.code], each.code in OUT_OF_ORDER) for each in PROBLEMS]
    return sorted((row for row in rows if row[1]), key=lambda row: -row[1])


def _is_before(at: datetime | None, limit: datetime) -> bool:
    return at is not None and at < limit
