"""PostgreSQL and RabbitMQ of one installation, with a database and a broker user per service."""

from pathlib import Path

from psycopg2 import sql

from deploy.local.postgres import Postgres
from deploy.local.programs import make_directory
from deploy.local.rabbitmq import RabbitMQ

SERVICES = ("auth", "files", "wfh", "public", "notify")
# The files api runs once per network zone, each under a role that row security can tell apart.
ZONE_ROLES = {"files": ("files_internet", "files_vpn", "files_lan")}


class Stack:
    """A directory with its own PostgreSQL and RabbitMQ. *durable* off trades crash safety for fast tests."""

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        self.directory = make_directory(Path(directory).resolve(), mode=0o711)
        self.postgres = Postgres(self.directory / "postgres", durable=durable)
        self.rabbitmq = RabbitMQ(self.directory / "rabbitmq", SERVICES, durable=durable)

    def start(self, *, leash: bool = True) -> "Stack":
        """Start both; on a *leash* they end with this process, however it ends."""
        self.postgres.start(leash=leash)
        self.rabbitmq.start(leash=leash)
        return self

    def stop(self) -> None:
        """Stop both, each by its own pid."""
        self.rabbitmq.stop()
        self.postgres.stop()

    def create_service_databases(self) -> None:
        """A database per service with its roles; what exists stays as it is."""
        for service in SERVICES:
            self.create_database(service)

    def create_database(self, service: str) -> None:
        """The database of one service: the owner migrates, the application roles may only use."""
        postgres = self.postgres
        postgres.ensure_role(f"{service}_owner")
        postgres.ensure_database(service, f"{service}_owner")
        for role in application_roles(service):
            postgres.ensure_role(role, service)
        with postgres.connection(service) as connection, connection.cursor() as cursor:
            owner = sql.Identifier(f"{service}_owner")
            cursor.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
            cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            roles = sql.SQL(", ").join(map(sql.Identifier, application_roles(service)))
            cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(roles))

    def dsn(self, service: str, role: str = "app") -> str:
        """The URL of a service's database; *role* is owner, app, internet, vpn or lan."""
        return self.postgres.dsn(f"{service}_{role}", service)

    def amqp_url(self, service: str = "operator") -> str:
        """The broker URL of a service, or of the operator."""
        return self.rabbitmq.url(service)


def application_roles(service: str) -> tuple[str, ...]:
    """The roles that use a service's database without owning it."""
    return (f"{service}_app", *ZONE_ROLES.get(service, ()))
