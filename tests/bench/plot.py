"""A plot as one SVG file: panels side by side, lines over numbers, both axes straight and from zero."""

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDE, HIGH = 320, 300
LEFT, RIGHT, TOP, BOTTOM = 48, 20, 66, 48
MOST_TICKS = 5
# Dark and solid, grey and broken: told apart without colours.
STYLES = (("#000", "none"), ("#666", "6 4"))


@dataclass(frozen=True)
class Line:
    """One value for each place of its panel."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Panel:
    """What is counted along, where it was measured, and what was found there."""

    along: str
    at: tuple[float, ...]
    lines: tuple[Line, ...]


def svg(title: str, unit: str, panels: Sequence[Panel]) -> str:
    """All panels in one picture that needs neither scripts nor fonts of its own, with its figures in words."""
    width = WIDE * max(1, len(panels))
    drawn = "".join(
        f'<g transform="translate({WIDE * number} 0)">{_panel(panel, unit)}</g>'
        for number, panel in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HIGH}" width="{width}" height="{HIGH}"'
        ' role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="11">\n'
        f'<title id="title">{html.escape(title)}</title>\n<desc id="desc">{html.escape(_words(panels))}</desc>\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<text x="{LEFT}" y="18" font-size="14" font-weight="bold">{html.escape(title)}</text>\n'
        f"{drawn}</svg>\n"
    )


def ticks(highest: float) -> list[float]:
    """Round numbers from zero to the first that is not below *highest*, few of them."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / MOST_TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    return [step * number for number in range(math.ceil(highest / step - 1e-9) + 1)]


def _panel(panel: Panel, unit: str) -> str:
    across = ticks(max(panel.at, default=0))
    up = ticks(max((value for line in panel.lines for value in line.values), default=0))

    def x(at: float) -> float:
        return LEFT + at / across[-1] * (WIDE - LEFT - RIGHT)

    def y(value: float) -> float:
        return HIGH - BOTTOM - value / up[-1] * (HIGH - TOP - BOTTOM)

    drawn = [_name(line, number) for number, line in enumerate(panel.lines)]
    drawn += [_level(y(value), value) for value in up]
    drawn += [_place(x(at), at) for at in across]
    drawn += [f'<text x="4" y="{TOP - 10}">{html.escape(unit)}</text>', _along(panel)]
    for line, style in zip(panel.lines, STYLES, strict=False):
        drawn.append(
            _drawn([(x(at), y(value)) for at, value in zip(panel.at, line.values, strict=True)], *style)
        )
    return "\n".join(drawn) + "\n"


def _name(line: Line, number: int) -> str:
    colour, dashes = STYLES[number]
    at = 32 + 13 * number
    return (
        f'<path d="M{LEFT} {at}h26" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>'
        f'<text x="{LEFT + 32}" y="{at + 4}">{html.escape(line.name)}</text>'
    )


def _level(y: float, value: float) -> str:
    return (
        f'<path d="M{LEFT} {y:.1f}H{WIDE - RIGHT}" stroke="#ccc"/>'
        f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:,.10g}</text>'
    )


def _place(x: float, at: float) -> str:
    bottom = HIGH - BOTTOM
    return (
        f'<path d="M{x:.1f} {bottom}v4" stroke="#000"/>'
        f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{at:,.10g}</text>'
    )


def _along(panel: Panel) -> str:
    middle = (LEFT + WIDE - RIGHT) / 2
    said = panel.along if panel.at else f"{panel.along}: nothing was measured"
    return f'<text x="{middle}" y="{HIGH - 12}" text-anchor="middle">{html.escape(said)}</text>'


def _drawn(points: list[tuple[float, float]], colour: str, dashes: str) -> str:
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    marks = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points)
    return (
        f'<polyline points="{corners}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>'
        f"{marks}"
    )


def _words(panels: Sequence[Panel]) -> str:
    """The figures for who cannot see the picture."""
    return " ".join(
        f"{line.name}, {panel.along}: "
        + ", ".join(f"{at:,.10g}: {value:.1f}" for at, value in zip(panel.at, line.values, strict=True))
        + "."
        for panel in panels
        for line in panel.lines
    )
