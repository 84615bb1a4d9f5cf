"""The record of acts: one's own part in plain words, the auditor's search and exports, the walk along its chain."""

import ast
import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kernel.chain import Chain
from kernel.clock import frozen
from kernel.database import Database, Queries
from services.auth import actions
from services.auth.actions import record
from services.auth.domain import SignInRefused
from services.auth.domain.acts import WORDS_OF_ACT
from tests.architecture.house import ROOT
from tests.auth.administrators import Administration, an_administration
from tests.auth.organisation import NOW, PASSWORD, SYSTEM, a_visitor
from tests.conftest import Databases
from tests.ui.markup import invalid_html

queries = Queries.beside(__file__)


@pytest.fixture
def office(database: Callable[..., Database], tmp_path: Path) -> Iterator[Administration]:
    with frozen(NOW):
        yield an_administration(database("auth"), tmp_path)


def own(office: Administration, **asked: str) -> list[dict[str, Any]]:
    answer = office.client.get("/v1/acts/own", actor=office.department_admin, params=asked)
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def try_to_sign_in(office: Administration, password: str) -> None:
    context = office.client.context
    signer = actions.signer_from(context.settings.token_signing_key)
    desk = actions.Desk(office.database, context.sealing, signer)
    with pytest.raises(SignInRefused):
        actions.login(desk, a_visitor(), "CG100003", password, "000000")


def test_an_employee_sees_what_was_done_on_the_account_and_by_whom(office: Administration) -> None:
    person_id = office.state.people["CG100003"]
    with office.database.transaction() as tx:
        actions.set_password(tx, SYSTEM, person_id, PASSWORD, is_initial=False)
        actions.enrol_totp(tx, SYSTEM, office.client.context.sealing, person_id)
    for password in ("wrong", PASSWORD):
        try_to_sign_in(office, password)
    office.client.post(
        f"/v1/people/{person_id}/correct",
        actor=office.state_admin,
        json={"name_en": "Chitra", "name_hi": "चित्रा"},
    )
    office.client.get("/v1/people", actor=office.department_admin)

    seen = own(office)

    assert [each["act"] for each in seen] == [
        "directory.person-corrected",
        "session.refused",
        "session.refused",
        "credential.totp-enrolled",
        "credential.password-set",
        "directory.charge-given",
        "directory.person-saved",
    ]
    assert (seen[0]["post_en"], seen[0]["by_oneself"]) == ("REV-DS-1", False)
    assert "person_id" not in seen[0]


def test_ones_own_log_goes_on_where_the_page_ended_and_shows_nobody_elses(office: Administration) -> None:
    rest = own(office, limit="1", before=str(own(office, limit="1")[0]["entry"]))
    auditors = office.client.get("/v1/acts/own", actor=office.auditor).json["items"]

    assert [each["act"] for each in rest] == ["directory.person-saved"]
    assert {each["subject"] for each in auditors}.isdisjoint({each["subject"] for each in own(office)})


@pytest.mark.parametrize(
    ("language", "words"), [("hi", "पद का प्रभार दिया गया"), ("en", "Charge of a post given")]
)
def test_ones_own_page_speaks_plain_words(office: Administration, language: str, words: str) -> None:
    page = office.client.get(
        "/staff/account/acts", actor=replace(office.department_admin, language=language)
    ).text

    assert words in page
    assert "directory." not in page


def test_every_act_of_this_service_has_words() -> None:
    said = set()
    for path in (ROOT / "services" / "auth" / "actions").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_record = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record"
            if is_record and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                said.add(str(node.args[1].value))

    assert len(said) > 30
    assert sorted(said - WORDS_OF_ACT.keys()) == []


def test_an_auditor_searches_by_time_actor_act_and_subject(office: Administration) -> None:
    def search(**asked: str) -> list[str]:
        answer = office.client.get("/v1/acts", actor=office.auditor, params=asked)
        assert answer.status_code == 200, answer.text
        return [each["act"] for each in answer.json["items"]]

    office.client.get("/v1/people/" + str(office.state.people["CG100003"]), actor=office.state_admin)

    assert search(act="directory.person-read", actor="cg100002") == ["directory.person-read"]
    assert search(act="directory.person-read", actor="REV-DS-1") == ["directory.person-read"]
    assert search(act="directory.charge-given", subject="CG100003") == ["directory.charge-given"]
    assert search(first_day="2026-11-01", last_day="2026-11-22") == []
    assert search()[0] == "audit.searched"
    wrong = office.client.get("/v1/acts", actor=office.auditor, params={"actor": "CG999999"})
    assert wrong.json["type"] == "urn:karyasetu:actor-unknown"
    turned = {"first_day": "2026-11-20", "last_day": "2026-11-01"}
    assert office.client.get("/v1/acts", actor=office.auditor, params=turned).status_code == 422


def test_an_export_has_ids_and_designations_only_and_is_recorded(office: Administration) -> None:
    answers = {
        kind: office.client.get("/v1/acts/export", actor=office.auditor, params={"kind": kind}).content
        for kind in ("csv", "xlsx", "jsonl")
    }

    rows = list(csv.DictReader(io.StringIO(answers["csv"].decode("utf-8-sig"))))
    lines = [json.loads(line) for line in answers["jsonl"].splitlines()]
    sheet = openpyxl.load_workbook(io.BytesIO(answers["xlsx"])).active
    assert sheet
    assert [len(rows) + 2, len(lines), sheet.max_row] == [len(lines), len(rows) + 2, len(rows) + 2]
    assert {line["act"] for line in lines} >= {"audit.exported", "directory.charge-given"}
    for name in ("Bharat", "Chitra"):
        assert not any(name.encode() in content for content in (answers["csv"], answers["jsonl"]))


def test_an_export_is_read_in_pieces(office: Administration, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = office.client.get("/v1/acts/export", actor=office.auditor, params={"kind": "jsonl"}).content
    monkeypatch.setattr(record, "ROWS_AT_ONCE", 3)

    again = office.client.get("/v1/acts/export", actor=office.auditor, params={"kind": "jsonl"}).content

    assert again.splitlines()[1:] == whole.splitlines()


@pytest.mark.parametrize("path", ["/v1/acts", "/v1/acts/export", "/v1/acts/chain", "/staff/audit"])
def test_only_auditors_read_the_record(office: Administration, path: str) -> None:
    asked = [
        office.client.get(path, actor=actor).status_code for actor in (office.state_admin, office.auditor)
    ]

    assert asked == [403, 200]


def walk_along(database: Database, folder: Path) -> None:
    with database._borrowed() as connection:
        chain = Chain(connection, "auth", folder)
        while chain.extend():
            pass
    for _time in range(2):
        with database.transaction() as tx:
            record.walk(tx)


def test_the_auditor_sees_that_the_chain_is_unbroken_or_where_it_is_broken(
    databases: Databases, tmp_path: Path
) -> None:
    name = databases.clone("auth")
    pool = Database(databases.dsn(name, "app"), wait_ms=60_000, name="test")
    owner = Database(databases.dsn(name, "owner"), wait_ms=60_000, name="test")
    with frozen(NOW):
        office = an_administration(pool, tmp_path)
        walk_along(pool, tmp_path)
        whole = office.client.get("/v1/acts/chain", actor=office.auditor).json
        page = office.client.get("/staff/audit", actor=office.auditor).text
        with owner.transaction() as tx:
            tx.execute(queries.change_an_act)
        walk_along(pool, tmp_path)
        broken = office.client.get("/staff/audit", actor=office.auditor).text
    for each in (pool, owner):
        each.close()
    databases.drop(name)

    assert whole["walk"]["whole_links"] == whole["links"] > 20
    assert whole["witnessed_to"] == whole["links"]
    assert "Unbroken: all" in page
    assert "changed after they were recorded: 1." in broken


def test_a_search_with_a_mistake_is_shown_again(office: Administration) -> None:
    page = office.client.get("/staff/audit", actor=office.auditor, params={"actor": "CG999999"})

    found = office.client.get("/staff/audit", actor=office.auditor, params={"actor": "REV-DS-1"})
    assert invalid_html(found.text) == invalid_html(page.text) == []
    assert (page.status_code, "actor-error" in page.text, 'value="CG999999"' in page.text) == (
        422,
        True,
        True,
    )
