"""The desks' part of a charge report."""

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page
from kernel.identity import Actor
from services.files.actions.handover import handover
from services.files.pages.room import page, pages


@pages.fragment("/files", "handover", may="files.handover", reading=False)
def handover_part(tx: Transaction, actor: Actor, call: Call) -> Page:
    """What lies at the desks that an officer leaves."""
    staff_uid = call.request.get_param("of") or actor.staff_uid or ""
    return page("_handover.html", actor, **handover(tx, actor, staff_uid))
