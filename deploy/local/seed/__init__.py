"""The directory and the demo staff of a local installation, entered through the acts of auth; repeating changes nothing."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from deploy.local.installation import Installation
from deploy.local.programs import write_private
from deploy.local.seed.directory import DATA, enter_posts, enter_reference, posts
from deploy.local.seed.staff import enter_logins, enter_staff
from kernel import clock
from kernel.database import Database


def seed(site: Installation) -> None:
    """Enter the directory, then the people, then their secrets and devices; what was entered before is left alone."""
    mark = site.directory / "seeded"
    if mark.exists() and mark.read_text() == _digest() and site.demo_logins.exists():
        return
    with open_database(site) as database:
        with database.transaction() as tx:
            enter_reference(tx)
            ids = enter_posts(tx, posts())
        with database.transaction() as tx:
            people = enter_staff(tx, ids, _first_day(site))
        enter_logins(site, database, people)
    write_private(mark, _digest())


def _digest() -> str:
    """A fingerprint of everything the seed is made from."""
    sources = [*sorted(Path(__file__).parent.glob("*.py")), *sorted(DATA.glob("*.csv"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


@contextmanager
def open_database(site: Installation) -> Iterator[Database]:
    database = Database(site.stack.dsn("auth"), size=2, wait_ms=10_000, name="seed")
    try:
        yield database
    finally:
        database.close()


def _first_day(site: Installation) -> date:
    """The day on which the demo staff took charge, remembered so that a repeated seed is the same seed."""
    return date.fromisoformat(
        site.memory.once("staff_since", lambda: clock.local_date(clock.now()).isoformat())
    )
