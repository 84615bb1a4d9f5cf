"""PostgreSQL: a pool that waits briefly, named queries, and the transaction that carries everything."""

from psycopg2.extras import Json

from kernel.database.connection import Connection, DatabaseError, connect, is_green, refusing, sqlstate
from kernel.database.pool import Database
from kernel.database.transaction import Row, Transaction
from kernel.statements import Queries, Query

__all__ = [
    "Connection",
    "Database",
    "DatabaseError",
    "Json",
    "Queries",
    "Query",
    "Row",
    "Transaction",
    "connect",
    "is_green",
    "refusing",
    "sqlstate",
]
