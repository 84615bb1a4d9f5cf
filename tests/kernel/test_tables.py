"""Tables of strangers are read within limits; ours calculate nothing."""

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from kernel import tables
from kernel.tables import Limits, Line, lines_of


def cells(content: bytes, filename: str = "table.csv") -> list[list[str]]:
    return [line.cells for line in lines_of(io.BytesIO(content), filename)]


def a_workbook(*rows: list[Any]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    assert book.active
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "separator"),
    [("नाम,b\r\n1,2\r\n", ","), ("\ufeffनाम;b\n1;2\n", ";"), ('नाम;"b, c"\n1;2\n', ";")],
)
def test_text_is_read_with_or_without_a_mark_and_by_its_own_separator(content: str, separator: str) -> None:
    first, second = cells(content.encode())

    assert (first[0], second, separator in content) == ("नाम", ["1", "2"], True)


def test_cells_of_a_workbook_are_read_as_people_see_them() -> None:
    row = [
        9800000001,
        1.5,
        date(2026, 4, 1),
        datetime.fromisoformat("2026-04-02T10:30"),
        " x ",
        None,
        "नि\u0958\u0941",
    ]

    read = cells(a_workbook(["a"] * 7, row), "table.xlsx")[1]

    assert read[:6] == ["9800000001", "1.5", "2026-04-01", "2026-04-02", "x", ""]
    assert read[6] == "नि\u0915\u093c\u0941"


def test_lines_keep_their_numbers_and_empty_ones_are_left_out() -> None:
    lines = list(lines_of(io.BytesIO(b"a,b\n\n,\n1,2\n"), "table.csv"))

    assert [(line.number, line.cells) for line in lines] == [(1, ["a", "b"]), (4, ["1", "2"])]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_what_would_calculate_is_marked(cell: str) -> None:
    lines = list(lines_of(io.BytesIO(f"a,b\nx,{cell}\n".encode()), "table.csv"))

    assert lines[1] == Line(2, ["x", cell.strip(" ")], frozenset({1}))


def test_a_claim_about_the_size_of_a_sheet_is_not_believed() -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    assert book.active
    book.active["A1"], book.active["A2"], book.active["A70000"] = "a", "b", "c"
    book.save(file)

    with pytest.raises(tables.TableTooLong):
        list(lines_of(file, "table.xlsx"))


@pytest.mark.parametrize(
    ("content", "limits", "refusal"),
    [
        (b"a\n1\n2\n3\n", Limits(rows=2), tables.TableTooLong),
        (b"a,b,c\n1,2,3\n", Limits(columns=2), tables.TableHasTooManyColumns),
        (b"a\n", Limits(), tables.TableIsEmpty),
        (b'a\n"1', Limits(), tables.TableNotReadable),
        (b"\xff\xfea\x00\n\x00", Limits(), tables.TableNotReadable),
        (b"a\n" + b"x" * 200_000, Limits(), tables.TableNotReadable),
    ],
)
def test_what_passes_the_limits_is_refused(content: bytes, limits: Limits, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        list(lines_of(io.BytesIO(content), "table.csv", limits))


def test_rows_are_counted_without_being_read() -> None:
    content = a_workbook(*([str(number)] for number in range(12)))

    assert tables.count_roughly(io.BytesIO(content), "table.xlsx") == 11
    assert tables.count_roughly(io.BytesIO(b"a\n1\n2\n"), "table.csv") == 2
    assert tables.count_roughly(io.BytesIO(b"no archive"), "table.xlsx") == 0


def test_nothing_that_we_write_calculates() -> None:
    rows = [["a", "b"], ["=cmd|' /C calc'!A0", "@SUM(1)"], ["+91", 5]]

    text = b"".join(tables.as_csv(rows)).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(tables.as_xlsx({"x": rows}))))

    assert text.splitlines()[1:] == ["'=cmd|' /C calc'!A0,'@SUM(1)", "'+91,5"]
    assert book.active
    written = [[cell.data_type for cell in row] for row in book.active.iter_rows(min_row=2)]
    assert written == [["s", "s"], ["s", "n"]]


def test_what_we_write_comes_back_as_it_was() -> None:
    rows = [["नाम", "b"], ['रवि, "R"', "line\nline"]]

    assert (
        cells(b"".join(tables.as_csv(rows))) == cells(b"".join(tables.as_xlsx({"x": rows})), "x.xlsx") == rows
    )
