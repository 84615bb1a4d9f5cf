"""The whole organisation goes out into tables and comes in again: row by row, all or nothing."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kernel import sheets
from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.identity import Actor
from services.auth import actions
from services.auth.actions.faults import FAULTS
from services.auth.domain.tables import Outcome
from services.auth.store import structure
from tests.auth.organisation import NOW, SYSTEM, TODAY, State, a_charge_of, enter, follow
from tests.auth.test_structure import REVENUE_ADMIN, STATE_ADMIN

queries = Queries.beside(__file__)


@pytest.fixture
def pool(database: Callable[..., Database]) -> Iterator[Database]:
    with frozen(NOW):
        yield database("auth")


@pytest.fixture
def state(pool: Database) -> State:
    with pool.transaction() as tx:
        return enter(tx)


def exported(pool: Database) -> dict[str, list[list[str]]]:
    with pool.transaction(reading=True) as tx:
        tables = actions.export_organisation(tx)
    return {name: [list(table.headings), *map(list, table.rows)] for name, table in tables.items()}


def bring(
    pool: Database,
    actor: Actor,
    tables: dict[str, list[list[str]]],
    *,
    trial: bool = False,
    zipped: bool = False,
) -> actions.Report:
    given = {name: sheets.Table(rows[0], rows[1:]) for name, rows in tables.items()}
    content = b"".join(sheets.as_zip(given) if zipped else sheets.as_xlsx(given))
    lines = actions.lines_of(sheets.open_book(io.BytesIO(content)))
    with pool.transaction() as tx:
        return actions.import_organisation(tx, actor, lines, "GAD/9", trial=trial)


def faults(report: actions.Report) -> list[tuple[str, int, dict[str, str]]]:
    return [
        (line.sheet, line.number, {column: fault.code for column, fault in line.faults.items()})
        for line in report.refused
    ]


def counted(code: str) -> float:
    return float(FAULTS.labels("organisation", code)._value.get())


def row_of(tables: dict[str, list[list[str]]], sheet: str, code: str) -> list[str]:
    return next(row for row in tables[sheet] if row[0] == code)


def put(tables: dict[str, list[list[str]]], sheet: str, code: str, **cells: str) -> None:
    row = row_of(tables, sheet, code)
    for name, value in cells.items():
        row[tables[sheet][0].index(name)] = value


@pytest.mark.parametrize("zipped", [False, True])
def test_what_was_exported_and_comes_back_changes_nothing(pool: Database, state: State, zipped: bool) -> None:
    follow(pool)

    report = bring(pool, STATE_ADMIN, exported(pool), zipped=zipped)

    assert report.done
    assert report.counts == {Outcome.NEW: 0, Outcome.CHANGED: 0, Outcome.SAME: 17, Outcome.REFUSED: 0}
    with pool.transaction() as tx:
        assert tx.fetch_all(queries.find_outbox) == []


def test_a_file_builds_the_same_organisation_elsewhere(pool: Database, state: State) -> None:
    tables = exported(pool)
    for _each in range(3):
        tables["posts"].append([*row_of(tables, "posts", "REV-SO-1")])
        tables["posts"][-1][0] = f"REV-SO-1{_each}"
    tables["departments"].append(["NEW", "board", "नया", "नया", "NEW", "2026-01-01", "", ""])
    row = tables["departments"][-1]
    row[:] = [
        {"code": "NEW", "kind": "board", "name_en": "New", "name_hi": "नया", "parent": "NEXT"}.get(name, "")
        or ("2026-01-01" if name == "valid_from" else "")
        for name in tables["departments"][0]
    ]
    tables["departments"].append([*row])
    put(tables, "departments", "NEW", parent="NEXT")
    tables["departments"][-1][0] = "NEXT"
    tables["departments"][-1][tables["departments"][0].index("parent")] = ""

    trial = bring(pool, STATE_ADMIN, tables, trial=True)
    assert not trial.done
    assert (trial.counts[Outcome.NEW], trial.counts[Outcome.REFUSED]) == (5, 0)
    with pool.transaction() as tx:
        assert "NEW" not in actions_codes(tx)

    first, second = bring(pool, STATE_ADMIN, tables), bring(pool, STATE_ADMIN, tables)
    assert first.counts == trial.counts
    assert second.counts[Outcome.SAME] == 22
    assert exported(pool)["departments"][0] == tables["departments"][0]


def actions_codes(tx: Any) -> set[str]:
    return {unit.code for unit in structure.find_units(tx, structure.UnitKind.DEPARTMENT)}


def test_each_row_says_what_is_wrong_with_it_and_nothing_is_entered(pool: Database, state: State) -> None:
    tables = exported(pool)
    put(tables, "departments", "LAND", kind="kingdom", name_hi="", valid_from="1.4.2026")
    put(tables, "areas", "CG-DMT", parent="NOWHERE", lgd_code="=1+1")
    put(tables, "posts", "REV-SO-1", sanctioned="-1", roles="king|registry", rank="NO_RANK")
    put(tables, "offices", "SEC-REV", name_en="Changed", parent="SEC-REV")
    tables["ranks"].append(tables["ranks"][-1])
    before, mistyped = exported(pool), counted("word-unknown")

    report = bring(pool, STATE_ADMIN, tables)

    told = {(sheet, code): fault for sheet, number, fault in faults(report) for code in [number]}
    assert not report.done
    assert exported(pool) == before
    assert counted("word-unknown") == mistyped + 2
    assert {fault for each in told.values() for fault in each.values()} == {
        "word-unknown",
        "in-circle",
        "cell-missing",
        "day-misshapen",
        "reference-unknown",
        "number-misshapen",
        "row-twice",
    }


def test_a_formula_in_a_cell_is_refused_with_its_place(pool: Database, state: State) -> None:
    heading = ",".join(exported(pool)["departments"][0])
    line = "LAND,directorate,=1+1,भू-अभिलेख,REV,2020-01-01,,"
    lines = actions.lines_of(sheets.open_book(io.BytesIO(f"{heading}\n{line}\n".encode())), "departments")

    with pool.transaction() as tx:
        report = actions.import_organisation(tx, STATE_ADMIN, lines, "GAD/9", trial=False)

    assert faults(report) == [("departments", 2, {"name_en": "formula-in-cell"})]


def test_a_circle_a_closed_place_and_a_held_post_are_seen_in_the_whole(pool: Database, state: State) -> None:
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))
    circle, closed, held = exported(pool), exported(pool), exported(pool)
    put(circle, "departments", "REV", parent="LAND")
    put(closed, "offices", "SEC-REV", valid_to=(TODAY - timedelta(days=1)).isoformat())
    put(held, "posts", "REV-SO-1", valid_to=(TODAY - timedelta(days=1)).isoformat())

    circles = counted("in-circle")
    assert faults(bring(pool, STATE_ADMIN, circle)) == [("departments", 4, {"parent": "in-circle"})]
    assert counted("in-circle") == circles + 1
    assert faults(bring(pool, STATE_ADMIN, closed)) == [("offices", 3, {"valid_to": "outlives-its-place"})]
    assert faults(bring(pool, STATE_ADMIN, held)) == [("posts", 4, {"valid_to": "still-held"})]
    with pool.transaction() as tx:
        assert structure.get_unit(tx, structure.UnitKind.OFFICE, "SEC-REV").valid_to is None


def test_an_administrator_brings_in_the_own_department_only(pool: Database, state: State) -> None:
    tables = exported(pool)
    put(tables, "departments", "LAND", name_en="Land and Survey")
    put(tables, "posts", "REV-SO-1", sanctioned="2")
    assert bring(pool, REVENUE_ADMIN, tables).done

    put(tables, "departments", "HFW", name_en="Health!")
    put(tables, "areas", "CG-DMT", name_en="Dhamtari!")
    put(tables, "departments", "REV", valid_to="2026-12-31")
    put(tables, "posts", "REV-US-1", roles="state_admin")
    refused = bring(pool, REVENUE_ADMIN, tables)

    assert sorted(fault["code"] for _sheet, _number, fault in faults(refused)) == [
        "not-your-department",
        "not-your-department",
        "state-unit",
        "state-unit",
    ]


def test_nobody_brings_rights_for_himself(pool: Database, state: State) -> None:
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-SO-1", "CG100001"))
    tables = exported(pool)
    put(tables, "posts", "REV-SO-1", roles="collector|section_officer")

    report = bring(pool, replace(STATE_ADMIN, person_id=state.officer), tables)

    assert faults(report) == [("posts", 4, {"code": "not-for-yourself"})]


def test_a_file_without_any_of_the_tables_is_refused(pool: Database) -> None:
    book = sheets.open_book(io.BytesIO(b"".join(sheets.as_xlsx({"salaries": sheets.Table(["a"])}))))

    with pytest.raises(actions.NothingToImport):
        actions.lines_of(book)
