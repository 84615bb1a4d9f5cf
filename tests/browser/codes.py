"""One-time codes without waiting for the next half minute, which several tests of one officer would do in turn."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2

from deploy.local.installation import Installation
from deploy.local.main_job.codes import TOTP_SECONDS, code_at, step_used_last


@contextmanager
def code_now(site: Installation, login: dict[str, Any]) -> Iterator[str]:
    """The present code of *login*, as if none had been used yet; whoever else wants one waits until this one was."""
    with step_used_last(site, login) as kept:
        _forget_used(site, login["staff_uid"])
        yield code_at(login, int(time.time()) // TOTP_SECONDS, kept)


def _forget_used(site: Installation, staff_uid: str) -> None:
    with (
        closing(psycopg2.connect(site.stack.dsn("auth"))) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE totp SET last_step = 0"
            " WHERE person_id = (SELECT person_id FROM person WHERE staff_uid = %s)",
            (staff_uid,),
        )
