"""The pages of a centre's operators: hand in for a citizen, print the slip, see what was handed in."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from uuid import UUID

from kernel import printing
from kernel.database import Transaction
from kernel.edge.http import Call, Download
from kernel.edge.http.callers import cookie_of
from kernel.edge.pages import Cookie, Page, Redirect
from kernel.identity import Actor
from services.public import actions, schemas
from services.public.domain.case import Nature
from services.public.domain.centres import SlipIsPrinted
from services.public.domain.draft import in_groups
from services.public.domain.squares import qr_of
from services.public.domain.timeline import WORDS_OF_NATURE
from services.public.pages.room import page, pages

SLIP_COOKIE = "slip"
_SHOWN_SECONDS = 600


@pages.get("/centre", query=schemas.CentreList, may="centre.read")
def centre(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """The register of the centre, today's or the month's; numbers, dates and states alone."""
    month = query["of"] == "month"
    return page("centre.html", **actions.handed_in(tx, actor, month=month, after=query["after"]))


@pages.get("/centre/file", may="centre.file")
def hand_in_form(tx: Transaction) -> Page:
    """All questions on one page, for somebody who fills it in many times a day."""
    kinds = [(each, WORDS_OF_NATURE[each]) for each in Nature if each is not Nature.SERVICE]
    return page("centre_file.html", departments=actions.departments(tx), areas=actions.areas(tx), kinds=kinds)


@pages.post("/centre/file", may="centre.file", takes=schemas.HandInForm, form=hand_in_form)
def hand_in(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Register it and go on to the slip."""
    return _to_slip(call, actions.hand_in(tx, actor, call.context, {**body, "language": call.language}))


@pages.get("/centre/slip", may="centre.file")
def slip_form() -> Page:
    """Where a replacement is asked for."""
    return page("centre_slip_again.html")


@pages.post("/centre/slip", may="centre.file", takes=schemas.SlipForm, form=slip_form)
def replace_slip(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Another slip; the old one ends."""
    return _to_slip(call, actions.replace_slip(tx, actor, call.context, body))


@pages.get("/centre/slips/{case_id:uuid}", may="centre.file")
def slip(tx: Transaction, call: Call, case_id: UUID) -> Page:
    """The slip to print; its code is known for ten minutes and to this browser alone."""
    return page("centre_slip.html", **actions.slip_facts(tx, case_id), code=_code_of(call, case_id))


@pages.get("/centre/slips/{case_id:uuid}/slip.pdf", may="centre.file")
def printed_slip(actor: Actor, call: Call, case_id: UUID) -> Download:
    """The slip as a paper of A5; it is made after the transaction, for it takes a moment."""
    code = _code_of(call, case_id)
    with call.context.database.transaction(correlation_id=call.correlation_id) as tx:
        shown = actions.slip_to_print(tx, actor, case_id)
    number = shown["case"].number
    address = f"{call.request.forwarded_prefix}/track?number={number}"
    html = pages.render(
        call, "printed_slip.html", {**shown, **qr_of(address), "address": address, "code": code}
    )
    content = printing.pdf(html)
    return Download([content], "application/pdf", f"{number}-slip.pdf", len(content))


def _to_slip(call: Call, given: actions.Slip) -> Redirect:
    sealed = call.context.sealing.wrap(f"{given.case_id} {given.code}".encode())
    kept = Cookie(SLIP_COOKIE, urlsafe_b64encode(sealed).decode(), _SHOWN_SECONDS, "/centre/slips")
    return Redirect(f"/centre/slips/{given.case_id}", [kept])


def _code_of(call: Call, case_id: UUID) -> str:
    try:
        sealed = urlsafe_b64decode(cookie_of(call.request, SLIP_COOKIE))
        named, code = call.context.sealing.unwrap(sealed).decode().split()
    except Exception:  # noqa: BLE001 - whatever is wrong with a cookie, it is not ours
        raise SlipIsPrinted from None
    if named != str(case_id):
        raise SlipIsPrinted
    return in_groups(code)
