"""What the desks read: pages of cases in a post's scope, lists for meetings, and figures kept beside the cases."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kernel.database import Query, Row, Transaction
from services.public.domain.case import OPEN_STATES, Case
from services.public.store.rows import case_of
from services.public.store.statements import queries

FOLDED_AT_ONCE = 20_000


def find_cases(tx: Transaction, search: Mapping[str, Any]) -> list[Case]:
    """One page of a desk, the earliest due first."""
    return _cases(tx, queries.find_cases, search)


def search_cases(tx: Transaction, search: Mapping[str, Any]) -> list[Case]:
    """One page of what certain words find on a desk, the earliest due first."""
    return _cases(tx, queries.search_cases, search)


def find_numbered(tx: Transaction, search: Mapping[str, Any]) -> list[Case]:
    """The one case of a number, when it lies in the scope, else none."""
    return _cases(tx, queries.find_numbered, search)


def find_newest_cases(tx: Transaction, search: Mapping[str, Any]) -> list[Case]:
    """One page of a desk, the newest first."""
    return _cases(tx, queries.find_newest_cases, search)


def find_listed(tx: Transaction, search: Mapping[str, Any]) -> list[Row]:
    """Cases of a desk with where they lie and their last step, by department and due date."""
    return tx.fetch_all(queries.find_listed, **search)


def count_cases(tx: Transaction, search: Mapping[str, Any]) -> list[Row]:
    """Cases and late cases by state, counted one by one: right where words or dates narrow the search."""
    return tx.fetch_all(queries.count_cases, **search)


def count_pendency(tx: Transaction, search: Mapping[str, Any], until: date) -> list[Row]:
    """Cases and late cases of a scope by state, and running cases by due day up to *until*, from kept figures."""
    return tx.fetch_all(
        queries.count_pendency, **search, now=tx.now, until=until, open_states=sorted(OPEN_STATES)
    )


def count_pendency_by_department(tx: Transaction) -> list[Row]:
    """Open and late cases of every department, from kept figures."""
    return tx.fetch_all(queries.count_pendency_by_department, open_states=sorted(OPEN_STATES))


def count_new_cases(tx: Transaction, scope: Mapping[str, Any], since: datetime, limit: int) -> int:
    """Cases of a scope registered since an instant, counted up to *limit*."""
    return int(tx.fetch_value(queries.count_new_cases, **scope, since=since, limit=limit))


def fold_pendency(tx: Transaction) -> int:
    """Take changes into their cells; how many cells were touched."""
    touched = tx.execute(queries.fold_pendency, limit=FOLDED_AT_ONCE)
    tx.execute(queries.delete_empty_cells)
    return touched


def _cases(tx: Transaction, query: Query, search: Mapping[str, Any]) -> list[Case]:
    return [case_of(row) for row in tx.fetch_all(query, **search, now=tx.now)]
