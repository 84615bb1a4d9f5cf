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
from kernel.languages import translate
from services.public import actions, schemas
from services.public.domain.case import Nature
from services.public.domain.centres import SlipIsPrinted
from services.public.domain.draft import in_groups
from services.public.domain.refusals import CodeWrong
from services.public.domain.squares import qr_of
from services.public.domain.timeline import WORDS_OF_NATURE
from services.public.pages.room import page, pages, wrong
from services.public.pages.snippets import home_of

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
    choices: dict[str, Any] = {"departments": actions.departments(tx), "areas": actions.areas(tx)}
    return page("centre_file.html", kinds=kinds, values={"language": "hi"}, **choices)


@pages.post("/centre/file", may="centre.file", takes=schemas.HandInForm, form=hand_in_form)
def hand_in(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Register it and go on to the slip, or have a code sent and go on to where it is entered."""
    if body.pop("by") == "CODE":
        return Redirect(f"/centre/filings/{actions.take_down(tx, actor, call.context, body)}")
    return _to_slip(call, actions.hand_in_with_slip(tx, actor, call.context, body))


@pages.get("/centre/filings/{filing_id:uuid}", may="centre.file")
def confirm_form(tx: Transaction, actor: Actor, call: Call, filing_id: UUID) -> Page:
    """Where the code is entered that the citizen tells."""
    return page("centre_confirm.html", **_waiting(tx, actor, call, filing_id))


@pages.post("/centre/filings/{filing_id:uuid}", may="centre.file", takes=schemas.CodeForm, form=confirm_form)
def confirm(
    tx: Transaction, actor: Actor, call: Call, filing_id: UUID, body: dict[str, Any]
) -> Page | Redirect:
    """Register what waits for the code; a wrong try counts."""
    case = actions.confirm_at_centre(tx, actor, call.context, filing_id, body["code"])
    if case is None:
        sentence = translate(CodeWrong.text, call.language, "public")
        return wrong("centre_confirm.html", "code", sentence, **_waiting(tx, actor, call, filing_id))
    return Redirect(f"/centre/registered/{case.number}")


@pages.post(
    "/centre/filings/{filing_id:uuid}/code", may="centre.file", takes=schemas.ButtonForm, form=confirm_form
)
def send_code_again(tx: Transaction, actor: Actor, call: Call, filing_id: UUID) -> Redirect:
    """Another code for what waits here."""
    actions.send_code_again(tx, actor, call.context, filing_id)
    return Redirect(f"/centre/filings/{filing_id}?again=yes")


@pages.get("/centre/registered/{number}", may="centre.file")
def registered(tx: Transaction, actor: Actor, number: str) -> Page:
    """Number and dates of what this centre handed in, to print for the citizen."""
    return page("centre_registered.html", **actions.handed_in_facts(tx, actor, number))


@pages.get("/centre/slip", may="centre.file")
def slip_form() -> Page:
    """Where a replacement is asked for."""
    return page("centre_slip_again.html")


@pages.post("/centre/slip", may="centre.file", takes=schemas.SlipForm, form=slip_form)
def replace_slip(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Another slip; the old one ends."""
    return _to_slip(call, actions.give_slip(tx, actor, call.context, body))


@pages.get("/centre/slips/{case_id:uuid}", may="centre.file")
def slip(tx: Transaction, actor: Actor, call: Call, case_id: UUID) -> Page:
    """The slip to print, at its centre; its code is known for ten minutes and to this browser alone."""
    facts, code = actions.slip_facts(tx, actor, case_id), _code_of(call, case_id)
    return page("centre_slip.html", **facts, code=code, address=_where_entered(call))


@pages.get("/centre/slips/{case_id:uuid}/slip.pdf", may="centre.file")
def printed_slip(actor: Actor, call: Call, case_id: UUID) -> Download:
    """The slip as a paper of A5; it is made after the transaction, for it takes a moment."""
    code = _code_of(call, case_id)
    with call.context.database.transaction(correlation_id=call.correlation_id) as tx:
        shown = actions.slip_to_print(tx, actor, case_id)
    number, address = shown["case"].number, _where_entered(call)
    square = qr_of(f"{address}?number={number}")
    html = pages.render(call, "printed_slip.html", {**shown, **square, "address": address, "code": code})
    content = printing.pdf(html)
    return Download([content], "application/pdf", f"{number}-slip.pdf", len(content))


def _waiting(tx: Transaction, actor: Actor, call: Call, filing_id: UUID) -> dict[str, Any]:
    mobile_end = actions.waiting_filing(tx, actor, call.context, filing_id).mobile_end
    again = call.request.get_param("again") == "yes"
    return {"filing_id": filing_id, "mobile_end": mobile_end, "again": again}


def _where_entered(call: Call) -> str:
    """Where citizens enter the code of a slip."""
    return f"{home_of(call)}/track/enter"


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
