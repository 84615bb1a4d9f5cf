"""One-time codes of the demo logins: each works once, and several players and tests may share a login."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import pyotp

from deploy.local.installation import Installation

TOTP_SECONDS = 30


@contextmanager
def unused_code(site: Installation, login: dict[str, Any]) -> Iterator[str]:
    """A code of *login* that nobody used yet, the next one is taken or awaited; whoever else wants one waits meanwhile."""
    with step_used_last(site, login) as kept:
        # A neighbour of the present code is taken too: clocks differ, and people type slowly.
        present = int(time.time()) // TOTP_SECONDS
        step = max(int(kept.read() or 0) + 1, present - 1)
        if step > present + 1:
            time.sleep((step - 1) * TOTP_SECONDS - time.time() + 0.2)
        yield code_at(login, step, kept)


@contextmanager
def step_used_last(site: Installation, login: dict[str, Any]) -> Iterator[TextIO]:
    """What says which code of *login* was the last; nobody else reads or writes it meanwhile."""
    folder = site.directory / "codes"
    folder.mkdir(exist_ok=True)
    with (folder / login["staff_uid"]).open("a+") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        kept.seek(0)
        yield kept


def code_at(login: dict[str, Any], step: int, kept: TextIO) -> str:
    """The code of a thirty-second *step*, which is *kept* as the last."""
    kept.truncate(0)
    kept.write(str(step))
    kept.flush()
    return pyotp.TOTP(login["totp_secret"]).generate_otp(step)
