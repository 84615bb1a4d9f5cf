"""What was measured: one table for people, one list for programs."""

import json
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

OURS = "ours"


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound that is printed and never enforced."""

    bound: float
    at_least: bool

    def met_by(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:,.10g}"


def at_least(bound: float) -> Goal:
    return Goal(bound, at_least=True)


def at_most(bound: float) -> Goal:
    return Goal(bound, at_least=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: the median of its rounds."""

    measure: str
    contestant: str
    value: float
    unit: str
    goal: Goal | None = None
    spread: tuple[float, float] | None = None


class Table:
    """The figures of one run, with the remarks that make them comparable."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.remarks: list[str] = []

    def add(
        self, measure: str, contestant: str, unit: str, values: Iterable[float], goal: Goal | None = None
    ) -> None:
        """Note the median of *values*, nothing when there is none; a goal is ours alone."""
        rounds = list(values)
        if rounds:
            spread = (min(rounds), max(rounds)) if len(rounds) > 1 else None
            self.rows.append(
                Row(
                    measure,
                    contestant,
                    statistics.median(rounds),
                    unit,
                    goal if contestant.partition(",")[0] == OURS else None,
                    spread,
                )
            )

    def remark(self, text: str) -> None:
        """A sentence that is printed under the table."""
        self.remarks.append(text)

    def ours_of(self, row: Row) -> Row | None:
        """Our figure of the same measure and unit."""
        found = (r for r in self.rows if (r.measure, r.contestant, r.unit) == (row.measure, OURS, row.unit))
        return next(found, None)

    def write(self, path: Path) -> None:
        """The list that programs read."""
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = ("measure", "contestant", "value", "unit")
        rows = [{key: getattr(row, key) for key in keys} for row in self.rows]
        path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def __str__(self) -> str:
        return "\n".join([self.text(self.rows), "", *(f"· {remark}" for remark in self.remarks)])

    def text(self, rows: list[Row]) -> str:
        """Some of the rows, under their heads."""
        heads = ("measure", "contestant", "median", "rounds", "unit", "goal", "met", "beside ours")
        lines = [heads, *(self._cells(row) for row in rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
        right = {2, 3, 7}
        text = [_line(line, widths, right) for line in lines]
        text.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join(text)

    def _cells(self, row: Row) -> tuple[str, ...]:
        ours = self.ours_of(row)
        ratio = f"{row.value / ours.value:.2f} ×" if ours and row.contestant != OURS and ours.value else ""
        spread = f"{_figure(row.spread[0])} … {_figure(row.spread[1])}" if row.spread else ""
        met = "" if row.goal is None else ("yes" if row.goal.met_by(row.value) else "NO")
        goal = "" if row.goal is None else str(row.goal)
        return row.measure, row.contestant, _figure(row.value), spread, row.unit, goal, met, ratio


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}" if value >= 10 else f"{value:,.3f}"


def _line(cells: tuple[str, ...], widths: list[int], right: set[int]) -> str:
    placed = (
        c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(placed).rstrip()
