"""One inbox over all charges, its export, and the card of the home page."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

from kernel.database import Transaction
from kernel.edge.http import Call, Download
from kernel.edge.pages import Page, day_in, moment_in
from kernel.identity import Actor, Zone
from kernel.languages import _, translate
from services.files import access, actions, schemas
from services.files.actions.all_desks import LARGEST_EXPORT
from services.files.pages.naming import Names, names_of
from services.files.pages.room import done_of, page, pages
from services.files.pages.words import GRADES, KINDS, PRIORITIES
from services.files.store import Sort, Wish

INBOX = "/files/inbox"
_BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes what begins so for a formula, also after a blank.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_HEADS = (
    _("Number"),
    _("Kind"),
    _("Subject"),
    _("Desk"),
    _("Grade"),
    _("Urgency"),
    _("Came on"),
    _("Due on"),
    _("Days waited"),
    _("Read"),
)
_YES, _NO = _("yes"), _("no")


@pages.get(INBOX, query=schemas.InboxPage, may="files.count", reading=False)
def inbox(tx: Transaction, actor: Actor, call: Call, query: dict[str, Any]) -> Page:
    """What waits at all desks of the officer; from the internet only how much."""
    if actor.zone is Zone.INTERNET:
        return page("inbox_from_internet.html", actor, waiting=actions.waiting_over_all(tx, actor))
    found = actions.whole_inbox(tx, actor, _wish(query), (query["after"], schemas.LINES_OF_A_LIST))
    names = _names(tx, actor, found)
    return page(
        "inbox.html",
        actor,
        **found,
        names=names,
        chips=_chips(query, found["desks"], names),
        query=query,
        values=query,
        next_url=_address(query, after=_cursor(found["next"])),
        first_url=_address(query) if query["after"] else "",
        export_url=_address(query, INBOX + ".csv"),
        filtered=any(query[name] for name in ("kind", "unread", "overdue", "search")),
        may_diarise=access.POLICY["files.diarise"](actor).allowed,
        done=done_of(call.request.params),
    )


@pages.get(INBOX + ".csv", query=schemas.InboxPage, may="files.count", reading=False)
def export(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Download:
    """The same list for a spreadsheet."""
    found = actions.whole_inbox(tx, actor, _wish(query), (None, LARGEST_EXPORT))
    names = _names(tx, actor, found)
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow([translate(head, actor.language, "files") for head in _HEADS])
    writer.writerows([map(harmless, _cells(item, names)) for item in found["items"]])
    content = (_BYTE_ORDER_MARK + lines.getvalue()).encode()
    return Download([content], "text/csv; charset=utf-8", "inbox.csv", len(content))


@pages.fragment("/files", "inbox", may="files.count")
def card(tx: Transaction, actor: Actor) -> Page:
    """How much waits and what is most urgent, for the home page; from the internet and without a grant only how much."""
    if not actions.sees_a_desk(actor):
        waiting, online = actions.waiting_over_all(tx, actor), actor.zone is Zone.INTERNET
        return page("_inbox_from_internet.html", actor, waiting=waiting, online=online)
    found = actions.inbox_card(tx, actor)
    return page("_inbox.html", actor, **found, names=_names(tx, actor, found))


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def _wish(query: dict[str, Any]) -> Wish:
    return Wish(
        post=query["post"],
        kind=query["kind"],
        unread=query["unread"],
        overdue=query["overdue"],
        search=query["search"],
        sort=Sort(query["sort"]),
    )


def _names(tx: Transaction, actor: Actor, found: dict[str, Any]) -> Names:
    charges = [desk.charge for desk in found["desks"]]
    posts = [charge.post_id for charge in charges]
    return names_of(tx, actor.language, posts, [charge.for_person for charge in charges])


def _chips(query: dict[str, Any], desks: list[actions.DeskView], names: Names) -> list[dict[str, Any]]:
    every = sum(desk.waiting for desk in desks)
    all_of_them = {"href": _address(query, post=""), "code": "", "count": every, "current": not query["post"]}
    return [all_of_them, *(_chip(query, desk, names) for desk in desks)]


def _chip(query: dict[str, Any], desk: actions.DeskView, names: Names) -> dict[str, Any]:
    return {
        "href": _address(query, post=desk.post_id),
        "code": names.code(desk.post_id),
        "title": names.post(desk.post_id),
        "instead_of": names.person(desk.charge.for_person),
        "count": desk.waiting,
        "open": desk.seeing.allowed,
        "current": query["post"] == desk.post_id,
    }


def _address(query: dict[str, Any], path: str = INBOX, **changed: Any) -> str:
    wanted = {**query, "after": None, **changed}
    if "after" in changed and not changed["after"]:
        return ""
    plain = {name: "true" if value is True else value for name, value in wanted.items()}
    said = {name: str(value) for name, value in plain.items() if value and value != "oldest"}
    return f"{path}?{urlencode(said)}" if said else path


def _cursor(place: Any) -> str:
    return f"{place[0]}~{place[1]}" if place else ""


def _cells(item: dict[str, Any], names: Names) -> list[str]:
    def word(sentence: str) -> str:
        return translate(sentence, names.language, "files")

    return [
        item["number"],
        word(KINDS[item["kind"]]),
        item["subject"],
        f"{names.post(item['post_id'])} ({names.code(item['post_id'])})",
        word(GRADES[item["grade"]]),
        word(PRIORITIES[item["priority"]]),
        moment_in(item["since"], names.language),
        day_in(item["due"], names.language) if item["due"] else "",
        str(item["days_waited"]),
        word(_YES if item["seen"] else _NO),
    ]
