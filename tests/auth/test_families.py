"""Sessions and their families of refresh tokens, in any order at any time, against a model of a few lines."""

import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.identity import Actor, ActorKind, Zone
from services.auth import actions, store
from services.auth.domain import GRACE, IDLE_LIMIT, SESSION_LIMIT, SessionEnded
from tests.auth.organisation import NOW, PASSWORD, OpenOffice, a_visitor, open_office

queries = Queries.beside(__file__)
RACERS = 4
RACES = 150


@dataclass
class Family:
    """What the model knows of one session: its tokens in their order, and when each was turned."""

    signed: actions.SignedIn
    begun: datetime
    seen: datetime
    tokens: list[str]
    turned: dict[str, datetime] = field(default_factory=dict)
    ended: str = ""

    def ends_by_itself(self, now: datetime) -> bool:
        return now >= self.begun + SESSION_LIMIT or now - self.seen > IDLE_LIMIT

    def is_replay(self, token: str, now: datetime) -> bool:
        return token in self.turned and now - self.turned[token] > GRACE

    def successor(self, token: str) -> str | None:
        """The token that followed; None for the newest."""
        at = self.tokens.index(token) + 1
        return self.tokens[at] if at < len(self.tokens) else None


class Sessions(RuleBasedStateMachine):
    """Sign in, go on, race, steal, sign out, wait: an honest client is never out, a thief always is."""

    office: OpenOffice
    latest: datetime = NOW

    @initialize()
    def begin(self) -> None:
        # A code opens once, so every run begins at a later hour than the one before.
        type(self).latest = self.now = self.latest + SESSION_LIMIT
        self.families: list[Family] = []
        self.sign_in()

    @rule()
    def sign_in(self) -> None:
        self._wait(timedelta(seconds=60))
        with frozen(self.now):
            code = self.office.code(self.now)
            signed = actions.login(self.office.desk, a_visitor(), "CG100001", PASSWORD, code)
        self.families.append(Family(signed, self.now, self.now, [signed.refresh_token]))

    @rule(seconds=st.integers(0, 15))
    def wait(self, seconds: int) -> None:
        self._wait(timedelta(seconds=seconds))

    @rule(minutes=st.sampled_from([5, 119, 121, 12 * 60]))
    def wait_long(self, minutes: int) -> None:
        self._wait(timedelta(minutes=minutes))

    @rule(which=st.integers(0, 3), back=st.integers(0, 3))
    def go_on(self, which: int, back: int) -> None:
        """The newest token is an honest client's; an older one is a tab that was late, or a thief's."""
        family = self._family(which)
        token = family.tokens[max(0, len(family.tokens) - 1 - back)]
        reason = self._reason_to_end(family, token)
        if reason:
            family.ended = reason
            with pytest.raises(SessionEnded):
                self._refresh(token)
            return
        self._note(family, token, self._refresh(token))

    @rule(which=st.integers(0, 3))
    def race(self, which: int) -> None:
        """Tabs that race get the same successor, whoever comes first."""
        family = self._family(which)
        token = family.tokens[-1]
        if self._reason_to_end(family, token):
            return
        following = set(raced(self.office, token, self.now))
        assert len(following) == 1
        self._note(family, token, following.pop())

    @rule(which=st.integers(0, 3))
    def sign_out(self, which: int) -> None:
        family = self._family(which)
        with frozen(self.now), self.office.desk.database.transaction() as tx:
            actions.logout(tx, owner(self.office, family.signed))
        family.ended = family.ended or "LOGOUT"

    @precondition(lambda self: any(family.ended for family in self.families))
    @rule()
    def nothing_revives(self) -> None:
        for family in self.families:
            if family.ended:
                with pytest.raises(SessionEnded):
                    self._refresh(family.tokens[-1])

    def teardown(self) -> None:
        if not getattr(self, "families", None):
            return
        with self.office.desk.database.transaction() as tx:
            rows = tx.fetch_all(queries.find_session_ends)
        kept = {row["session_id"]: row["end_reason"] or "" for row in rows}
        for family in self.families:
            assert kept[family.signed.session.session_id] == family.ended

    def _family(self, which: int) -> Family:
        return self.families[which % len(self.families)]

    def _reason_to_end(self, family: Family, token: str) -> str:
        if family.ended:
            return family.ended
        if family.ends_by_itself(self.now):
            return "EXPIRED"
        return "REUSED" if family.is_replay(token, self.now) else ""

    def _note(self, family: Family, token: str, following: str) -> None:
        known = family.successor(token)
        if known is None:
            assert following not in family.tokens
            family.turned[token] = self.now
            family.tokens.append(following)
        else:
            assert following == known
        family.seen = self.now

    def _refresh(self, token: str) -> str:
        with frozen(self.now):
            return actions.refresh(self.office.desk, a_visitor(), token).refresh_token

    def _wait(self, lasting: timedelta) -> None:
        self.now += lasting
        type(self).latest = max(self.latest, self.now)


def with_a_cheap_password(database: Database, folder: Path) -> OpenOffice:
    """The office at an hour, whose officer's password is hashed for almost nothing: it is not what is tried here."""
    with frozen(NOW):
        office = open_office(database, folder)
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(
            unicodedata.normalize("NFC", PASSWORD)
        )
        with database.transaction() as tx:
            store.save_credential(tx, office.state.officer, cheap, is_initial=False)
    return office


def owner(office: OpenOffice, signed: actions.SignedIn) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        zone=Zone.INTERNET,
        person_id=office.state.officer,
        session_id=signed.session.session_id,
    )


def raced(office: OpenOffice, token: str, now: datetime) -> list[str]:
    """What racing tabs get for the same token at one instant."""
    got: list[str] = []

    def tab() -> None:
        with frozen(now):
            got.append(actions.refresh(office.desk, a_visitor(), token).refresh_token)

    threads = [threading.Thread(target=tab) for _ in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == RACERS, "an honest tab was turned away"
    return got


def test_sessions_behave_as_their_model(database: Callable[..., Database], tmp_path: Path) -> None:
    Sessions.office = with_a_cheap_password(database("auth"), tmp_path)

    run_state_machine_as_test(
        Sessions,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            database=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_racing_tabs_are_never_signed_out_and_a_replay_always_is(
    database: Callable[..., Database], tmp_path: Path
) -> None:
    """The same, often, on the real store; `make bench ONLY=refreshes` races ten thousand times."""
    office = with_a_cheap_password(database("auth"), tmp_path)
    with frozen(NOW):
        signed = actions.login(office.desk, a_visitor(), "CG100001", PASSWORD, office.code(NOW))
    tokens, now = [signed.refresh_token], NOW
    for _ in range(RACES):
        now += timedelta(seconds=1)
        (following,) = set(raced(office, tokens[-1], now))
        tokens.append(following)

    with frozen(now + GRACE + timedelta(seconds=1)), pytest.raises(SessionEnded):
        actions.refresh(office.desk, a_visitor(), tokens[-2])
    with office.desk.database.transaction() as tx:
        assert [row["end_reason"] for row in tx.fetch_all(queries.find_session_ends)] == ["REUSED"]
