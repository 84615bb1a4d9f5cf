"""A connection with our time-outs, and what its faults mean."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg2
from psycopg2.extensions import AsIs, register_adapter
from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class
from psycopg2.extras import register_uuid

from kernel.errors import Refused

__all__ = ["Connection", "DatabaseError", "connect", "is_green", "is_passing", "refusing", "sqlstate"]


def _quoted(value: UUID) -> AsIs:
    return AsIs(f"'{value.hex}'::uuid")


register_uuid()  # type: ignore[no-untyped-call]  # the stubs leave it so
# What an id becomes in a statement; psycopg2's own way there takes more than twice as long, and a case names some thirty.
register_adapter(UUID, _quoted)

DatabaseError = psycopg2.Error

# Too long waited for a lock or a statement, a deadlock, a serialization that failed: nothing was changed.
_PASSING = {"55P03", "57014", "40P01", "40001"}


class _Learning(Connection):
    """A connection that knows which statements it has learned."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.learned: set[str] = set()


def connect(dsn: str, name: str, **options: str) -> Connection:
    """A connection with our time-outs; statements are bounded, and a dead peer is noticed."""
    settings = {
        "statement_timeout": "10s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "10s",
        "jit": "off",
        # What is prepared is planned once: left to itself the server may judge each plan of its own cheaper, for ever.
        "plan_cache_mode": "force_generic_plan",
        "timezone": "UTC",
        **options,
    }
    connection = psycopg2.connect(
        dsn,
        connection_factory=_Learning,
        application_name=name,
        connect_timeout=3,
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=3,
        tcp_user_timeout=10_000,
        options=" ".join(f"-c {key}={value}" for key, value in settings.items()),
    )
    connection.autocommit = True
    return connection


def is_green() -> bool:
    """Whether waiting for the database lets other green threads run."""
    return psycopg2.extensions.get_wait_callback() is not None


def sqlstate(error: BaseException) -> str:
    """The five characters by which PostgreSQL names a fault; empty when the connection itself broke."""
    return getattr(error, "pgcode", None) or ""


@contextmanager
def refusing(**constraints: type[Refused]) -> Iterator[None]:
    """Turn the violation of a constraint, named as the keyword, into its refusal."""
    try:
        yield
    except psycopg2.IntegrityError as error:
        refusal = constraints.get(error.diag.constraint_name or "")
        if refusal is None:
            raise
        raise refusal from error


def is_passing(error: psycopg2.Error) -> bool:
    """Whether the same transaction may well succeed a little later: the server is away, full or busy."""
    state = sqlstate(error)
    return state == "" or state in _PASSING or state[:2] in ("08", "53") or state.startswith("57P")
