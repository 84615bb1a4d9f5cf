"""Spreadsheets are read as text within limits, and nothing in them is ever calculated."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from kernel import sheets
from kernel.errors import Refused
from kernel.sheets import Column, Limits, Table

COLUMNS = (Column("code", signed=True), Column("name_hi"), Column("since", required=False))
SMALL = Limits(rows=3, columns=4, cell=20, file_bytes=20_000, unpacked_bytes=60_000, part_bytes=30_000)


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
        io.BytesIO('code;"name_hi";"since"\n22; राजस्व;2026-04-01\n;;\nB;वित्त;\n'.encode()),
        io.BytesIO("\ufeffcode;name_hi;since\n22; राजस्व;2026-04-01\n;;\nB;वित्त;\n".encode()),
    ],
)
def test_a_workbook_and_a_csv_say_the_same(stream: io.BytesIO) -> None:
    rows = _read(stream)

    assert [row.number for row in rows] == [2, 4]
    assert rows[0].cells == {"code": "22", "name_hi": "राजस्व", "since": "2026-04-01"}
    assert rows[1].cells == {"code": "B", "name_hi": "वित्त", "since": ""}
    assert [row.faults for row in rows] == [{}, {}]


@pytest.mark.parametrize(
    "formula", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "=HYPERLINK(A1)", " =1", "\t=1", "＝1"]
)
def test_formulas_are_refused_cell_by_cell_in_either_form(formula: str) -> None:
    book = _xlsx(["code", "name_hi"], [formula, "राजस्व"])
    text = io.BytesIO(f'code,name_hi\n"{formula}",राजस्व\n'.encode())

    for stream in (book, text):
        (row,) = _read(stream)
        assert {name: type(fault) for name, fault in row.faults.items()} == {"code": sheets.FormulaInCell}


@pytest.mark.parametrize("cell", ["+1", "-1", "+91 98765 43210", "@x", "=1+1", "\t=1"])
def test_whatever_begins_with_a_sign_is_refused_unless_its_column_is_signed(cell: str) -> None:
    (row,) = _read(io.BytesIO(f"code,name_hi\nx,{cell}\n".encode()))

    assert (row.number, row.cells["code"]) == (2, "x")
    assert {name: type(fault) for name, fault in row.faults.items()} == {"name_hi": sheets.FormulaInCell}


def test_a_number_of_a_workbook_calculates_nothing() -> None:
    (row,) = _read(_xlsx(["code", "name_hi"], ["x", -5]))

    assert (row.cells["name_hi"], row.faults) == ("-5", {})


def test_cells_of_a_workbook_are_read_as_people_see_them() -> None:
    values = [
        9800000001,
        1.5,
        date(2026, 4, 1),
        datetime.fromisoformat("2026-04-02T10:30"),
        " x ",
        None,
        "नि\u0958\u0941",
    ]
    names = list("abcdefg")

    (row,) = sheets.open_book(_xlsx(names, values)).rows("", [Column(name) for name in names])

    assert list(row.cells.values())[:6] == ["9800000001", "1.5", "2026-04-01", "2026-04-02", "x", ""]
    assert row.cells["g"] == "नि\u0915\u093c\u0941"


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


def test_headings_are_known_by_their_labels_too_and_shown_by_the_first() -> None:
    columns = [Column("code", labels=("Code of it", "कूट संख्या")), Column("name_hi", labels=("Name",))]

    (row,) = sheets.open_book(io.BytesIO("कूट-संख्या *,NAME\nA,B\n".encode())).rows("", columns)
    with pytest.raises(sheets.HeadingsWrong) as refused:
        list(sheets.open_book(io.BytesIO(b"name,salary\nA,B\n")).rows("", columns))

    assert row.cells == {"code": "A", "name_hi": "B"}
    assert refused.value.facts == {"missing": ["Code of it"], "unknown": ["salary"]}
    assert "Missing: Code of it. Unknown or twice: salary." in refused.value.sentence("en")


def test_a_cell_without_a_heading_is_a_fault() -> None:
    (row,) = _read(io.BytesIO(b"code,name_hi\nA,B,C\n"))

    assert {name: type(fault) for name, fault in row.faults.items()} == {"": sheets.CellOutside}


def test_lines_keep_their_numbers_and_empty_ones_are_left_out() -> None:
    rows = _read(io.BytesIO(b"code,name_hi\n\n,\n1,2\n"))

    assert [(row.number, list(row.cells.values())) for row in rows] == [(4, ["1", "2"])]


def test_rows_are_counted_without_being_read() -> None:
    book = sheets.open_book(_xlsx(["code", "name_hi"], *[["A", "B"]] * 11))
    text = sheets.open_book(io.BytesIO(b"code,name_hi\nA,B\nC,D\n"))

    assert (book.count_roughly(), len(list(book.rows("", COLUMNS)))) == (11, 11)
    assert (text.count_roughly(), len(list(text.rows("", COLUMNS)))) == (2, 2)


def test_a_table_without_rows_is_refused_where_one_is_needed() -> None:
    with pytest.raises(sheets.SheetEmpty):
        list(sheets.filled(_read(io.BytesIO(b"code,name_hi\n"))))


def test_the_kind_of_a_table_is_told_by_its_name() -> None:
    assert (sheets.media_of("लोग.CSV"), sheets.media_of("people.xlsx")) == (sheets.CSV, sheets.XLSX)
    for name in ("people.xlsm", "people.xls", "people"):
        with pytest.raises(sheets.SheetUnsupported):
            sheets.media_of(name)


def _hidden() -> io.BytesIO:
    book = Workbook()
    book.create_sheet("Secret").sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    return out


def _far() -> io.BytesIO:
    book = Workbook()
    book.active["A1"], book.active["B1"], book.active["A2"], book.active["A70000"] = (
        "code",
        "name_hi",
        "b",
        "c",
    )
    out = io.BytesIO()
    book.save(out)
    return out


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
        (_zip(**{"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b""}), sheets.SheetHasPrograms),
        (_zip(**{"xl/workbook.xml": b"<x/>", "xl/externalLinks/a.xml": b""}), sheets.SheetHasPrograms),
        (_hidden(), sheets.SheetHidden),
        (_zip(**{"a.csv": b"0" * 60_001}), sheets.SheetUnpacksTooLarge),
        (
            _zip(**{"xl/workbook.xml": b"<x/>", "xl/sharedStrings.xml": b" " * 30_001}),
            sheets.SheetUnpacksTooLarge,
        ),
        (_far(), sheets.SheetTooLarge),
        (io.BytesIO(b"\xff\xfea\x00\n\x00"), sheets.SheetUnreadable),
        (io.BytesIO(b"code,name_hi\n" + b"A,B\n" * 4), sheets.SheetTooLarge),
        (io.BytesIO(b"code,name_hi\nA,B,C,D,E\n"), sheets.SheetTooWide),
        (io.BytesIO(b"code,name_hi,since,d,e\nA,B\n"), sheets.SheetTooWide),
        (io.BytesIO(b"code,name_hi\n" + b"A" * 20_000), sheets.SheetTooLarge),
        (io.BytesIO(b"code,name_hi\n" + b"A" * 90), sheets.SheetTooLarge),
        (_xlsx(["code", "name_hi"], ["A", "B", "C", "D", "E"]), sheets.SheetTooWide),
        (_xlsx(["code", "name_hi"], *[["A", "B"]] * 4), sheets.SheetTooLarge),
    ],
)
def test_what_is_broken_or_too_large_is_refused(stream: io.BytesIO, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        _read(stream, limits=SMALL)


def test_a_long_line_and_an_archive_of_many_parts_are_refused_within_the_usual_limits() -> None:
    with pytest.raises(sheets.SheetTooLarge):
        _read(io.BytesIO(b"code,name_hi\n" + b"x" * 200_000))
    with pytest.raises(sheets.SheetUnpacksTooLarge):
        _read(_zip(**{f"{number}.csv": b"" for number in range(201)}))


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

    for content in (b"".join(sheets.as_xlsx(tables)), b"".join(sheets.as_zip(tables))):
        book = sheets.open_book(io.BytesIO(content))
        first, second = book.rows("people", COLUMNS)
        assert set(book.names) == {"people", "empty"}
        assert first.cells == {"code": "22", "name_hi": "राजस्व", "since": ""}
        assert (second.cells["name_hi"], second.faults) == ("'=1+1", {})
        assert list(book.rows("empty", COLUMNS)) == []


def test_nothing_that_is_written_calculates() -> None:
    table = Table(["a", "b"], [["=cmd|' /C calc'!A0", "@SUM(1)"], ["+91", 5]])

    text = b"".join(sheets.as_csv(table)).decode("utf-8-sig")
    book = load_workbook(io.BytesIO(b"".join(sheets.as_xlsx({"x": table}))))

    assert text.splitlines()[1:] == ["'=cmd|' /C calc'!A0,'@SUM(1)", "'+91,5"]
    written = [[cell.data_type for cell in row] for row in book.active.iter_rows(min_row=2)]
    assert written == [["s", "s"], ["s", "n"]]


def test_what_is_written_comes_back_as_it_was_from_either_form() -> None:
    table = Table(["नाम", "b"], [['रवि, "R"', "line\nline"]] * 600)
    columns = [Column("नाम"), Column("b")]

    for content in (b"".join(sheets.as_csv(table)), b"".join(sheets.as_xlsx({"x": table}))):
        rows = list(sheets.open_book(io.BytesIO(content)).rows("", columns))
        assert [list(row.cells.values()) for row in rows] == table.rows


def test_lines_and_cells_that_leave_their_places_out_are_read_in_order() -> None:
    book = _xlsx(["code", "name_hi", "since"], ["A", "B", "C"])
    parts = {each: zipfile.ZipFile(book).read(each) for each in zipfile.ZipFile(book).namelist()}
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
        b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )
    parts["xl/sharedStrings.xml"] = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>code</t></si>'
        b"<si><r><t>name</t></r><r><t>_hi</t></r></si><si><t>since</t></si></sst>"
    )
    parts["xl/worksheets/sheet1.xml"] = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row>'
        b'<x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c><x:c t="s"><x:v>2</x:v></x:c></x:row>'
        b'<x:row r="3"><x:c t="b"><x:v>1</x:v></x:c><x:c r="C3" t="d"><x:v>2026-04-01T00:00:00</x:v></x:c></x:row>'
        b'<x:row><x:c t="inlineStr"><x:is><x:r><x:t>one </x:t></x:r><x:r><x:t>text</x:t></x:r></x:is></x:c>'
        b'<x:c t="e"><x:v>#N/A</x:v></x:c><x:c><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )

    first, second = _read(_zip(**parts))

    assert (first.number, first.cells) == (3, {"code": "TRUE", "name_hi": "", "since": "2026-04-01"})
    assert (second.number, second.cells["code"]) == (4, "one text")
    assert {name: type(fault) for name, fault in second.faults.items()} == {
        "name_hi": sheets.CellNotText,
        "since": sheets.FormulaInCell,
    }
