"""One-time codes without waiting for the next half minute, which several tests of one officer would do in turn."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
import pyotp

from deploy.local.installation import Installation
from deploy.local.main_job.codes import TOTP_SECONDS


@contextmanager
def code_now(site: Installation, login: dict[str, Any]) -> Iterator[str]:
    """The present code of *login*, as if none had been used yet; whoever else wants one waits until this one was."""
    folder = site.directory / "codes"
    folder.mkdir(exist_ok=True)
    with (folder / login["staff_uid"]).open("a+") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        _forget_used(site, login["staff_uid"])
        step = int(time.time()) // TOTP_SECONDS
        kept.truncate(0)
        kept.write(str(step))
        kept.flush()
        yield pyotp.TOTP(login["totp_secret"]).generate_otp(step)


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
