"""The cases' part of a charge report."""

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page
from kernel.identity import Actor
from services.public.actions.handover import handover
from services.public.pages.room import page, pages


@pages.fragment("/desk", "handover", may="cases.handover")
def handover_part(tx: Transaction, actor: Actor, call: Call) -> Page:
    """How many cases lie with the posts that an officer leaves."""
    staff_uid = call.request.get_param("of") or actor.staff_uid or ""
    return page("_handover.html", **handover(tx, actor, staff_uid))
