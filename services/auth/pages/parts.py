"""The part of the home page that says who is at work."""

from kernel.edge.http import Call
from kernel.edge.pages import Page
from kernel.identity import Actor
from kernel.ui.furniture import ways
from services.auth.pages.room import page, pages

PAGES_OF_PARTS = ("/home", "/ops", "/handover")


@pages.fragment("/staff", "me", may="auth.own", signed_out="part_signed_out.html")
def who_is_at_work(actor: Actor, call: Call) -> Page:
    """The officer's name, the acting post, for whom, and the ways to the rooms."""
    at = call.request.get_param("at")
    path = at if at in PAGES_OF_PARTS else "/home"
    return page("part_me.html", ways=ways(actor, path), request_path=path)
