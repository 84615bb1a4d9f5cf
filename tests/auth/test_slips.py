"""One-time codes for everybody in a table of employees: given once, on slips or as a table."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kernel import sheets
from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.identity import Actor
from services.auth import actions
from tests.auth.administrators import HOME, Administration, a_row, an_administration, as_text
from tests.auth.organisation import NOW, SYSTEM
from tests.fakes import a_charge
from tests.forms import send

queries = Queries.beside(__file__)
HEADS = (
    "Staff number",
    "Name in Latin letters",
    "Name in Devanagari",
    "One-time code",
    "Good until",
    "Link for the first sign-in",
)


@pytest.fixture
def office(database: Callable[..., Database], tmp_path: Path) -> Iterator[Administration]:
    with frozen(NOW):
        yield an_administration(database("auth"), tmp_path)


def acts(office: Administration) -> list[tuple[str, str]]:
    with office.database.transaction() as tx:
        return [(row["act"], row["subject"]) for row in tx.fetch_all(queries.find_acts)]


def entered(office: Administration, rows: list[tuple[str, ...]]) -> str:
    batch_id = office.hand_in(as_text(rows))
    office.enter(batch_id)
    return batch_id


def codes(office: Administration, batch_id: str, actor: Actor | None = None, *, again: bool = False) -> Any:
    return office.client.post(
        f"/v1/people-imports/{batch_id}/codes",
        actor=actor or office.state_admin,
        json={"again": again},
    )


def test_everybody_of_a_table_gets_a_code_once_and_signs_in_by_it(office: Administration) -> None:
    batch_id = entered(office, [a_row(1), a_row(2, mobile="", email="")])

    given = codes(office, batch_id).json["items"]
    refused = codes(office, batch_id)
    opened = [office.client.post("/v1/first-login", json={"code": each["code"]}) for each in given]

    assert [(each["staff_uid"], each["sent"]) for each in given] == [("CG200001", True), ("CG200002", False)]
    assert [each.json["staff_uid"] for each in opened] == ["CG200001", "CG200002"]
    assert refused.json["type"] == "urn:karyasetu:nobody-waits"
    assert acts(office).count(("import.codes-given", batch_id)) == 1
    assert [act for act, _subject in acts(office)].count("first-login.issued") == 2


def test_codes_that_were_lost_are_replaced_and_open_nothing(office: Administration) -> None:
    batch_id = entered(office, [a_row(1)])

    (old,), (new,) = codes(office, batch_id).json["items"], codes(office, batch_id, again=True).json["items"]
    answers = [office.client.post("/v1/first-login", json={"code": each["code"]}) for each in (old, new)]

    assert [answer.status_code for answer in answers] == [401, 200]


def test_who_can_sign_in_gets_no_code_with_the_others(office: Administration) -> None:
    batch_id = entered(office, [a_row(1), a_row(2)])
    found = office.client.get("/v1/people", actor=office.state_admin, params={"search": "CG200001"})
    with office.database.transaction() as tx:
        actions.set_password(tx, SYSTEM, UUID(found.json["items"][0]["person_id"]), "a long enough password")

    given = codes(office, batch_id, again=True).json["items"]

    assert [each["staff_uid"] for each in given] == ["CG200002"]


def test_codes_of_a_table_want_the_second_factor_and_an_administrator_of_its_department(
    office: Administration,
) -> None:
    batch_id = entered(office, [a_row(1)])
    long_ago = replace(office.state_admin, second_factor_at=NOW - timedelta(minutes=6))
    charge = a_charge(department="HFW", roles=frozenset({"department_admin"}))
    elsewhere = replace(office.department_admin, charge=charge, charges=(charge,))

    answers = [codes(office, batch_id, actor) for actor in (long_ago, elsewhere, office.auditor)]

    assert [answer.status_code for answer in answers] == [401, 404, 403]


def test_of_a_table_that_is_not_entered_nobody_gets_a_code(office: Administration) -> None:
    batch_id = office.hand_in(as_text([a_row(1)]))

    assert codes(office, batch_id).json["type"] == "urn:karyasetu:table-not-entered"


@pytest.mark.parametrize("kind", ["print", "xlsx", "csv"])
def test_codes_come_on_slips_or_as_a_table(office: Administration, kind: str) -> None:
    admin, batch_id = office.state_admin, entered(office, [a_row(1), a_row(2)])
    path = f"/staff/people/import/{batch_id}"
    shown = office.client.get(path, actor=admin)

    given = send(office.client, shown, f"{path}/codes", admin, kind=kind)
    again = send(office.client, office.client.get(path, actor=admin), f"{path}/codes", admin, kind=kind)

    assert given.status_code == 200
    if kind == "print":
        found = re.findall(r"/staff/first\?code=([A-Z0-9-]{24})<", given.text)
        assert [given.text.count(each) for each in ('class="ks-slip"', '<path d="M')] == [2, 2]
        assert all(given.text.count(code) == 2 for code in found), "to type, and in the link"
    else:
        book = sheets.open_book(io.BytesIO(given.content))
        rows = list(book.rows("", [sheets.Column(name) for name in HEADS]))
        found = [row.cells["One-time code"] for row in rows]
        links = [row.cells["Link for the first sign-in"] for row in rows]
        assert links == [f"{HOME}/staff/first?code={code}" for code in found]
    assert [
        office.client.post("/v1/first-login", json={"code": code}).json["staff_uid"] for code in found
    ] == ["CG200001", "CG200002"]
    assert "Everybody in this table can sign in already" in again.text
