"""Where everything is measured: one private installation under .run/bench, thrown away afterwards."""

import contextlib
import hashlib
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import amqp
import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as PostgresConnection  # noqa: N812 - a class with the name of its module.

from deploy.local.installation import Installation, here
from deploy.local.programs import ROOT, Child, make_directory
from kernel.edge.worker.inflow import declare
from kernel.edge.worker.wire import connect as connect_broker
from kernel.migrate import migrate
from kernel.topology import HISTORY, backbone

LOCK = ROOT / "requirements" / "bench.lock"
SERVICES = ("public", "notify", "auth")


class Site:
    """A crash-safe PostgreSQL and RabbitMQ, with the databases of the services that are measured."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.stack = installation.stack
        self.work = installation.directory / "work"

    @cached_property
    def venv(self) -> Path:
        """The environment of the other frameworks; a measure of ours alone does without."""
        return contestants(here().directory / "bench-venv")

    @cached_property
    def broker(self) -> amqp.Connection:
        """The operator's connection to the broker."""
        return connect_broker(self.stack.amqp_url())

    def servers(self) -> dict[str, Child]:
        """Database and broker, which work for everybody."""
        return {"postgres": self.stack.postgres.child(), "rabbitmq": self.stack.rabbitmq.children()[1]}

    def channel(self) -> amqp.Channel:
        """A fresh channel; the connection before it may have been closed for its silence."""
        self.__dict__.pop("broker", None)
        return self.broker.channel()

    def create(self, service: str) -> None:
        """The database of a service as it is before anything happened."""
        self.stack.create_database(service)
        # The migrations' own statements answer on the screen.
        with contextlib.redirect_stdout(io.StringIO()):
            migrate(self.stack.dsn(service, "owner"), service)

    def create_anew(self, service: str) -> None:
        """The same, whatever happened in it; nobody may be at work there."""
        with self.stack.postgres.connection() as connection, connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(service)))
        self.create(service)

    @contextlib.contextmanager
    def owner(self, service: str) -> Iterator[PostgresConnection]:
        """A connection of the owner of a service's database that commits each statement."""
        connection = psycopg2.connect(self.stack.dsn(service, "owner"))
        connection.autocommit = True
        try:
            yield connection
        finally:
            connection.close()

    def run(self, service: str, statement: str | sql.Composable, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement as the owner."""
        with self.owner(service) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def depth(self, queue: str) -> int:
        """How many messages wait in a queue."""
        with contextlib.closing(connect_broker(self.stack.amqp_url())) as broker:
            return broker.channel().queue_declare(queue, passive=True).message_count

    def consumers(self, queue: str) -> int:
        """How many programs take from a queue; 0 where there is none."""
        with contextlib.closing(connect_broker(self.stack.amqp_url())) as broker:
            try:
                return broker.channel().queue_declare(queue, passive=True).consumer_count
            except amqp.NotFound:
                return 0

    def purge(self, queue: str) -> None:
        """Empty a queue."""
        with contextlib.closing(connect_broker(self.stack.amqp_url())) as broker:
            broker.channel().queue_purge(queue)

    def forget_history(self) -> None:
        """Begin a new history: what other measures said was heard by nobody, and would be replayed."""
        with contextlib.closing(connect_broker(self.stack.amqp_url())) as broker:
            channel = broker.channel()
            channel.queue_delete(HISTORY)
            declare(channel, backbone())


@contextlib.contextmanager
def opened(preload: str = "") -> Iterator[Site]:
    """The site for as long as the block lasts, with a library of PostgreSQL's if wanted; nothing of it stays."""
    root = make_directory(here().directory / "bench", mode=0o711)
    directory = Path(tempfile.mkdtemp(prefix="site-", dir=root))
    site = Site(Installation(directory))
    try:
        site.installation.prepare()
        remember_commit_times(site, preload)
        site.stack.start(leash=True)
        for service in SERVICES:
            site.create(service)
        yield site
    finally:
        site.stack.stop()
        shutil.rmtree(directory, ignore_errors=True)


def remember_commit_times(site: Site, preload: str) -> None:
    """Let PostgreSQL keep the instant of each commit: no other clock sees it."""
    settings = site.stack.postgres.data / "postgresql.conf"
    asked = f"track_commit_timestamp = on\nshared_preload_libraries = '{preload}'\n"
    settings.write_text(f"{settings.read_text()}\n{asked}")


def contestants(venv: Path) -> Path:
    """The environment of the other frameworks, made from its hashed lock when that has changed."""
    mark = venv / "lock.sha256"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if mark.exists() and mark.read_text() == wanted:
        return venv
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True)
    pip = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "-qq", "--require-hashes", "-r", str(LOCK)], check=True)
    mark.write_text(wanted)
    return venv
