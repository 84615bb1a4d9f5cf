"""Who holds what: transfers, retirement, delegation, and who has access to the secure network."""

from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.identity import Actor
from services.auth import actions, schemas
from services.auth.api.room import Body, api
from services.auth.domain import Charge, ChargeKind
from services.auth.schemas import postings as shapes


@api.get("/v1/grants", query=shapes.GrantSearch, gives=shapes.GrantsHeld, may="grants.report")
def grants(tx: Transaction, actor: Actor, query: Body) -> Any:
    """Posts that have secure-network access today, or as of a day."""
    return actions.grants_on(tx, actor, query["on"] or clock.local_date(tx.now), query)


@api.get("/v1/grants/report", query=shapes.GrantSearch, gives=shapes.GrantsReport, may="grants.report")
def grants_report(tx: Transaction, actor: Actor, query: Body) -> Any:
    """How many posts and people have secure-network access, by rank and by department."""
    return actions.grants_report(tx, actor, query["on"] or clock.local_date(tx.now))


@api.post(
    "/v1/transfers", takes=shapes.TransferOrder, gives=schemas.Appointed, may="directory.appoint", status=201
)
def transfer(tx: Transaction, actor: Actor, body: Body) -> Any:
    """Transfer an officer by one order: out at the end of a day, in on the next."""
    decided = {name: frozenset(body[name]) for name in ("ending", "staying")}
    return {"charge_id": actions.transfer(tx, actor, actions.Transfer(**{**body, **decided}))}


@api.post(
    "/v1/people/{person_id:uuid}/retire",
    takes=shapes.Retirement,
    gives=shapes.RetirementKept,
    may="directory.appoint",
    fresh=True,
    status=201,
)
def retire(tx: Transaction, actor: Actor, person_id: UUID, body: Body) -> Any:
    """Let an employee leave at the end of a last day; sessions and login end then, or at once if it is over."""
    return {"order_id": actions.retire(tx, actor, person_id, **body)}


@api.post(
    "/v1/delegations",
    takes=shapes.Delegation,
    gives=schemas.Appointed,
    may="charges.delegate",
    fresh=True,
    status=201,
)
def delegate(tx: Transaction, actor: Actor, body: Body) -> Any:
    """Let somebody act for your post, or read what lies there, for a time."""
    return {"charge_id": actions.delegate(tx, actor, delegation_of(actor, body))}


@api.post("/v1/delegations/{charge_id:uuid}/end", may="charges.delegate")
def end_delegation(tx: Transaction, actor: Actor, charge_id: UUID) -> None:
    """Take back at once what you delegated."""
    actions.end_delegation(tx, actor, charge_id)


def delegation_of(actor: Actor, body: Body) -> Charge:
    """A delegation by the *actor* in his own name."""
    own: dict[str, Any] = {"kind": ChargeKind.DELEGATED, "for_person": actor.person_id}
    return Charge(charge_id=clock.new_id(), **own, **body)
