"""Appeals before the appellate officer: the oldest first, each with its decision."""

from typing import Any
from uuid import UUID

from kernel.clock import local_date
from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.public import actions, schemas
from services.public.pages.desk import desk_page
from services.public.pages.room import pages


@pages.get("/desk/appeals", query=schemas.AppealsShown, may="appeals.hear")
def appeals(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """The appeals before the acting post, the oldest first."""
    found = actions.open_appeals(tx, actor, query["after"], query["limit"])
    after = schemas.next_of(found, query["limit"])
    return desk_page(
        "desk_appeals.html",
        appeals=found,
        cases=actions.cases_of_appeals(tx, found),
        next_url=f"/desk/appeals?after={after}" if after else "",
        done=query["done"],
        today=local_date(tx.now),
    )


@pages.get("/desk/appeals/{appeal_id:uuid}", may="appeals.hear", reading=False)
def appeal(tx: Transaction, actor: Actor, appeal_id: UUID) -> Page:
    """An appeal and its form of decision."""
    shown = actions.open_appeal_page(tx, actor, appeal_id)
    return desk_page("desk_appeal.html", today=local_date(tx.now), **shown)


@pages.post("/desk/appeals/{appeal_id:uuid}", may="appeals.hear", takes=schemas.DecideForm, form=appeal)
def decide(tx: Transaction, actor: Actor, call: Call, appeal_id: UUID, body: dict[str, Any]) -> Redirect:
    """Accept the appeal, so that the department acts again, or close the matter."""
    decided = actions.decide_appeal(tx, actor, call.context, appeal_id, body)
    return Redirect(f"/desk/appeals?done={decided.number}")
