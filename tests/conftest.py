"""What tests stand on: private servers for the session, a fresh database for each test."""

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import sql

from deploy.local.stack import Stack
from kernel.database import Database, Transaction
from kernel.migrate import migrate

_numbers = itertools.count(1)


class Databases:
    """A migrated template per service, made when it is first asked for, and clones of it."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._migrated: set[str] = set()

    def clone(self, service: str) -> str:
        """The name of a fresh, migrated database of *service*."""
        if service not in self._migrated:
            self.stack.create_database(service)
            migrate(self.stack.dsn(service, "owner"), service)
            self._migrated.add(service)
        name = f"{service}_{next(_numbers)}"
        self._as_superuser("CREATE DATABASE {} TEMPLATE {} OWNER {}", name, service, f"{service}_owner")
        return name

    def drop(self, name: str) -> None:
        """End a clone with all its connections."""
        self._as_superuser("DROP DATABASE {} WITH (FORCE)", name)

    def dsn(self, name: str, role: str) -> str:
        """The URL of a clone for a role of its service ("app", "owner", "vpn", ...)."""
        return self.stack.postgres.dsn(f"{name.rsplit('_', 1)[0]}_{role}", name)

    def _as_superuser(self, statement: str, *names: str) -> None:
        connection = psycopg2.connect(self.stack.postgres.dsn("postgres", "postgres"))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        finally:
            connection.close()


@contextmanager
def _session_stack() -> Iterator[Stack]:
    folder = Path(tempfile.mkdtemp(prefix="ks-"))
    folder.chmod(0o755)
    stack = Stack(folder / "stack", durable=False)
    try:
        yield stack
    finally:
        stack.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _servers() -> Iterator[Stack]:
    with _session_stack() as stack:
        stack.postgres.start()
        yield stack


@pytest.fixture(scope="session")
def stack(_servers: Stack) -> Stack:
    """PostgreSQL and RabbitMQ of this session."""
    _servers.rabbitmq.start()
    return _servers


@pytest.fixture(scope="session")
def databases(_servers: Stack) -> Databases:
    """The makers of fresh databases."""
    return Databases(_servers)


@pytest.fixture
def fresh(databases: Databases) -> Iterator[Callable[[str], str]]:
    """fresh("files") -> the name of a database that lives as long as the test; see Databases.dsn."""
    with ExitStack() as endings:

        def make(service: str) -> str:
            name = databases.clone(service)
            endings.callback(databases.drop, name)
            return name

        yield make


@pytest.fixture
def database(fresh: Callable[[str], str], databases: Databases) -> Iterator[Callable[..., Database]]:
    """database("files") or database("files", role="vpn"): a pool on this test's fresh database of the service."""
    made: dict[str, str] = {}
    with ExitStack() as endings:

        def make(service: str, role: str = "app", size: int = 8) -> Database:
            name = made.setdefault(service, "") or fresh(service)
            made[service] = name
            pool = Database(databases.dsn(name, role), size=size, wait_ms=5000, name="test")
            endings.callback(pool.close)
            return pool

        yield make


@pytest.fixture
def tx(database: Callable[..., Database]) -> Iterator[Callable[[str], Transaction]]:
    """tx("files"): an open transaction on a fresh database; it is rolled back unless the test commits it."""
    with ExitStack() as endings:

        def begin(service: str) -> Transaction:
            pool = database(service)
            connection = endings.enter_context(pool._borrowed())
            transaction = Transaction(connection)
            endings.callback(transaction.rollback)
            return transaction

        yield begin
