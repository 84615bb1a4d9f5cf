"""Rows under the roles of the zones: the database itself keeps the ceilings."""

from itertools import product

import pytest
from psycopg2 import errors

from kernel.database import Database, Query
from services.files import actions, store
from services.files.domain import Grade, YellowNoteExists
from tests.conftest import Databases
from tests.files.desks import (
    ASSISTANT,
    LAN,
    OFFICE,
    OFFICER,
    PDF,
    SECRETARY,
    Section,
    a_file,
    a_letter,
    a_receipt,
    assistant,
    officer,
    secretary,
)

TABLES = (
    "receipt",
    "receipt_sender",
    "external_ref",
    "marking",
    "file",
    "movement",
    "note",
    "draft",
    "draft_version",
    "document",
    "dispatch",
    "register",
    "inbox_item",
)


def sql(text: str) -> Query:
    """A statement as an intruder would type it."""
    return Query("raw", text)


def a_whole_confidential_file(section: Section) -> None:
    clerk, boss = assistant(**LAN), secretary(**LAN)
    with section.at("lan") as tx:
        sender = store.Sender("नाम", "पता")
        file = a_file(tx, grade=Grade.CONFIDENTIAL, sender=sender, refs=[("old", "1")])
        paper = actions.Paper(PDF, "a.pdf", Grade.CONFIDENTIAL)
        actions.add_paper_to_file(tx, clerk, file.file_id, paper, section.vault)
        draft = actions.draft(tx, clerk, file.file_id, a_letter(), "hi")
        actions.forward(tx, clerk, file.file_id, actions.Onward(SECRETARY))
        actions.approve(tx, boss, draft.draft_id, 1)
        actions.issue(tx, boss, draft.draft_id, section.vault)


def test_the_vpn_cannot_see_a_row_of_a_confidential_file_even_by_raw_sql(section: Section) -> None:
    a_whole_confidential_file(section)

    counts = {table: sql(f"SELECT count(*) FROM {table}") for table in TABLES}  # noqa: S608 - our own tables
    with section.at("vpn") as tx:
        seen_over_vpn = {table: tx.fetch_value(count) for table, count in counts.items()}
    with section.at("lan") as tx:
        seen_on_lan = {table: tx.fetch_value(count) for table, count in counts.items()}

    assert seen_over_vpn == dict.fromkeys(TABLES, 0)
    assert min(seen_on_lan.values()) > 0


def test_a_confidential_paper_on_an_ordinary_file_is_hidden_from_the_vpn_alone(section: Section) -> None:
    with section.at("lan") as tx:
        file = a_file(tx)
        for grade in (Grade.RESTRICTED, Grade.CONFIDENTIAL):
            paper = actions.Paper(PDF, "a.pdf", grade)
            actions.add_paper_to_file(tx, assistant(**LAN), file.file_id, paper, section.vault)

    grades = sql("SELECT grade::text FROM document ORDER BY document.grade")
    with section.at("vpn") as tx:
        assert [row["grade"] for row in tx.fetch_all(grades)] == ["RESTRICTED"]
    with section.at("lan") as tx:
        assert [row["grade"] for row in tx.fetch_all(grades)] == ["RESTRICTED", "CONFIDENTIAL"]


def test_the_vpn_cannot_write_a_confidential_row(section: Section) -> None:
    with section.at("lan") as tx:
        a_file(tx)

    for table in ("file", "receipt"):
        raise_grade = sql(f"UPDATE {table} SET grade = 'CONFIDENTIAL', search = NULL")  # noqa: S608 - our own
        with pytest.raises(errors.InsufficientPrivilege), section.at("vpn") as tx:
            tx.execute(raise_grade)


def test_the_database_refuses_secret_papers_of_everybody_even_of_its_superuser(
    section: Section, databases: Databases
) -> None:
    with section.at("lan") as tx:
        file = a_file(tx)
        paper = actions.Paper(PDF, "a.pdf", Grade.UNCLASSIFIED)
        actions.add_paper_to_file(tx, assistant(**LAN), file.file_id, paper, section.vault)
        name = tx.fetch_value(sql("SELECT current_database()"))
    superuser = Database(databases.stack.postgres.dsn("postgres", name), name="test")

    for table, grade in product(("file", "receipt", "document"), ("SECRET", "TOP_SECRET")):
        unindexed = "" if table == "document" else ", search = NULL"
        promote = sql(f"UPDATE {table} SET grade = %(grade)s{unindexed}")  # noqa: S608 - our own tables
        with (
            pytest.raises(errors.CheckViolation, match=f"{table}_secret_is_refused"),
            superuser.transaction() as tx,
        ):
            tx.execute(promote, grade=grade)
    superuser.close()


def test_the_internet_may_count_what_waits_and_do_nothing_else(section: Section) -> None:
    with section.at("lan") as tx:
        a_receipt(tx)
        a_receipt(tx, grade=Grade.CONFIDENTIAL)
        a_file(tx)

    with section.at("internet") as tx:
        assert store.count_waiting_from_internet(tx, ASSISTANT) == 2
        assert store.count_waiting_from_internet(tx, SECRETARY) == 0
    for table in (*TABLES, "outbox", "directory_person"):
        with pytest.raises(errors.InsufficientPrivilege), section.at("internet") as tx:
            tx.fetch_value(sql(f"SELECT count(*) FROM {table}"))  # noqa: S608 - our own tables


def test_the_zones_cannot_read_the_record_nor_what_was_announced(section: Section) -> None:
    # How much waits and since when is shown to operators; what it says is not.
    closed = ("audit", "audit_chain", "inbox", "outbox WHERE envelope IS NULL", "parked WHERE body IS NULL")
    for role, table in product(("vpn", "lan"), closed):
        with pytest.raises(errors.InsufficientPrivilege), section.at(role) as tx:
            tx.fetch_value(sql(f"SELECT count(*) FROM {table}"))  # noqa: S608 - our own tables


def test_an_answer_that_was_kept_on_the_lan_is_not_given_over_the_vpn(section: Section) -> None:
    keep = sql(
        "INSERT INTO idempotency (caller, route, key, body_sha256, status, answer)"
        " VALUES ('caller', 'route', 'key', 'sum', 200, %(answer)s)"
    )
    find = sql("SELECT answer FROM idempotency WHERE caller = 'caller' AND route = 'route' AND key = 'key'")
    with section.at("lan") as tx:
        tx.execute(keep, answer="confidential")

    with section.at("vpn") as tx:
        before = tx.fetch_value(find)
        tx.execute(keep, answer="ordinary")
    with section.at("vpn") as tx:
        after = tx.fetch_value(find)

    assert (before, after) == (None, "ordinary")


REWRITINGS = (
    "UPDATE movement SET remark = 'other'",
    "DELETE FROM movement",
    "DELETE FROM note",
    "UPDATE draft_version SET body = 'other'",
    "DELETE FROM dispatch",
    "UPDATE marking SET to_post = from_post",
    "DELETE FROM file",
    "UPDATE audit SET act = 'other'",
)


def test_what_happened_cannot_be_rewritten(section: Section) -> None:
    with section.at("lan") as tx:
        a_file(tx)

    for role, statement in product(("app", "vpn", "lan"), REWRITINGS):
        with pytest.raises(errors.InsufficientPrivilege), section.at(role) as tx:
            tx.execute(sql(statement))


def test_the_database_itself_refuses_to_change_a_sent_note(section: Section) -> None:
    with section.at("lan") as tx:
        file = a_file(tx)
        actions.forward(tx, assistant(**LAN), file.file_id, actions.Onward(OFFICER))

    with pytest.raises(errors.RestrictViolation), section.at("lan") as tx:
        tx.execute(sql("UPDATE note SET body = 'other'"))


def test_numbers_have_no_gaps_when_an_act_is_undone(section: Section) -> None:
    def take() -> int:
        with section.at("lan") as tx:
            return store.take_number(tx, OFFICE, "DISPATCH", 2026, Grade.UNCLASSIFIED)

    first = take()
    with pytest.raises(ZeroDivisionError), section.at("lan") as tx:
        store.take_number(tx, OFFICE, "DISPATCH", 2026, Grade.UNCLASSIFIED)
        raise ZeroDivisionError

    assert (first, take()) == (1, 2)


def test_classified_papers_leave_no_gap_in_the_ordinary_registers(section: Section) -> None:
    with section.at("lan") as tx:
        numbers = [
            a_receipt(tx, grade=grade).diary_number
            for grade in (Grade.UNCLASSIFIED, Grade.CONFIDENTIAL, Grade.RESTRICTED)
        ]

    assert [number.rsplit("/", 1)[-1] for number in numbers] == ["000001", "000001", "000002"]
    assert numbers[1].startswith("C/")


def test_the_inbox_is_searched_in_hindi_and_english(section: Section) -> None:
    with section.at("lan") as tx:
        wanted = a_receipt(tx, subject="नामांतरण प्रकरण लंबित, खसरा १२, mutation pending")
        a_receipt(tx, subject="पेंशन")

        for search in (
            "नामान्तरण",
            "नामांतरण",
            "लम्बित",
            "प्रकरणों",
            "000001",
            "mutation",
            "MUTATIONS",
            "खसरा 12",
        ):
            rows = store.find_inbox(tx, ASSISTANT, Grade.RESTRICTED, search, (None, 10))

            assert [row["item_id"] for row in rows] == [wanted.receipt_id], search


def test_hostile_words_find_nothing(section: Section) -> None:
    with section.at("lan") as tx:
        a_receipt(tx)

        for search in ("%", "_", "' OR 1=1 --", "\\", "!&|"):
            assert store.find_inbox(tx, ASSISTANT, Grade.RESTRICTED, search, (None, 10)) == [], search


def test_the_inbox_pages_through_receipts_and_files_without_loss(section: Section) -> None:
    with section.at("lan") as tx:
        wanted = {a_receipt(tx).receipt_id for _ in range(4)} | {a_file(tx).file_id for _ in range(3)}
        found, after = [], None
        while rows := store.find_inbox(tx, ASSISTANT, Grade.RESTRICTED, "", (after, 2)):
            found += [row["item_id"] for row in rows]
            after = (rows[-1]["since"], rows[-1]["item_id"])

    assert len(found) == 7
    assert set(found) == wanted


def test_the_subject_of_a_classified_paper_is_in_no_index(section: Section) -> None:
    with section.at("lan") as tx:
        a_receipt(tx, grade=Grade.CONFIDENTIAL, subject="mutation")

        assert store.find_inbox(tx, ASSISTANT, Grade.CONFIDENTIAL, "mutation", (None, 10)) == []
        assert len(store.find_inbox(tx, ASSISTANT, Grade.CONFIDENTIAL, "", (None, 10))) == 1


def test_two_notes_cannot_be_in_the_making_at_once(section: Section) -> None:
    with section.at("lan") as tx:
        file = a_file(tx)

    with pytest.raises(YellowNoteExists), section.at("lan") as tx:
        store.add_note(tx, officer(), file.file_id, "और एक", by_officer=True)
