"""An open office on a fixed Tuesday."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from kernel import clock
from kernel.database import Database, Transaction
from tests.wfh.office import MORNING, open_office


@pytest.fixture
def morning() -> Iterator[datetime]:
    """Ten thirty on Tuesday, 10 March 2026, in India."""
    with clock.frozen(MORNING) as at:
        yield at


@pytest.fixture
def office(database: Callable[..., Database], morning: datetime) -> Database:
    """The database of wfh with one section of Revenue in its directory."""
    pool = database("wfh")
    with pool.transaction() as tx:
        open_office(tx)
    return pool


@pytest.fixture
def desk(office: Database) -> Iterator[Transaction]:
    """An open transaction in that office, undone at the end."""
    with office._borrowed() as connection:
        transaction = Transaction(connection)
        yield transaction
        transaction.rollback()
