"""Transfers, retirement, delegation with a scope, and who has access to the secure network."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kernel import directory
from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.errors import NotAllowed, Refused
from kernel.identity import Actor
from kernel.tokens import Circumstances, Claims, Verifier, actor_from
from services.auth import actions, store
from services.auth.access import NotForYourself, NotYourDepartment, StatePost
from services.auth.actions import employees
from services.auth.api import api
from services.auth.domain import (
    Charge,
    ChargeKind,
    ChargesUndecided,
    ChargeUnknown,
    NoSubstantiveCharge,
    PersonHasLeft,
    PersonIsSuspended,
    PostIsOccupied,
    PostNotThere,
    Scope,
    SessionEnded,
    StandingInChained,
)
from services.auth.domain.structure import AlreadyRetiring
from services.auth.pages import pages
from services.auth.store import standing
from tests.auth.organisation import (
    NOW,
    PASSWORD,
    POSTS,
    SERIAL,
    SINCE,
    SYSTEM,
    TODAY,
    OpenOffice,
    State,
    a_charge_of,
    a_visitor,
    follow,
    open_office,
)
from tests.auth.test_structure import REVENUE_ADMIN, STATE_ADMIN
from tests.clients import a_client
from tests.fakes import a_charge, an_actor

queries = Queries.beside(__file__)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def pool(database: Callable[..., Database]) -> Iterator[Database]:
    with frozen(NOW):
        yield database("auth")


@pytest.fixture
def house(pool: Database, tmp_path: Path) -> OpenOffice:
    return open_office(pool, tmp_path)


@pytest.fixture
def state(house: OpenOffice) -> State:
    return house.state


def sign_in(house: OpenOffice) -> actions.SignedIn:
    visitor = a_visitor(device=SERIAL)
    return actions.login(house.desk, visitor, "CG100001", PASSWORD, house.code(NOW))


def himself(state: State, **over: Any) -> Actor:
    return an_actor(person_id=state.officer, **over)


def a_transfer(state: State, **over: Any) -> actions.Transfer:
    known: dict[str, Any] = {
        "person_id": state.officer,
        "post_id": state.posts["REV-US-1"],
        "order_number": "GAD/1",
        "last_day": TODAY,
    }
    return actions.Transfer(**{**known, **over})


def a_delegation(state: State, **over: Any) -> Charge:
    known: dict[str, Any] = {
        "kind": ChargeKind.DELEGATED,
        "for_person": state.officer,
        "valid_from": TODAY,
        "valid_to": TOMORROW,
    }
    return a_charge_of(state, "REV-SO-1", "CG100002", **{**known, **over})


def refuses(refusal: type[Refused], pool: Database, act: Callable[..., Any], *given: Any) -> None:
    with pytest.raises(refusal), pool.transaction() as tx:
        act(tx, *given)


def holder_on(pool: Database, state: State, post: str, day: Any) -> str | None:
    follow(pool)
    at = NOW + (day - TODAY)
    with pool.transaction() as tx:
        found = directory.holder(tx, state.posts[post], at)
    return found.staff_uid if found else None


def test_a_transfer_ends_one_charge_and_begins_the_other_by_one_order(pool: Database, state: State) -> None:
    with pool.transaction() as tx:
        actions.transfer(tx, REVENUE_ADMIN, a_transfer(state))

    assert holder_on(pool, state, "REV-SO-1", TODAY) == "CG100001"
    assert holder_on(pool, state, "REV-SO-1", TOMORROW) is None
    assert holder_on(pool, state, "REV-US-1", TODAY) is None
    assert holder_on(pool, state, "REV-US-1", TOMORROW) == "CG100001"


def test_of_a_charge_that_has_ended_meanwhile_a_backdated_transfer_says_nothing(
    pool: Database, state: State
) -> None:
    ended: dict[str, Any] = {"kind": ChargeKind.ADDITIONAL_CHARGE, "valid_to": TODAY}
    further = a_charge_of(state, "REV-COL-DMT", "CG100001", **ended)
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, further)

    with pool.transaction() as tx:
        actions.transfer(tx, REVENUE_ADMIN, a_transfer(state, last_day=TODAY - timedelta(days=5)))

    with pool.transaction() as tx:
        (kept,) = [
            each
            for each in standing.find_charges_of_person(tx, state.officer)
            if each["charge_id"] == further.charge_id
        ]
    assert kept["valid_to"] == TODAY
    assert holder_on(pool, state, "REV-US-1", TODAY) == "CG100001"


def test_a_transfer_is_all_or_nothing(pool: Database, state: State) -> None:
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-US-1", "CG100002"))
        extra = a_charge_of(state, "REV-COL-DMT", "CG100001", kind=ChargeKind.LOOK_AFTER)
        actions.appoint(tx, SYSTEM, extra)

    refuses(ChargesUndecided, pool, actions.transfer, STATE_ADMIN, a_transfer(state))
    staying = frozenset({extra.charge_id})
    refuses(PostIsOccupied, pool, actions.transfer, STATE_ADMIN, a_transfer(state, staying=staying))
    nobody = a_transfer(state, person_id=state.people["CG100003"])
    refuses(NoSubstantiveCharge, pool, actions.transfer, STATE_ADMIN, nobody)
    refuses(
        NotForYourself,
        pool,
        actions.transfer,
        replace(STATE_ADMIN, person_id=state.officer),
        a_transfer(state),
    )
    other = an_actor(charge=a_charge(department="HFW", roles=frozenset({"department_admin"})))
    refuses(NotYourDepartment, pool, actions.transfer, other, a_transfer(state, staying=staying))

    assert holder_on(pool, state, "REV-SO-1", TOMORROW) == "CG100001"


def test_who_retires_works_to_the_end_of_the_last_day_and_no_longer(
    pool: Database, house: OpenOffice
) -> None:
    state = house.state
    with pool.transaction() as tx:
        actions.retire(tx, REVENUE_ADMIN, state.officer, "GAD/2", TODAY)
    signed = sign_in(house)

    follow(pool)
    with pool.transaction() as tx:
        actions.carry_out_due(tx)
        assert not directory.is_revoked(tx, signed.session.session_id, state.officer, NOW)
    after_midnight = NOW + timedelta(hours=13)
    with frozen(after_midnight):
        with pool.transaction() as tx:
            actions.carry_out_due(tx)
        with pytest.raises(SessionEnded):
            actions.refresh(house.desk, a_visitor(device=SERIAL), signed.refresh_token)
        follow(pool)
        with pool.transaction() as tx:
            assert directory.is_revoked(tx, signed.session.session_id, state.officer, NOW)
            assert directory.person(tx, state.officer).state == "LEFT"
            assert standing.find_charges_after(tx, state.officer, TODAY) == []
        refuses(PersonHasLeft, pool, actions.retire, STATE_ADMIN, state.officer, "GAD/3", TODAY)


def retires(pool: Database, state: State, number: str = "GAD/2", day: date = TOMORROW) -> UUID:
    with pool.transaction() as tx:
        return actions.retire(tx, REVENUE_ADMIN, state.officer, number, day)


def withdraws(pool: Database, order_id: UUID) -> None:
    with pool.transaction() as tx:
        actions.withdraw_order(tx, REVENUE_ADMIN, order_id)


def held(pool: Database, state: State) -> list[dict[str, Any]]:
    """What the officer holds, and who stands in for him: as it would be with nothing ordered about it."""
    with pool.transaction() as tx:
        return standing.find_charges_of_person(tx, state.officer) + standing.find_delegations(
            tx, state.officer, TODAY
        )


def test_a_retirement_that_is_withdrawn_leaves_every_charge_as_it_was(pool: Database, state: State) -> None:
    later = TODAY + timedelta(days=9)
    with pool.transaction() as tx:
        days = {"valid_from": TODAY, "valid_to": later}
        further = a_charge_of(state, "REV-US-1", "CG100001", kind=ChargeKind.ADDITIONAL_CHARGE, **days)
        actions.appoint(tx, SYSTEM, further)
        actions.end_charge(tx, SYSTEM, further.charge_id, "GAD/1", later - timedelta(days=1))
        soon = {"kind": ChargeKind.LOOK_AFTER, "valid_from": later}
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-COL-DMT", "CG100001", **soon))
        actions.delegate(tx, himself(state), a_delegation(state, valid_to=later))
        taken_back = a_delegation(state, valid_from=later, valid_to=later, person_id=state.people["CG100003"])
        actions.delegate(tx, himself(state), taken_back)
        actions.end_delegation(tx, himself(state), taken_back.charge_id)
    before = held(pool, state)

    order_id = retires(pool, state)
    assert held(pool, state) != before
    withdraws(pool, order_id)

    assert held(pool, state) == before
    assert holder_on(pool, state, "REV-SO-1", later) == "CG100001"
    assert holder_on(pool, state, "REV-COL-DMT", later) == "CG100001"
    with frozen(NOW + timedelta(days=2)), pool.transaction() as tx:
        actions.carry_out_due(tx)
        assert store.find_person(tx, state.officer)["state"] == "ACTIVE"


def test_what_comes_back_with_a_withdrawn_retirement_is_recorded(pool: Database, state: State) -> None:
    withdraws(pool, retires(pool, state))

    with pool.transaction() as tx:
        acts = [row["act"] for row in tx.fetch_all(queries.find_acts)]
    assert acts[-4:] == [
        "directory.person-retires",
        "directory.charge-ended",
        "directory.charge-restored",
        "organisation.order-withdrawn",
    ]


def test_what_another_order_ended_meanwhile_stays_ended(pool: Database, state: State) -> None:
    order_id = retires(pool, state)
    (charge,) = held(pool, state)
    with pool.transaction() as tx:
        actions.end_charge(tx, REVENUE_ADMIN, charge["charge_id"], "GAD/3", TODAY)

    withdraws(pool, order_id)

    (left,) = held(pool, state)
    assert (left["valid_to"], left["ended_by"]) == (TODAY, "GAD/3")


def test_a_retirement_is_not_withdrawn_when_another_holds_the_seat(pool: Database, state: State) -> None:
    order_id = retires(pool, state)
    successor = a_charge_of(state, "REV-SO-1", "CG100002", valid_from=TOMORROW + timedelta(days=1))
    with pool.transaction() as tx:
        actions.appoint(tx, SYSTEM, successor)
    before = held(pool, state)

    refuses(PostIsOccupied, pool, actions.withdraw_order, REVENUE_ADMIN, order_id)

    assert held(pool, state) == before
    with pool.transaction() as tx:
        actions.end_charge(tx, SYSTEM, successor.charge_id, "GAD/3")
    withdraws(pool, order_id)
    assert [each["valid_to"] for each in held(pool, state)] == [None]


def test_nobody_comes_back_to_a_post_that_is_not_there_any_more(pool: Database, state: State) -> None:
    (own,) = held(pool, state)
    with pool.transaction() as tx:
        actions.end_charge(tx, SYSTEM, own["charge_id"], "GAD/1", TODAY + timedelta(days=9))
    order_id = retires(pool, state)
    with pool.transaction() as tx:
        actions.save_posts(tx, SYSTEM, [replace(each, valid_to=TOMORROW) for each in POSTS[2:3]])

    refuses(PostNotThere, pool, actions.withdraw_order, REVENUE_ADMIN, order_id)


def test_one_retirement_waits_at_a_time(pool: Database, state: State) -> None:
    order_id = retires(pool, state)

    refuses(AlreadyRetiring, pool, actions.retire, REVENUE_ADMIN, state.officer, "GAD/3", TODAY)
    withdraws(pool, order_id)
    withdraws(pool, retires(pool, state, "GAD/4", TODAY))

    assert [(each["valid_to"], each["ended_by"]) for each in held(pool, state)] == [(None, None)]


def test_who_left_before_the_day_gets_nothing_back(pool: Database, state: State) -> None:
    with pool.transaction() as tx:
        soon = {"kind": ChargeKind.LOOK_AFTER, "valid_from": TOMORROW + timedelta(days=3)}
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-COL-DMT", "CG100001", **soon))
    order_id = retires(pool, state)
    with pool.transaction() as tx:
        employees.record_leaving(tx, SYSTEM, state.officer, "GAD/2")
    before = held(pool, state)

    with pool.transaction() as tx:
        actions.withdraw_order(tx, SYSTEM, order_id)

    assert held(pool, state) == before


def test_an_officer_delegates_his_post_for_a_time_and_takes_it_back(pool: Database, state: State) -> None:
    given = a_delegation(state, scope=Scope.READ)
    with pool.transaction() as tx:
        actions.delegate(tx, himself(state), given)
        (listed,) = actions.delegations(tx, himself(state))
        assert actions.delegate(tx, himself(state), a_delegation(state, scope=Scope.READ)) == given.charge_id
    assert (listed["charge_id"], listed["scope"]) == (given.charge_id, "READ")

    refuses(ChargeUnknown, pool, actions.end_delegation, an_actor(), given.charge_id)
    with pool.transaction() as tx:
        actions.end_delegation(tx, himself(state), given.charge_id)
        assert actions.delegations(tx, himself(state)) == []


def test_nobody_passes_on_what_is_not_his(pool: Database, state: State) -> None:
    second = an_actor(person_id=state.people["CG100002"])
    with pool.transaction() as tx:
        actions.delegate(tx, himself(state), a_delegation(state))
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-DS-1", "CG100002"))
    third = a_charge_of(
        state,
        "REV-SO-1",
        "CG100003",
        kind=ChargeKind.DELEGATED,
        for_person=state.people["CG100002"],
        valid_from=TODAY,
        valid_to=TOMORROW,
    )

    refuses(StandingInChained, pool, actions.delegate, second, third)
    refuses(NotAllowed, pool, actions.delegate, second, a_delegation(state))
    itself = a_delegation(state, person_id=state.officer)
    refuses(NotForYourself, pool, actions.delegate, himself(state), itself)
    of_state = replace(third, post_id=state.posts["REV-DS-1"])
    refuses(StatePost, pool, actions.delegate, second, of_state)


def test_nothing_is_delegated_to_who_is_suspended_or_has_left(pool: Database, state: State) -> None:
    colleague, delegation = state.people["CG100002"], a_delegation(state)

    for change, refusal in ((actions.suspend, PersonIsSuspended), (employees.record_leaving, PersonHasLeft)):
        with pool.transaction() as tx:
            change(tx, SYSTEM, colleague, "GAD/2")
        refuses(refusal, pool, actions.delegate, himself(state), delegation)


def test_a_charge_for_reading_opens_pages_and_does_nothing(
    pool: Database, state: State, tmp_path: Path
) -> None:
    lent = a_charge(
        scope="READ", kind="DELEGATED", for_person=state.officer, roles=frozenset({"state_admin"})
    )
    reader = an_actor(charge=lent, charges=(lent,))
    client = a_client("auth", pool, tmp_path / "edge", [api, pages])
    order = {"order_number": "GAD/4"}

    read = client.get("/v1/organisation/departments", actor=reader)
    act = client.post(f"/v1/people/{state.officer}/suspend", actor=reader, json=order)
    oneself = client.post("/v1/logout", actor=reader)

    assert (read.status_code, act.status_code, oneself.status_code) == (200, 403, 204)
    assert "for reading only" in act.json["title"]


def test_the_token_says_what_a_charge_allows(pool: Database, house: OpenOffice, tmp_path: Path) -> None:
    state = house.state
    with pool.transaction() as tx:
        link = {"kind": ChargeKind.LINK_OFFICER, "for_person": state.people["CG100002"], "scope": Scope.READ}
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-US-1", "CG100002"))
        days = {"valid_from": TODAY, "valid_to": TOMORROW}
        actions.appoint(tx, SYSTEM, a_charge_of(state, "REV-US-1", "CG100001", **link, **days))

    claims: Claims = Verifier(tmp_path / "keys.json").claims_of(sign_in(house).access_token)

    assert {charge.kind: charge.scope for charge in claims.charges} == {
        "SUBSTANTIVE": "ACT",
        "LINK_OFFICER": "READ",
    }
    payload = claims.payload()
    for charge in payload["charges"]:
        del charge["scope"]
    of_before = Claims.from_payload(payload)
    around = Circumstances(zone=an_actor().zone, device_id=SERIAL)
    acting = actor_from(of_before, around).charge
    assert acting is not None
    assert not acting.reads_only


def test_access_is_counted_by_rank_and_department_on_any_day(pool: Database, state: State) -> None:
    with pool.transaction() as tx:
        actions.grant_access(tx, SYSTEM, state.posts["REV-DS-1"], "G/2", TOMORROW, TOMORROW)
        today, later = (actions.grants_report(tx, STATE_ADMIN, day) for day in (TODAY, TOMORROW))
        before = actions.grants_report(tx, STATE_ADMIN, SINCE - timedelta(days=1))
        of_health = an_actor(charge=a_charge(department="HFW", roles=frozenset({"department_admin"})))
        elsewhere = actions.grants_report(tx, of_health, TODAY)
        page = actions.grants_on(tx, REVENUE_ADMIN, TOMORROW, {"rank": "DEPUTY_SECRETARY"})

    assert (today["whole"]["granted"], today["below"]["granted"]) == (1, 1)
    assert (later["whole"]["granted"], later["below"]["granted"]) == (2, 1)
    assert before["whole"] == elsewhere["whole"] == {"posts": 0, "granted": 0, "holders": 0}
    assert [(row["rank"], row["granted"], row["posts"]) for row in later["by_rank"]] == [
        ("COLLECTOR", 0, 1),
        ("DEPUTY_SECRETARY", 1, 1),
        ("UNDER_SECRETARY", 0, 1),
        ("SECTION_OFFICER", 1, 1),
    ]
    assert [each["post_code"] for each in page["items"]] == ["REV-DS-1"]
