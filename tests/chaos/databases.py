"""What can happen to the services' databases while all processes live."""

import contextlib

import psycopg2
from psycopg2 import sql

from tests.chaos.evidence import Asker
from tests.chaos.scene import Fault, Scene, as_superuser, pause


def terminate_storm(service: str) -> Fault:
    """Every connection of a service is ended, again and again."""

    def apply(scene: Scene) -> None:
        for _ in range(8):
            with contextlib.suppress(psycopg2.Error):
                Asker(scene.place)(
                    "postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    (service,),
                )
            pause(0.4)

    return apply


def no_more_connections(service: str) -> Fault:
    """Connections end and new ones are refused for a while."""

    def apply(scene: Scene) -> None:
        name = sql.Identifier(f"{service}_app")
        as_superuser(scene, "postgres", sql.SQL("ALTER ROLE {} CONNECTION LIMIT 1").format(name))
        try:
            terminate_storm(service)(scene)
        finally:
            as_superuser(scene, "postgres", sql.SQL("ALTER ROLE {} CONNECTION LIMIT -1").format(name))

    return apply


def idle_holder(service: str, table: str) -> Fault:
    """Somebody locks a table and forgets the transaction."""

    def apply(scene: Scene) -> None:
        with scene.place.stack.postgres.connection(service) as connection:
            connection.autocommit = False
            with connection.cursor() as cursor:
                cursor.execute(
                    sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(sql.Identifier(table))
                )
                pause(3)
            connection.rollback()

    return apply


def late_commits(service: str) -> Fault:
    """Now and then a commit takes half a second, long after the row of its announcement got its number."""
    begin = sql.SQL(
        """DROP FUNCTION IF EXISTS commit_late() CASCADE;
           CREATE FUNCTION commit_late() RETURNS trigger LANGUAGE plpgsql
                  AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$;
           CREATE CONSTRAINT TRIGGER commits_late AFTER INSERT ON outbox DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW WHEN (new.seq % 100 = 0) EXECUTE FUNCTION commit_late()"""
    )

    def apply(scene: Scene) -> None:
        as_superuser(scene, service, begin)
        try:
            pause(3)
        finally:
            as_superuser(scene, service, sql.SQL("DROP FUNCTION IF EXISTS commit_late() CASCADE"))

    return apply
