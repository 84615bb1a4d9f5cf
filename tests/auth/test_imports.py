"""Tables of employees: checked row by row, entered all at once or not at all."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kernel.clock import frozen
from kernel.database import Connection, Database, Queries, connect
from services.auth import actions
from services.auth.actions import imports
from services.auth.actions.faults import FAULTS
from services.auth.actions.imports import working
from services.auth.domain import Person
from services.auth.worker import AuthWorker
from tests.auth.administrators import (
    HEADING,
    Administration,
    a_form,
    a_row,
    an_administration,
    as_text,
    as_workbook,
    saved,
)
from tests.auth.organisation import NOW, SYSTEM
from tests.forms import hidden_fields, send

queries = Queries.beside(__file__)
WITH_POST = (*HEADING, "post", "order_number", "charge_from")


@pytest.fixture
def office(database: Callable[..., Database], tmp_path: Path) -> Iterator[Administration]:
    with frozen(NOW):
        yield an_administration(database("auth"), tmp_path)


def outcomes(office: Administration, batch_id: str) -> list[str]:
    return [row["outcome"] for row in office.rows(batch_id)]


def problems(office: Administration, batch_id: str, line: int = 2) -> list[tuple[str, str]]:
    row = next(row for row in office.rows(batch_id) if row["line"] == line)
    return [(problem["column"], problem["text"]) for problem in row["problems"]]


def announced(office: Administration, kind: str) -> list[dict[str, Any]]:
    with office.database.transaction() as tx:
        envelopes = [json.loads(row["envelope"]) for row in tx.fetch_all(queries.find_outbox)]
    return [each["data"] for each in envelopes if each["type"] == f"in.karyasetu.auth.{kind}.v1"]


@pytest.mark.parametrize(
    ("table", "filename"),
    [
        (as_text([a_row(1), a_row(2)]), "people.csv"),
        (as_text([a_row(1), a_row(2)], mark="\ufeff", separator=";"), "लोग.CSV"),
        (saved(as_workbook([a_row(1), a_row(2)])), "people.xlsx"),
    ],
    ids=["text", "text with a mark and semicolons", "workbook"],
)
def test_a_table_is_checked_and_then_entered_with_everything_that_follows(
    office: Administration, table: bytes, filename: str
) -> None:
    before = len(announced(office, "person-published"))

    batch_id = office.hand_in(table, filename)
    checked = office.table(batch_id)
    untouched = len(announced(office, "person-published"))
    office.enter(batch_id)

    assert (checked["state"], checked["new_rows"], checked["refused_rows"]) == ("CHECKED", 2, 0)
    assert untouched == before
    assert office.table(batch_id)["state"] == "APPLIED"
    assert [each["staff_uid"] for each in announced(office, "person-published")[before:]] == [
        "CG200001",
        "CG200002",
    ]
    assert len(announced(office, "contact-published")) == 2
    found = office.client.get("/v1/people", actor=office.state_admin, params={"search": "दीपक"}).json["items"]
    assert [each["staff_uid"] for each in found] == ["CG200001", "CG200002"]


def test_the_same_table_twice_changes_nothing(office: Administration) -> None:
    heading, row = WITH_POST, a_row(1, post="REV-US-1", order_number="GAD/7", charge_from="2026-04-01")
    office.enter(office.hand_in(as_text([row], heading)))
    before = len(announced(office, "person-published"))

    again = office.hand_in(as_text([row], heading))
    refused = office.client.post(f"/v1/people-imports/{again}/enter", actor=office.state_admin)

    assert outcomes(office, again) == ["UNCHANGED"]
    assert refused.status_code == 409
    assert len(announced(office, "person-published")) == before


def test_an_empty_cell_changes_nothing_and_a_filled_one_does(office: Administration) -> None:
    office.enter(office.hand_in(as_text([a_row(1)])))

    without = office.hand_in(as_text([a_row(1, language="", mobile="", email="")]))
    other = office.hand_in(as_text([a_row(1, mobile="", email="new@office.example")]))
    office.enter(other)

    assert outcomes(office, without) == ["UNCHANGED"]
    person = office.client.get("/v1/people", actor=office.state_admin, params={"search": "CG200001"}).json
    shown = office.client.get(f"/v1/people/{person['items'][0]['person_id']}", actor=office.state_admin).json
    assert (shown["mobile"], shown["email"]) == ("+919800000001", "new@office.example")


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (a_row(1, staff_uid="100001"), "staff_uid", "two capital letters"),
        (a_row(1, name_en=""), "name_en", "must be filled in"),
        (a_row(1, name_en="दीपक"), "name_en", "Latin letters"),
        (a_row(1, name_hi="Deepak"), "name_hi", "Devanagari"),
        (a_row(1, language="fr"), "language", "hi for Hindi"),
        (a_row(1, mobile="12345"), "mobile", "ten digits"),
        (a_row(1, email="nobody"), "email", "e-mail address"),
        (a_row(1, name_en="=cmd|' /C calc'!A0"), "name_en", "formula"),
        (a_row(1, email="@SUM(1)"), "email", "formula"),
        (a_row(1, staff_uid="-CG200001"), "staff_uid", "formula"),
    ],
)
def test_what_is_wrong_with_a_row_stands_beside_its_cell(
    office: Administration, row: tuple[str, ...], column: str, words: str
) -> None:
    batch_id = office.hand_in(as_text([row, a_row(2)]))

    assert outcomes(office, batch_id) == ["REFUSED", "NEW"]
    assert [(at, words in text) for at, text in problems(office, batch_id)] == [(column, True)]
    assert (
        office.client.post(f"/v1/people-imports/{batch_id}/enter", actor=office.state_admin).status_code
        == 409
    )


def test_a_report_speaks_the_readers_language(office: Administration) -> None:
    batch_id = office.hand_in(as_text([a_row(1, mobile="12345")]))

    hindi = office.client.get(
        f"/v1/people-imports/{batch_id}/rows", actor=replace(office.state_admin, language="hi")
    ).json["items"]

    assert hindi[0]["problems"][0]["text"] == "मोबाइल नंबर में दस अंक होते हैं और वह 6, 7, 8 या 9 से शुरू होता है।"


def test_a_number_that_stands_twice_is_refused_where_it_stands_again(office: Administration) -> None:
    batch_id = office.hand_in(as_text([a_row(1), a_row(2), a_row(1, name_en="Another")]))

    assert outcomes(office, batch_id) == ["NEW", "NEW", "REFUSED"]
    assert problems(office, batch_id, 4) == [
        ("staff_uid", "The same staff number stands in line 2 already. Keep one of the two.")
    ]


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("https://x.example")'])
def test_a_formula_in_a_workbook_is_refused(office: Administration, cell: str) -> None:
    batch_id = office.hand_in(saved(as_workbook([a_row(1, name_en=cell)])), "people.xlsx")

    assert [at for at, text in problems(office, batch_id) if "formula" in text] == ["name_en"]


def _hidden() -> bytes:
    book = as_workbook([a_row(1)])
    book.create_sheet("Secret").sheet_state = "veryHidden"
    return saved(book)


def _with_part(name: str, content: bytes, *, into: str = "") -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(saved(as_workbook([a_row(1)])))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            if part.filename != name:
                archive.writestr(part, source.read(part))
        archive.writestr(name, content)
    return target.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)
FILES = {
    "hidden sheet": (_hidden, "a hidden sheet: Secret"),
    "macros": (lambda: _with_part("xl/vbaProject.bin", b"x"), "macros"),
    "links outside": (lambda: _with_part("xl/externalLinks/externalLink1.xml", b"<x/>"), "macros, links"),
    "bomb": (lambda: _with_part("xl/media/zeros.bin", b"\0" * (110 * 1024 * 1024)), "unpacks to far more"),
    "entities": (lambda: _with_part("xl/worksheets/sheet1.xml", ENTITIES), "cannot be read"),
    "no archive": (lambda: b"PK\x03\x04 but no more", "cannot be read"),
    "empty": (lambda: saved(as_workbook([])), "no rows"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_hostile_or_broken_workbook_is_refused_as_a_whole(office: Administration, kind: str) -> None:
    made, words = FILES[kind]

    batch_id = office.hand_in(made(), "people.xlsx")

    table = office.table(batch_id)
    assert (table["state"], table["new_rows"]) == ("REFUSED", 0)
    assert words in table["cause"]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (as_text([a_row(1)]).decode().encode("utf-16"), "cannot be read"),
        (b"staff_uid,name_en\nCG1\xff\xfe,x\n", "cannot be read"),
        (
            as_text([a_row(1)], heading=("staff_uid", "name", "name_hi", "language", "mobile", "e")),
            "Unknown or twice: name, e",
        ),
        (
            as_text([a_row(1)], heading=("name_en", "name_en", "name_hi", "language", "mobile", "email")),
            "Staff number",
        ),
    ],
    ids=["another encoding", "broken signs", "unknown columns", "columns that are missing"],
)
def test_a_text_that_is_no_such_table_is_refused_as_a_whole(
    office: Administration, table: bytes, words: str
) -> None:
    batch_id = office.hand_in(table)

    assert office.table(batch_id)["state"] == "REFUSED"
    assert words in office.table(batch_id)["cause"]


def test_too_many_rows_are_refused(office: Administration, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kernel.sheets.reading.Limits", lambda: replace(working.sheets.Limits(), rows=2))

    batch_id = office.hand_in(as_text([a_row(1), a_row(2), a_row(3)]))

    assert "more than 2 rows" in office.table(batch_id)["cause"]


def counted(office: Administration, code: str) -> float:
    """How many faults of a kind the worker has counted in tables of employees."""
    with office.database.transaction() as tx:
        AuthWorker().count_faults(tx)
    return float(FAULTS.labels("people", code)._value.get())


@pytest.mark.parametrize(
    ("code", "times", "table", "filename"),
    [
        ("formula-in-cell", 2, as_text([a_row(1, name_en="=1+1"), a_row(2, email="@SUM(1)")]), "people.csv"),
        ("staff-uid-twice", 2, as_text([a_row(1), a_row(1), a_row(1)]), "people.csv"),
        ("cell-missing", 1, as_text([a_row(1, name_hi="")]), "people.csv"),
        ("sheet-has-programs", 1, _with_part("xl/vbaProject.bin", b"x"), "people.xlsx"),
        ("sheet-too-large", 1, as_text([a_row(1), a_row(2), a_row(3), a_row(4)]), "people.csv"),
    ],
)
def test_what_is_wrong_in_a_table_is_counted_by_its_reason(
    office: Administration,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    times: int,
    table: bytes,
    filename: str,
) -> None:
    monkeypatch.setattr("kernel.sheets.reading.Limits", lambda: replace(working.sheets.Limits(), rows=3))
    before = counted(office, code)

    office.hand_in(table, filename)

    assert [counted(office, code) for _time in range(2)] == [before + times] * 2


def test_other_kinds_of_files_are_not_taken_in(office: Administration) -> None:
    for filename in ("people.xlsm", "people.xls", "people"):
        answer = office.client.post(
            "/v1/people-imports", actor=office.state_admin, **a_form(as_text([a_row(1)]), filename)
        )
        assert (answer.status_code, "sheet-unsupported" in answer.json["type"]) == (422, True)


def test_a_row_with_a_post_gives_its_charge_by_the_rules_of_an_appointment(office: Administration) -> None:
    def row(number: int, post: str, day: str = "01.04.2026") -> tuple[str, ...]:
        return a_row(number, post=post, order_number="GAD/7", charge_from=day)

    rows = [
        row(1, "rev-us-1"),
        row(2, "REV-US-1"),
        row(3, "REV-DS-1"),
        row(4, "NO-POST"),
        row(5, "REV-SO-1", ""),
    ]
    batch_id = office.hand_in(as_text(rows, WITH_POST))
    office.enter(office.hand_in(as_text(rows[:1], WITH_POST)))

    assert outcomes(office, batch_id) == ["NEW", "REFUSED", "REFUSED", "REFUSED", "REFUSED"]
    said = [problems(office, batch_id, line)[0][1] for line in (3, 4, 5, 6)]
    assert ["Another officer" in said[0], "Another officer" in said[1], "NO-POST" in said[2]] == [True] * 3
    assert "all three or none" in said[3]
    charge = announced(office, "charge-published")[-1]
    assert (charge["kind"], charge["order_number"], charge["valid_from"]) == (
        "SUBSTANTIVE",
        "GAD/7",
        "2026-04-01",
    )


def test_a_departments_administrator_enters_for_his_own_department_only(office: Administration) -> None:
    with office.database.transaction() as tx:
        people = actions.save_people(tx, SYSTEM, [Person(staff_uid="CG300001", name_en="Else", name_hi="और")])
    rows = [
        a_row(1, department=""),
        a_row(2, department="LAND"),
        a_row(3, department="HFW"),
        a_row(4, staff_uid="CG300001", department=""),
        a_row(5, staff_uid="CG100002", department=""),
    ]

    batch_id = office.hand_in(as_text(rows, (*HEADING, "department")), actor=office.department_admin)

    assert people
    assert outcomes(office, batch_id) == ["NEW", "NEW", "REFUSED", "REFUSED", "REFUSED"]
    assert "another department" in problems(office, batch_id, 4)[0][1]
    assert "whole state" in problems(office, batch_id, 6)[0][1]


def test_what_changed_between_check_and_entering_stops_the_whole_table(office: Administration) -> None:
    batch_id = office.hand_in(as_text([a_row(1), a_row(2)], HEADING), actor=office.department_admin)
    with office.database.transaction() as tx:
        actions.save_people(tx, SYSTEM, [Person(staff_uid="CG200002", name_en="Else", name_hi="और")])

    office.enter(batch_id, actor=office.department_admin)

    table = office.table(batch_id)
    assert (table["state"], table["refused_rows"]) == ("CHECKED", 1)
    assert "changed since the check" in table["cause"]
    assert outcomes(office, batch_id) == ["NEW", "REFUSED"]
    assert (
        office.client.get("/v1/people", actor=office.state_admin, params={"search": "CG200001"}).json["items"]
        == []
    )


def test_a_process_that_is_killed_leaves_nothing_half_done_and_the_next_one_ends_the_work(
    office: Administration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "ROWS_AT_ONCE", 2)
    batch_id = office.hand_in(as_text([a_row(number) for number in range(1, 6)]))
    office.client.post(f"/v1/people-imports/{batch_id}/enter", actor=office.state_admin)
    killed = working._say

    def kill(*given: Any) -> None:
        killed(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(working, "_say", kill)
    with pytest.raises(KeyboardInterrupt):
        imports.work_off(office.means)
    halfway = office.table(batch_id)
    nobody = office.client.get("/v1/people", actor=office.state_admin, params={"search": "CG2000"}).json[
        "items"
    ]
    monkeypatch.setattr(working, "_say", killed)
    imports.work_off(office.means)

    assert (halfway["state"], halfway["done"], halfway["total"]) == ("ORDERED", 2, 5)
    assert nobody == []
    assert office.table(batch_id)["state"] == "APPLIED"
    assert len(announced(office, "contact-published")) == 5


def test_a_table_over_which_processes_die_is_given_up(
    office: Administration, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_given: Any) -> None:
        raise KeyboardInterrupt

    answer = office.client.post(
        "/v1/people-imports", actor=office.state_admin, **a_form(as_text([a_row(1)]), "people.csv")
    )
    with monkeypatch.context() as dying:
        dying.setattr(working, "_say", die)
        for _time in range(3):
            with pytest.raises(KeyboardInterrupt):
                imports.work_off(office.means)
    imports.work_off(office.means)

    table = office.table(answer.json["batch_id"])
    assert (table["state"], "several tries" in table["cause"]) == ("REFUSED", True)


def test_the_next_process_may_begin_before_the_database_knows_that_the_last_one_is_gone(
    office: Administration, monkeypatch: pytest.MonkeyPatch
) -> None:
    lingering: list[Connection] = []

    def connect_and_linger(*given: Any, **options: Any) -> Connection:
        lingering.append(connect(*given, **options))
        return _Lingering(lingering[-1])  # type: ignore[return-value] - it answers as one.

    monkeypatch.setattr(working, "connect", connect_and_linger)
    batches = [office.hand_in(as_text([a_row(number)])) for number in (1, 2)]
    for connection in lingering:
        connection.close()

    assert [office.table(batch_id)["state"] for batch_id in batches] == ["CHECKED", "CHECKED"]


class _Lingering:
    """A connection whose end the database has not noticed yet."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def close(self) -> None:
        pass


def test_one_who_lost_the_right_meanwhile_enters_nothing(office: Administration) -> None:
    batch_id = office.hand_in(as_text([a_row(1)]), actor=office.department_admin)
    office.client.post(f"/v1/people-imports/{batch_id}/enter", actor=office.department_admin)
    charge = office.department_admin.charge
    assert charge
    with office.database.transaction() as tx:
        actions.end_charge(tx, SYSTEM, charge.charge_id, "GAD/9")

    imports.work_off(office.means)

    assert office.table(batch_id)["state"] == "REFUSED"


def test_an_export_is_safe_and_comes_back_unchanged(office: Administration) -> None:
    row = a_row(1, post="REV-US-1", order_number="=1+1", charge_from="2026-04-01")
    named = a_row(1, post="REV-US-1", order_number="GAD/7", charge_from="2026-04-01")
    assert outcomes(office, office.hand_in(as_text([row], WITH_POST))) == ["REFUSED"]
    office.enter(office.hand_in(as_text([named], WITH_POST)))

    for kind in ("csv", "xlsx"):
        answer = office.client.get("/v1/people-export", actor=office.department_admin, params={"kind": kind})
        batch_id = office.hand_in(answer.content, f"people.{kind}")
        wrong = [row for row in office.rows(batch_id) if row["outcome"] != "UNCHANGED"]
        # The first three have no names in both scripts.
        assert [row["staff_uid"] for row in wrong] == ["CG100001", "CG100002", "CG100003"]
        assert b"9800000001" not in answer.content


def test_the_template_has_a_heading_that_is_understood_in_both_languages(office: Administration) -> None:
    for language in ("hi", "en"):
        actor = replace(office.state_admin, language=language)
        answer = office.client.get("/v1/people-template", actor=actor, params={"kind": "csv"})
        heading = answer.content.decode("utf-8-sig").strip()
        cells = [*a_row(1), "", "", "", ""]
        batch_id = office.hand_in((heading + "\r\n" + ",".join(cells) + "\r\n").encode())
        assert outcomes(office, batch_id) == ["NEW"]


def test_old_tables_are_forgotten_with_their_files(office: Administration) -> None:
    batch_id = office.hand_in(as_text([a_row(1)]))

    with frozen(NOW.replace(month=12)), office.database.transaction() as tx:
        imports.forget(tx, office.client.context.blobs)

    assert office.client.get(f"/v1/people-imports/{batch_id}", actor=office.state_admin).status_code == 404


def test_a_file_that_is_too_large_or_none_is_refused_on_the_page_itself(office: Administration) -> None:
    client, admin = office.client, office.state_admin
    token = hidden_fields(client.get("/staff/people/import", actor=admin), "/staff/people/import")

    answers = [
        client.post("/staff/people/import", actor=admin, **a_form(content, filename, **token))
        for content, filename in (
            (b"x" * (10 * 1024 * 1024 + 1), "people.csv"),
            (b"", ""),
            (b"a", "people.doc"),
        )
    ]

    assert [answer.status_code for answer in answers] == [413, 422, 422]
    for answer, words in zip(
        answers, ("larger than 10 MB", "Choose one file", "Only .xlsx and .csv"), strict=True
    ):
        assert words in answer.text
        assert 'id="table"' in answer.text


def test_the_pages_of_a_table_show_the_bar_the_rows_and_the_button(office: Administration) -> None:
    client, admin = office.client, office.state_admin
    form = client.get("/staff/people/import", actor=admin)
    token = hidden_fields(form, "/staff/people/import")
    taken = client.post(
        "/staff/people/import", actor=admin, **a_form(as_text([a_row(1)]), "people.csv", **token)
    )
    path = taken.headers["location"]
    waiting = client.get(path, actor=admin)
    imports.work_off(office.means)
    checked = client.get(path, actor=admin)
    send(client, checked, f"{path}/enter", admin)
    card = client.get(f"/staff/_card/import/{path.rsplit('/', 1)[1]}", actor=admin)
    imports.work_off(office.means)
    entered = client.get(path, actor=admin)
    done = client.get(f"/staff/_card/import/{path.rsplit('/', 1)[1]}", actor=admin)

    assert "<progress" in waiting.text
    assert '<meta http-equiv="refresh"' in waiting.text
    assert "CG200001" in checked.text
    assert (card.headers.get("hx-refresh"), done.headers["hx-refresh"]) == (None, "true")
    assert "All rows were entered" in entered.text
