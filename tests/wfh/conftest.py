"""An open office on a fixed Tuesday."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from kernel import clock
from kernel.database import Database, Transaction
from tests.conftest import Databases
from tests.wfh.office import MORNING, open_office


@pytest.fixture
def morning() -> Iterator[datetime]:
    """Ten thirty on Tuesday, 10 March 2026, in India."""
    with clock.frozen(MORNING) as at:
        yield at


@pytest.fixture
def office(database: Callable[..., Database], morning: datetime) -> Database:
    """A fresh database of wfh with one section of Revenue in its directory."""
    return database("wfh", filling=open_office)


@pytest.fixture(scope="package")
def open_house(databases: Databases) -> Iterator[Database]:
    """Such an office for the tests that leave no trace in it."""
    name = databases.clone("wfh")
    pool = Database(databases.dsn(name, "app"), wait_ms=5000, name="test")
    with clock.frozen(MORNING), pool.transaction() as tx:
        open_office(tx)
    yield pool
    pool.close()
    databases.drop(name)


@pytest.fixture
def desk(open_house: Database, morning: datetime) -> Iterator[Transaction]:
    """An open transaction in that office, undone at the end."""
    with open_house._borrowed() as connection:
        transaction = Transaction(connection)
        yield transaction
        transaction.rollback()
