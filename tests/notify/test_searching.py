"""What is asked of many messages walks an index, however many there are."""

import re
from typing import Any

import pytest

from kernel.clock import new_id
from kernel.database import Database, Queries
from services.notify import store

queries = Queries.beside(__file__)
_SEARCH = {"purpose": None, "state": None, "recipient": None, "case_id": None, "after": None, "limit": 20}
_READER = {"person_id": new_id(), "after": None, "limit": 20}


@pytest.fixture(scope="module")
def many(owned: Database) -> Database:
    """Two hundred people, each told a hundred times."""
    with owned.transaction() as tx:
        tx.execute(queries.fill_messages, people=200)
        tx.execute(queries.fill_deliveries)
        tx.execute(queries.gather_figures)
    return owned


@pytest.mark.parametrize(
    ("question", "asked", "index"),
    [
        ("find_messages", _SEARCH | {"recipient": new_id()}, "message_recipient"),
        ("find_messages", _SEARCH | {"recipient": new_id(), "after": new_id()}, "message_recipient"),
        ("find_messages", _SEARCH | {"state": "PERMANENT_FAILURE"}, "message_failed"),
        ("find_notices", _READER | {"unread": None}, "message_told_person"),
        ("find_notices", _READER | {"unread": False, "after": new_id()}, "message_told_person"),
        ("find_notices", _READER | {"unread": True}, "message_unread"),
        ("count_unread", {"person_id": new_id(), "limit": 1000}, "message_unread"),
        ("find_unread_of", {"person_ids": [new_id(), new_id()], "limit": 1000}, "message_unread"),
    ],
)
def test_a_question_about_many_messages_sorts_nothing_and_reads_no_table_through(
    many: Database, question: str, asked: dict[str, Any], index: str
) -> None:
    with many.transaction() as tx, tx.connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {store.queries.by_name[question].sql}", asked)
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert f" using {index} on message" in plan
    assert "Seq Scan on message" not in plan
    assert not re.search(r"Sort Key: .*message_id", plan)
