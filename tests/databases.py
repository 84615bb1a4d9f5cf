"""Databases for tests: made from a migrated template, and brought back to their beginning after each use."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - it is a class

from deploy.local.stack import Stack
from kernel.database import Database, Transaction
from kernel.migrate import migrate

BEGIN_ANEW = Path(__file__).with_name("begin_anew.sql").read_text("utf-8")
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

Filling = Callable[[Transaction], None]

_numbers = itertools.count(1)


class Databases:
    """A migrated template per service, made when it is first asked for, and clones of it.

    A clone costs seconds on a busy machine and emptying one costs milliseconds, so clones are used again.
    """

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._migrated: set[str] = set()
        self._free: dict[tuple[str, Filling | None], list[str]] = {}
        self._kinds: dict[str, tuple[str, Filling | None]] = {}
        self._cleaners: dict[str, Connection] = {}

    def take(self, service: str, filling: Filling | None = None) -> str:
        """The name of a database of *service* as it is after its migrations and, once for all, its *filling*."""
        free = self._free.setdefault((service, filling), [])
        return free.pop() if free else self._made(service, filling)

    def give_back(self, name: str) -> None:
        """End what still uses a taken database and bring it back to its beginning for the next test."""
        try:
            self._begin_anew(name)
        except psycopg2.OperationalError:  # A test stopped the server meanwhile.
            self._cleaners[name] = self._open(name)
            self._begin_anew(name)
        self._free[self._kinds[name]].append(name)

    def _begin_anew(self, name: str) -> None:
        with self._cleaners[name].cursor() as cursor:
            cursor.execute(END_OTHERS)
            cursor.execute("SELECT testing.begin_anew()")

    def _made(self, service: str, filling: Filling | None) -> str:
        name = self.clone(service)
        if filling:
            pool = Database(self.dsn(name, "app"), wait_ms=5000, name="test")
            with pool.transaction() as tx:
                filling(tx)
            pool.close()
        # One that stays open knows the tables already and need not be let in again.
        self._cleaners[name] = cleaner = self._open(name)
        with cleaner.cursor() as cursor:
            cursor.execute(BEGIN_ANEW)
        self._kinds[name] = service, filling
        return name

    def clone(self, service: str) -> str:
        """The name of a fresh, migrated database of *service*, for a test that changes its schema."""
        if service not in self._migrated:
            self.stack.create_database(service)
            migrate(self.stack.dsn(service, "owner"), service)
            self._migrated.add(service)
        name = f"{service}_{next(_numbers)}"
        parts = map(sql.Identifier, (name, service, f"{service}_owner"))
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY file_copy").format(*parts)
        with self._superuser("postgres") as cursor:
            cursor.execute(statement)
        return name

    def drop(self, name: str) -> None:
        """End a clone with all its connections."""
        with self._superuser("postgres") as cursor:
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def dsn(self, name: str, role: str) -> str:
        """The URL of a clone for a role of its service ("app", "owner", "vpn", ...)."""
        return self.stack.postgres.dsn(f"{name.rsplit('_', 1)[0]}_{role}", name)

    def _open(self, database: str) -> Connection:
        connection = psycopg2.connect(self.stack.postgres.dsn("postgres", database))
        connection.autocommit = True
        return connection

    @contextmanager
    def _superuser(self, database: str) -> Iterator[Cursor]:
        connection = self._open(database)
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()
