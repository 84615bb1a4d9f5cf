"""A private PostgreSQL under one directory: a unix socket, a loopback port, passwords only."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class in all but name.
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class in all but name.

from deploy.local.programs import (
    Child,
    Command,
    Memory,
    NotReadyError,
    alone,
    find_program,
    group_of,
    make_directory,
    on_one_of_two_cores,
    other_user,
    require_passage,
    short_directory,
    wait_until,
    write_private,
)

SUPERUSER = "postgres"
BINARIES = "usr/lib/postgresql/*/bin"

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "160",
    "shared_buffers": "96MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "max_wal_size": "512MB",
    "min_wal_size": "80MB",
    "checkpoint_timeout": "10min",
    "wal_compression": "on",
    "deadlock_timeout": "100ms",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    # A statement or its values may hold what a citizen wrote; the log must not.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "autovacuum_naptime": "15s",
    "max_parallel_workers_per_gather": "0",
    "max_worker_processes": "4",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "on"}


class Postgres:
    """Makes the cluster at the first start and runs it as an ordinary user; root drops to `postgres`."""

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        self.directory = directory.resolve()
        self.durable = durable
        self.user = other_user("postgres")
        self.memory = Memory(self.directory.parent / "postgres.json")
        self.data = self.directory / "data"

    @property
    def port(self) -> int:
        """The loopback port, remembered beside the cluster."""
        return self.memory.port("port")

    @property
    def socket_directory(self) -> Path:
        """Where the unix socket lies: inside the instance unless that path is too long for a socket."""
        return short_directory(self.directory, f".s.PGSQL.{self.port}.lock")

    def prepare(self) -> None:
        """Create the cluster once and write its settings anew; changes nothing in the data."""
        make_directory(self.directory, self.user)
        require_passage(self.directory, self.user)
        make_directory(self.socket_directory, self.user, 0o711)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        settings = SETTINGS | ({} if self.durable else FORGETFUL)
        settings |= {"port": str(self.port), "unix_socket_directories": str(self.socket_directory)}
        lines = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        write_private(self.data / "postgresql.auto.conf", lines, self.user)

    def _initialise(self) -> None:
        password = write_private(self.directory / "superuser", self.memory.secret("superuser"), self.user)
        initdb = find_program("initdb", BINARIES)
        argv = [str(initdb), "-D", str(self.data), "-U", SUPERUSER, f"--pwfile={password}"]
        argv += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        done = subprocess.run(
            [*argv, *([] if self.durable else ["--no-sync"])],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.directory,
            user=self.user,
            group=group_of(self.user),
            extra_groups=None if self.user is None else [],
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        )
        if done.returncode:
            message = f"initdb failed:\n{done.stderr.strip()}"
            raise NotReadyError(message)
        password.unlink()

    def command(self) -> Command:
        """How the supervisor starts it; SIGINT is PostgreSQL's fast and clean stop."""
        # Its processes, woken some thousand times a second, drive each other and ours from core to core (decision 48).
        argv = (*on_one_of_two_cores(), str(find_program("postgres", BINARIES)), "-D", str(self.data))
        return Command(
            "postgres", argv, self.directory, {"LC_ALL": "C.UTF-8"}, self.user, end_signal=signal.SIGINT
        )

    def start(self, *, leash: bool = True) -> None:
        """Run it and wait until it answers; an instance that runs already is used as it is."""
        with alone(self.directory.with_name("postgres.lock")):
            child = self.child()
            if not child.is_running():
                self.prepare()
                child.start(leash=leash)
            wait_until(self.answers, 60, f"PostgreSQL ({child.log})", child.is_running)

    def stop(self) -> None:
        """End it by its own pid: fast, with a last checkpoint."""
        self.child().stop()

    def child(self) -> Child:
        """The process of this instance, when it was started without a supervisor."""
        if not hasattr(self, "_child"):
            self._child = Child(self.command())
        return self._child

    def answers(self) -> bool:
        """Whether a login succeeds."""
        with contextlib.suppress(psycopg2.OperationalError):
            psycopg2.connect(self.dsn(), connect_timeout=2).close()
            return True
        return False

    def dsn(self, role: str = SUPERUSER, database: str = "postgres") -> str:
        """The URL of a database over the unix socket, password included."""
        password = self.memory.secret("superuser" if role == SUPERUSER else f"role.{role}")
        place = quote(str(self.socket_directory), safe="")
        return f"postgresql://{role}:{password}@/{database}?host={place}&port={self.port}"

    def tcp_dsn(self, role: str = SUPERUSER, database: str = "postgres") -> str:
        """The same over the loopback port, for programs that cannot use a unix socket."""
        password = self.memory.secret("superuser" if role == SUPERUSER else f"role.{role}")
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def ensure_role(self, role: str, database: str | None = None) -> None:
        """A login role with its remembered password and no other right than to connect to its own database."""
        statement = sql.SQL(
            "{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {word}"
        )
        with self.connection() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
            word = sql.Literal(self.memory.secret(f"role.{role}"))
            cursor.execute(statement.format(verb=verb, role=sql.Identifier(role), word=word))
            if database is not None:
                self._allow(cursor, role, database)

    def _allow(self, cursor: Cursor, role: str, database: str) -> None:
        names = {"role": sql.Identifier(role), "database": sql.Identifier(database)}
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {database} TO {role}").format(**names))

    def ensure_database(self, database: str, owner: str) -> None:
        """A database that belongs to its owner and that nobody else may enter unasked."""
        names = {"database": sql.Identifier(database), "owner": sql.Identifier(owner)}
        with self.connection() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            if not cursor.fetchone():
                cursor.execute(sql.SQL("CREATE DATABASE {database} OWNER {owner}").format(**names))
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))

    @contextlib.contextmanager
    def connection(self, database: str = "postgres") -> Iterator[Connection]:
        """A superuser connection that commits each statement, closed at the end."""
        connection = psycopg2.connect(self.dsn(SUPERUSER, database))
        connection.autocommit = True
        try:
            yield connection
        finally:
            connection.close()
