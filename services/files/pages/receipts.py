"""A receipt: what it is, where it was, and what its desk does with it."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.files import access, actions, schemas, store
from services.files.actions.limits import desk_clock
from services.files.domain import DEFAULT_HEAD, Receipt, ReceiptState
from services.files.pages.naming import Names, names_of
from services.files.pages.room import done_of, due, elsewhere, page, pages

RECEIPT = "/files/receipts/{receipt_id:uuid}"


@pages.get(RECEIPT, may="files.read", reading=False)
def receipt(tx: Transaction, actor: Actor, call: Call, receipt_id: UUID) -> Page | Redirect:
    """A receipt with its papers and its way."""
    other = elsewhere(call, actor, store.desks_of_receipt(tx, receipt_id))
    if other:
        return other
    shown = _shown(tx, actor, receipt_id)
    return page("receipt.html", actor, **shown, done=done_of(call.request.params))


@pages.get(RECEIPT + "/mark", may="files.write", reading=False)
def mark_form(tx: Transaction, actor: Actor, receipt_id: UUID) -> Page:
    """To whom the receipt shall go."""
    shown = _shown(tx, actor, receipt_id)
    return page("receipt_mark.html", actor, **shown, desks=actions.desks_to_send_to(tx, actor))


@pages.post(RECEIPT + "/mark", takes=schemas.MarkForm, may="files.write", form=mark_form)
def mark(tx: Transaction, actor: Actor, receipt_id: UUID, body: dict[str, Any]) -> Redirect:
    """Mark the receipt to another desk."""
    actions.mark(tx, actor, receipt_id, actions.chosen_desk(tx, actor, body["to"]))
    return Redirect("/files/inbox?done=marked")


@pages.get(RECEIPT + "/put-up", may="files.write", reading=False)
def put_up_form(tx: Transaction, actor: Actor, receipt_id: UUID) -> Page:
    """A note to begin with, on a new file or on one that lies here."""
    shown = _shown(tx, actor, receipt_id)
    files = actions.files_to_put_on(tx, actor, shown["receipt"])
    values = {"head": DEFAULT_HEAD, "subject": shown["receipt"].subject}
    listed = [(file["file_id"], f"{file['number']} – {file['subject']}") for file in files]
    return page("receipt_put_up.html", actor, **shown, files_offered=listed, values=values)


@pages.post(RECEIPT + "/put-up", takes=schemas.PutUpForm, may="files.write", form=put_up_form)
def put_up(tx: Transaction, actor: Actor, receipt_id: UUID, body: dict[str, Any]) -> Redirect:
    """Put the receipt up with a note."""
    if body["file_id"]:
        file = actions.put_on_file(tx, actor, receipt_id, body["file_id"], body["note"])
    else:
        how = actions.PutUp(body["note"], body["subject"] or None, body["head"])
        file = actions.put_up(tx, actor, receipt_id, how)
    return Redirect(f"/files/files/{file.file_id}?post={actor.post_id}&done=put-up")


def _shown(tx: Transaction, actor: Actor, receipt_id: UUID) -> dict[str, Any]:
    view = actions.read_receipt(tx, actor, receipt_id)
    found: Receipt = view["receipt"]
    loose = found.state is ReceiptState.MARKED
    return {
        **view,
        "names": _names(tx, actor, view),
        "waits": due(desk_clock(tx, actor), found.marked_at) if loose else None,
        "may_act": loose and access.may_act_on_receipt(actor, found).allowed,
    }


def _names(tx: Transaction, actor: Actor, view: dict[str, Any]) -> Names:
    ways = view["markings"]
    posts = [way[end] for way in ways for end in ("from_post", "to_post")]
    people = [way[who] for way in ways for who in ("by_person", "for_person")]
    return names_of(tx, actor.language, [*posts, view["receipt"].marked_to, actor.post_id], people)
