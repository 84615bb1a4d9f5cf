"""The card of the home page: where I work today, what is left, and what waits for me."""

from kernel.database import Transaction
from kernel.edge.pages import Page
from kernel.identity import Actor, Zone
from services.wfh import actions
from services.wfh.pages.room import pages, worded


@pages.fragment("/wfh", "today", may="wfh.read")
def today(tx: Transaction, actor: Actor) -> Page:
    """Where I work today."""
    may_decide_here = actor.zone.level >= Zone.VPN.level
    return worded("_today.html", **actions.my_today(tx, actor), may_decide_here=may_decide_here)
