"""A family of refresh tokens, turned in any order at any time, against a model of a few lines."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from kernel.clock import frozen
from kernel.database import Database
from services.auth import actions
from services.auth.domain import GRACE, SessionEnded
from tests.auth.organisation import NOW, PASSWORD, OpenOffice, a_visitor, open_office


class Family(RuleBasedStateMachine):
    """One session; a token is turned once, repeats its successor for a moment, and then betrays a thief."""

    office: OpenOffice
    latest: datetime = NOW

    @initialize()
    def sign_in(self) -> None:
        # A code opens once, so every run signs in at a later minute than the one before.
        type(self).latest = self.now = self.latest + timedelta(minutes=1)
        with frozen(self.now):
            code = self.office.code(self.now)
            signed = actions.login(self.office.desk, a_visitor(), "CG100001", PASSWORD, code)
        self.tokens = [signed.refresh_token]
        self.turned: dict[str, tuple[datetime, str]] = {}
        self.is_over = False

    @rule(seconds=st.integers(0, 12))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        type(self).latest = max(self.latest, self.now)

    @rule(back=st.integers(0, 4))
    def turn(self, back: int) -> None:
        token = self.tokens[max(0, len(self.tokens) - 1 - back)]
        turned_at, successor = self.turned.get(token, (self.now, ""))
        if self.is_over or self.now - turned_at > GRACE:
            self.is_over = True
            with pytest.raises(SessionEnded):
                self._refresh(token)
            return
        following = self._refresh(token)
        if successor:
            assert following == successor
        else:
            assert following not in self.tokens
            self.turned[token] = (self.now, following)
            self.tokens.append(following)

    def _refresh(self, token: str) -> str:
        with frozen(self.now):
            return actions.refresh(self.office.desk, a_visitor(), token).refresh_token


def test_a_family_behaves_as_its_model(database: Callable[..., Database], tmp_path: Path) -> None:
    with frozen(NOW):
        Family.office = open_office(database("auth"), tmp_path)

    run_state_machine_as_test(
        Family,
        settings=settings(
            max_examples=30,
            stateful_step_count=15,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
