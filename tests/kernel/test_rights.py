"""Who is let through a door, whatever the rule of that door is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kernel import clock
from kernel.edge.http import Router
from kernel.edge.http.call import Call
from kernel.edge.http.performing import require_right
from kernel.edge.http.routes import ChargeReadsOnly
from kernel.errors import NotAllowed, NotFound, NotSignedIn
from kernel.freshness import SecondFactorTooOld
from kernel.identity import ALLOWED, Actor, ActorKind, Decision, Zone, refused
from tests.fakes import a_charge, an_actor

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
VISITOR = Actor(kind=ActorKind.VISITOR, zone=Zone.INTERNET)


def a_call(decision: Decision = ALLOWED, method: str = "post", **declared: Any) -> Call:
    """A call of a door whose one rule decides so about everybody."""
    right = declared.pop("may", "things.do")
    router = Router("files", {right: lambda _actor: decision})
    getattr(router, method)("/v1/things", may=right, **declared)(lambda: None)
    return cast("Call", SimpleNamespace(router=router, route=router.routes[0]))


def test_who_is_unknown_is_asked_to_sign_in_and_who_is_known_is_told_that_he_may_not() -> None:
    closed = a_call(refused())

    with pytest.raises(NotSignedIn):
        require_right(closed, VISITOR)
    with pytest.raises(NotAllowed):
        require_right(closed, an_actor())
    require_right(a_call(), VISITOR)


def test_a_better_refusal_than_that_one_may_not_is_told_to_visitors_too() -> None:
    with pytest.raises(NotFound):
        require_right(a_call(refused(NotFound())), VISITOR)


def test_a_door_that_wants_it_opens_only_after_the_second_factor_of_just_now() -> None:
    old = an_actor(second_factor_at=NOW - timedelta(minutes=6))
    with clock.frozen(NOW):
        require_right(a_call(), old)
        require_right(a_call(fresh=True), replace(old, second_factor_at=NOW))
        with pytest.raises(SecondFactorTooOld):
            require_right(a_call(fresh=True), old)


@pytest.mark.parametrize("right", ["things.do", "things.own", "things.read-own", "things.owner"])
def test_who_was_lent_a_post_for_reading_reads_and_changes_only_what_is_ones_own(right: str) -> None:
    reader, holder = an_actor(charge=a_charge(scope="READ")), an_actor()
    own = right in ("things.own", "things.read-own")
    reading, acting = a_call(method="get", may=right), a_call(may=right)

    assert reading.router.decide(reading.route, reader).allowed
    assert acting.router.decide(acting.route, holder).allowed
    assert acting.router.decide(acting.route, reader).allowed == own
    assert own or isinstance(acting.router.decide(acting.route, reader).refusal, ChargeReadsOnly)
    assert acting.router.decide(acting.route, replace(reader, charge=None)).allowed


def test_a_public_door_is_open_and_one_whose_rule_is_unknown_shut() -> None:
    router = Router("files", {})
    router.get("/v1/open", public=True)(lambda: None)
    router.get("/v1/shut", may="no.such-rule")(lambda: None)

    assert router.decide(router.routes[0], VISITOR).allowed
    assert not router.decide(router.routes[1], an_actor()).allowed
