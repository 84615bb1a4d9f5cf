"""The plot is a file that every reader of XML takes, whatever it is called and however little was measured."""

import pytest
from defusedxml import ElementTree

from tests.bench.plot import WIDE, Line, Panel, svg, ticks

SVG = "{http://www.w3.org/2000/svg}"


def a_panel(along: str = "stored cases", name: str = "CPU-ms a case") -> Panel:
    return Panel(along, (0, 10_000, 50_000), (Line(name, (12.5, 13.0, 12.75)), Line("ms p99", (20, 31, 25))))


def test_a_plot_has_a_panel_for_each_axis_and_its_figures_in_words() -> None:
    picture = ElementTree.fromstring(svg("Cost growth", "ms", [a_panel(), a_panel("lanes"), a_panel("kB")]))

    assert len(picture.findall(f"{SVG}g")) == 3
    assert len(picture.findall(f".//{SVG}polyline")) == 6
    assert picture.findtext(f"{SVG}title") == "Cost growth"
    assert "CPU-ms a case, lanes: 0: 12.5, 10,000: 13.0, 50,000: 12.8." in (
        picture.findtext(f"{SVG}desc") or ""
    )


def test_every_point_lies_within_its_panel() -> None:
    picture = ElementTree.fromstring(svg("Cost growth", "ms", [a_panel()]))

    places = [float(mark.attrib["cx"]) for mark in picture.iter(f"{SVG}circle")]

    assert len(places) == 6
    assert all(0 < place < WIDE for place in places)


def test_names_never_become_marks_of_the_picture() -> None:
    hostile = "</title><script>\"&'</script>"

    picture = ElementTree.fromstring(svg(hostile, hostile, [a_panel(hostile, hostile)]))

    assert picture.findtext(f"{SVG}title") == hostile
    assert list(picture.iter(f"{SVG}script")) == []


def test_a_panel_without_figures_says_so() -> None:
    picture = ElementTree.fromstring(svg("Cost growth", "ms", [Panel("lanes", (), (Line("ms p99", ()),))]))

    assert "lanes: nothing was measured" in "".join(picture.itertext())


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (0, [0, 1]),
        (1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (85, [0, 20, 40, 60, 80, 100]),
        (100_000, [0, 20_000, 40_000, 60_000, 80_000, 100_000]),
        (300_001, [0, 100_000, 200_000, 300_000, 400_000]),
    ],
)
def test_ticks_are_few_and_round(highest: float, expected: list[float]) -> None:
    assert ticks(highest) == pytest.approx(expected)
