"""Pages: what an employee was told, and the alarms that operators watch."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from kernel import directory
from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Bars, OperationsPart, Page, Pages, Redirect, show_operations
from kernel.identity import Actor
from kernel.languages import _, translate
from services.notify import access, actions, schemas
from services.notify.domain import FAILED, AlarmKind, Channel, State, place_of

NEW_AT_ONCE = 50
EARLIER_AT_ONCE = 20
ON_A_CARD = 5
ALARMS = {
    AlarmKind.POST_VACANT: _("Nobody holds this post"),
    AlarmKind.ABSENT_WITHOUT_LINK_OFFICER: _("The holder is absent and nobody stands in"),
    AlarmKind.NOBODY_ABOVE: _("There is nobody above this post either"),
}

CHANNELS = {
    Channel.SMS: _("Short message"),
    Channel.EMAIL: _("E-mail"),
    Channel.NOTICE: _("Notice"),
}
STATES = {
    State.CREATED: _("to be sent"),
    State.SENDING: _("being sent"),
    State.SENT: _("sent"),
    State.DELIVERED: _("delivered"),
    State.TEMPORARY_FAILURE: _("failed, will be tried again"),
    State.PERMANENT_FAILURE: _("failed for good"),
    State.TECHNICAL_FAILURE: _("given up"),
    State.CANCELLED: _("cancelled"),
}
SERIES = {
    "deliveries-done": _("Deliveries of the last hour that arrived or are under way"),
    "deliveries-failed": _("Deliveries of the last hour that failed"),
}

pages = Pages("notify", policy=access.POLICY)


@pages.get("/notify/notices", query=schemas.NoticesShown, may="notify.read-own")
def notices(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """My notices: what is new first, then the earlier ones, page by page."""
    nothing: dict[str, Any] = {"items": [], "next": None}
    new = earlier = nothing
    if not query["after"]:
        new = actions.notices(tx, actor, query["new_after"], NEW_AT_ONCE, unread=True)
    if not new["next"]:
        earlier = actions.notices(tx, actor, query["after"], EARLIER_AT_ONCE, unread=False)
    shown = {"new": new, "earlier": earlier} | _counted(tx, actor)
    return Page("notices.html", shown | {"place_of": place_of, "on_first_page": not any(query.values())})


@pages.post("/notify/notices/read", takes=schemas.ReadAll, may="notify.read-own")
def read_all(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Mark everything that I was shown as read."""
    actions.read_all(tx, actor, body["until"], body["told_until"])
    return Redirect("/notify/notices")


@pages.post("/notify/notices/{message_id:uuid}/read", takes=schemas.NoticeRead, may="notify.read-own")
def read(tx: Transaction, actor: Actor, message_id: UUID, body: dict[str, Any]) -> Redirect:
    """Mark a notice as read, and open what it is about if asked to."""
    about = actions.read(tx, actor, message_id)
    place = place_of(*about) if body["then"] == "open" else None
    return Redirect(place or "/notify/notices")


@pages.fragment("/notify", "notices", may="notify.read-own")
def card(tx: Transaction, actor: Actor) -> Page:
    """The newest of what I have not read, for the home page and for refreshing it."""
    new = actions.notices(tx, actor, None, ON_A_CARD, unread=True)
    return Page("_notices.html", {"new": new} | _counted(tx, actor))


@pages.get("/notify/alarms", query=schemas.AlarmSearch, may="notify.operate")
def alarms(tx: Transaction, query: dict[str, Any]) -> Page:
    """Vacant posts and absent officers that messages met."""
    found = actions.alarms(tx, query)
    named = {row[column] for row in found["items"] for column in ("post_id", "up_post") if row[column]}
    posts = directory.posts_by_id(tx, named)
    return Page("alarms.html", {"alarms": found, "posts": posts, "kinds": ALARMS, "only_open": query["open"]})


def _counted(tx: Transaction, actor: Actor) -> dict[str, Any]:
    """How many notices are unread, and a sign behind the number where they may be more."""
    unread = actions.count_unread(tx, actor)
    return {"unread": unread, "more": "+" if unread == actions.MOST_UNREAD else ""}


def _deliveries(tx: Transaction, call: Call) -> Iterator[Bars]:
    def said(text: str) -> str:
        return translate(text, call.language, "notify")

    for caption, back in (
        (_("Deliveries of the last hour"), timedelta(hours=1)),
        (_("Deliveries of the last day"), timedelta(days=1)),
    ):
        rows = actions.count_deliveries(tx, back)
        yield Bars(
            caption,
            [
                (
                    f"{said(CHANNELS[row['channel']])}: {said(STATES[row['state']])}",
                    row["deliveries"],
                    row["state"] in FAILED,
                )
                for row in rows
            ],
        )


show_operations(pages, "/notify", OperationsPart(_("Messages"), _deliveries, SERIES))
