"""The part of a charge report about work from home."""

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page
from kernel.identity import Actor
from services.wfh.actions.handover import handover
from services.wfh.pages.room import pages, worded


@pages.fragment("/wfh", "handover", may="wfh.handover")
def handover_part(tx: Transaction, actor: Actor, call: Call) -> Page:
    """Decisions that wait at the posts that an officer leaves, and his own days ahead."""
    staff_uid = call.request.get_param("of") or actor.staff_uid or ""
    return worded("_handover.html", **handover(tx, actor, staff_uid))
