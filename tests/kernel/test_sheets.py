"""Spreadsheets are read as text within limits, and nothing in them is ever calculated."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from kernel import sheets
from kernel.errors import Refused
from kernel.sheets import Column, Limits, Table

COLUMNS = (Column("code"), Column("name_hi"), Column("since", required=False))
SMALL = Limits(rows=3, columns=4, cell=20, file_bytes=20_000, unzipped_bytes=60_000, part_bytes=30_000)


def _xlsx(*rows: list[object], title: str = "people") -> io.BytesIO:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out


def _read(stream: io.BytesIO, sheet: str = "", limits: Limits | None = None) -> list[sheets.Row]:
    return list(sheets.open_book(stream, limits).rows(sheet, COLUMNS))


@pytest.mark.parametrize(
    "stream",
    [
        _xlsx(["Code", "Name-hi", "since"], [22, " राजस्व ", date(2026, 4, 1)], [], ["B", "वित्त", None]),
        io.BytesIO("\ufeffcode,name_hi,since\r\n22,राजस्व,2026-04-01\r\n\r\nB,वित्त,\r\n".encode()),
        io.BytesIO("code;name_hi;since\n22; राजस्व;2026-04-01\n;;\nB;वित्त;\n".encode()),
    ],
)
def test_a_workbook_and_a_csv_say_the_same(stream: io.BytesIO) -> None:
    rows = _read(stream)

    assert [row.number for row in rows] == [2, 4]
    assert rows[0].cells == {"code": "22", "name_hi": "राजस्व", "since": "2026-04-01"}
    assert rows[1].cells == {"code": "B", "name_hi": "वित्त", "since": ""}
    assert [row.faults for row in rows] == [{}, {}]


@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "=HYPERLINK(A1)"])
def test_formulas_are_refused_cell_by_cell_in_either_form(formula: str) -> None:
    book = _xlsx(["code", "name_hi"], [formula, "राजस्व"])
    text = io.BytesIO(f'code,name_hi\n"{formula}",राजस्व\n'.encode())

    for stream in (book, text):
        (row,) = _read(stream)
        assert {name: type(fault) for name, fault in row.faults.items()} == {"code": sheets.FormulaInCell}


@pytest.mark.parametrize("plain", ["-5", "+91 98765 43210", "a=b", "सूत्र"])
def test_what_only_looks_like_one_is_text(plain: str) -> None:
    (row,) = _read(io.BytesIO(f"code,name_hi\n{plain},x\n".encode()))

    assert (row.cells["code"], row.faults) == (plain, {})


def test_error_values_control_signs_and_long_cells_are_told() -> None:
    book = _xlsx(["code", "name_hi"], ["#REF!", "x"])
    text = io.BytesIO(b"code,name_hi\na\x07b," + b"x" * 21 + b"\n")

    (error,), (signs,) = _read(book), _read(text, limits=SMALL)

    assert type(error.faults["code"]) is sheets.CellNotText
    assert type(signs.faults["code"]) is sheets.CellNotText
    assert type(signs.faults["name_hi"]) is sheets.CellTooLong


@pytest.mark.parametrize(
    "headings", ["code", "code,name_hi,code", "code,name_hi,salary", "code,,name_hi", ""]
)
def test_headings_are_the_columns_and_no_others(headings: str) -> None:
    with pytest.raises(sheets.HeadingsWrong):
        _read(io.BytesIO(f"{headings}\nA,B,C\n".encode()))


def test_a_cell_without_a_heading_is_a_fault() -> None:
    (row,) = _read(io.BytesIO(b"code,name_hi\nA,B,C\n"))

    assert list(row.faults) == [""]


def _zip(**parts: bytes) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out


@pytest.mark.parametrize(
    ("stream", "refusal"),
    [
        (io.BytesIO(b"code,name_hi\nA,\xff\n"), sheets.SheetUnreadable),
        (io.BytesIO(b'code,name_hi\nA,"x\n'), sheets.SheetUnreadable),
        (io.BytesIO(b"PK\x03\x04nothing more"), sheets.SheetUnreadable),
        (_zip(**{"a.csv": b"", "b.exe": b""}), sheets.SheetUnreadable),
        (_zip(**{"xl/workbook.xml": b"<x/>"}), sheets.SheetUnreadable),
        (_zip(**{"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b""}), sheets.SheetUnreadable),
        (_zip(**{"a.csv": b"0" * 60_001}), sheets.SheetTooLarge),
        (_zip(**{"xl/workbook.xml": b"<x/>", "xl/sharedStrings.xml": b" " * 30_001}), sheets.SheetTooLarge),
        (io.BytesIO(b"code,name_hi\n" + b"A,B\n" * 4), sheets.SheetTooLarge),
        (io.BytesIO(b"code,name_hi\nA,B,C,D,E\n"), sheets.SheetTooLarge),
        (io.BytesIO(b"code,name_hi\n" + b"A" * 20_000), sheets.SheetTooLarge),
        (io.BytesIO(b"code,name_hi\n" + b"A" * 90), sheets.SheetTooLarge),
        (_xlsx(["code", "name_hi"], ["A", "B", "C", "D", "E"]), sheets.SheetTooLarge),
        (_xlsx(["code", "name_hi"], *[["A", "B"]] * 4), sheets.SheetTooLarge),
    ],
)
def test_what_is_broken_or_too_large_is_refused(stream: io.BytesIO, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        _read(stream, limits=SMALL)


def test_entities_in_a_workbook_are_refused() -> None:
    book = _xlsx(["code", "name_hi"], ["A", "B"])
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha">]><worksheet>&a;</worksheet>'
    parts = {each: zipfile.ZipFile(book).read(each) for each in zipfile.ZipFile(book).namelist()}
    parts["xl/worksheets/sheet1.xml"] = bomb

    with pytest.raises(sheets.SheetUnreadable):
        _read(_zip(**parts))


def test_a_sheet_that_is_not_there_is_named() -> None:
    book = sheets.open_book(_xlsx(["code", "name_hi"]))

    with pytest.raises(sheets.SheetMissing):
        book.rows("offices", COLUMNS)


def test_what_is_written_is_read_again_and_never_calculated() -> None:
    rows = [["22", "राजस्व", None], ["B", "=1+1", "2026-04-01"]]
    tables = {"people": Table(["code", "name_hi", "since"], rows), "empty": Table(["code", "name_hi"], [])}

    for content in (sheets.xlsx_bytes(tables), sheets.zip_bytes(tables)):
        book = sheets.open_book(io.BytesIO(content))
        first, second = book.rows("people", COLUMNS)
        assert set(book.names) == {"people", "empty"}
        assert first.cells == {"code": "22", "name_hi": "राजस्व", "since": ""}
        assert (second.cells["name_hi"], second.faults) == ("'=1+1", {})
        assert list(book.rows("empty", COLUMNS)) == []
