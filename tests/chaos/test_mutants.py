"""A mistake does what its name says and nothing else, so that nothing else can give it away."""

from collections.abc import Callable
from uuid import UUID

import pytest

from kernel.clock import new_id
from kernel.database import Database, Transaction, connect
from kernel.relay.rows import Rows
from services.public.events import CaseWithdrawn
from tests.chaos.mistakes import KINDS
from tests.chaos.mutants import MUTANTS, cursor_outbox


def test_every_mistake_can_be_made() -> None:
    assert set(MUTANTS) == set(KINDS)


def withdrawn(case: UUID) -> CaseWithdrawn:
    return CaseWithdrawn(case_id=case, post_id=new_id())


def test_a_cursor_loses_what_becomes_visible_late_and_only_that(
    database: Callable[..., Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("waiting", "forget", "look_everywhere", "look_again_from"):
        # Given back when the test is over.
        monkeypatch.setattr(Rows, name, getattr(Rows, name))
    cursor_outbox()
    pool, early, late = database("public"), new_id(), new_id()
    rows = Rows(connect(pool.dsn, "relay"), "public")
    with pool._borrowed() as connection:
        long = Transaction(connection)
        long.announce(withdrawn(late), born_in="REV")
        long.flush()
        with pool.transaction() as tx:
            tx.announce(withdrawn(early), born_in="REV")
            tx.announce(withdrawn(early), born_in="REV")
        first, behind = rows.waiting([], set(), 1000)
        long.commit()

    assert {first.subject, behind.subject} == {str(early)}
    assert rows.waiting([first.seq], set(), 1000) == [behind]
    rows.forget([first.seq])
    rows.look_everywhere()
    assert rows.waiting([], {str(early)}, 1000) == []
    assert rows.waiting([], set(), 1000) == [behind]
