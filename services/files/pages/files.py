"""A file: its note sheet, correspondence, drafts and way, and what the desk that holds it does."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.files import access, actions, schemas, store
from services.files.actions.limits import desk_clock
from services.files.domain import File, FileState, Note, NoteState
from services.files.pages.naming import Names, names_of
from services.files.pages.paragraphs import entries
from services.files.pages.room import done_of, due, elsewhere, offered, onwards, page, pages
from services.files.pages.words import PRIORITIES

FILE = "/files/files/{file_id:uuid}"


@pages.get(FILE, may="files.read", reading=False)
def file(tx: Transaction, actor: Actor, call: Call, file_id: UUID) -> Page | Redirect:
    """A file with all that lies on it, and the box for the next note."""
    other = elsewhere(call, actor, store.desks_of_file(tx, file_id))
    if other:
        return other
    shown = file_shown(tx, actor, file_id)
    return page(
        "file.html",
        actor,
        **shown,
        yellow=_yellow(shown["notes"]),
        priorities_offered=offered(PRIORITIES, actor),
        desks=actions.desks_to_send_to(tx, actor) if shown["may"]["act"] else [],
        done=done_of(call.request.params),
    )


@pages.post(FILE, takes=schemas.SheetForm, may="files.write", form=file)
def act(tx: Transaction, actor: Actor, file_id: UUID, body: dict[str, Any]) -> Redirect:
    """Keep what stands in the note's box; send the file with it if that was wanted."""
    # Who sends a file on without a word of their own has nothing to keep.
    if body["body"] or body["act"] == "save" or store.find_yellow_note(tx, file_id):
        actions.keep_note(tx, actor, file_id, body["body"], body["read_at"])
    if body["act"] == "save":
        return onwards(actor, f"/files/files/{file_id}", "saved")
    desk = actions.chosen_desk(tx, actor, body["to"])
    actions.forward(tx, actor, file_id, actions.Onward(desk, body["remark"], body["priority"]))
    return Redirect("/files/inbox?done=sent")


@pages.post(FILE + "/pull-back", takes=schemas.ButtonForm, may="files.write", form=file)
def pull_back(tx: Transaction, actor: Actor, file_id: UUID) -> Redirect:
    """Take back a file that the addressee has not opened."""
    actions.pull_back(tx, actor, file_id)
    return onwards(actor, f"/files/files/{file_id}", "pulled-back")


@pages.post(FILE + "/close", takes=schemas.ButtonForm, may="files.write", form=file)
def close(tx: Transaction, actor: Actor, file_id: UUID) -> Redirect:
    """Close the file."""
    actions.close(tx, actor, file_id)
    return onwards(actor, f"/files/files/{file_id}", "closed")


@pages.post(FILE + "/reopen", takes=schemas.ButtonForm, may="files.write", form=file)
def reopen(tx: Transaction, actor: Actor, file_id: UUID) -> Redirect:
    """Put a closed file to work again."""
    actions.reopen(tx, actor, file_id)
    return onwards(actor, f"/files/files/{file_id}", "reopened")


@pages.get(FILE + "/print", may="files.read", reading=False)
def note_sheet(tx: Transaction, actor: Actor, file_id: UUID) -> Page:
    """The note sheet as it is printed: what went out with the file, and the list of papers."""
    shown = file_shown(tx, actor, file_id)
    return page("note_sheet.html", actor, **shown, printed_at=tx.now)


def file_shown(tx: Transaction, actor: Actor, file_id: UUID) -> dict[str, Any]:
    """What several pages show of a file, and what the acting desk may do with it."""
    view = actions.read_file(tx, actor, file_id)
    found: File = view["file"]
    places = {document["place"]: document["document_id"] for document in view["documents"]}
    is_open = found.state is FileState.OPEN
    return {
        **view,
        "entries": entries(view["notes"], places),
        "places": places,
        "receipts": store.find_receipts_of_file(tx, file_id),
        "names": _names(tx, actor, view),
        "waits": due(desk_clock(tx, actor), found.held_since) if is_open else None,
        "may": may(tx, actor, found),
    }


def may(tx: Transaction, actor: Actor, found: File) -> dict[str, bool]:
    """What the acting desk may do with a file; the acts themselves decide again."""
    is_open = found.state is FileState.OPEN
    holds = is_open and access.may_act_on_file(actor, found).allowed
    closes = access.may_close(actor, found, actions.opener_of(tx, found)).allowed
    sent_last = found.sent_from == actor.post_id and found.seen_at is None
    return {
        "act": holds,
        "approve": holds and access.may_approve(actor).allowed,
        "close": holds and closes,
        "reopen": not is_open and closes,
        "pull_back": is_open and sent_last,
        "regrade": holds and access.POLICY["files.grade"](actor).allowed,
    }


def _yellow(notes: list[Note]) -> Note | None:
    return next((note for note in notes if note.state is NoteState.YELLOW), None)


def _names(tx: Transaction, actor: Actor, view: dict[str, Any]) -> Names:
    found: File = view["file"]
    signed = [*view["notes"], *(version for draft in view["drafts"] for version in draft.versions)]
    posts = [found.holder_post, found.opened_by_post, actor.post_id]
    posts += [each.author_post for each in signed] + [each["issued_post"] for each in view["dispatches"]]
    posts += [way[end] for way in view["movements"] for end in ("from_post", "to_post")]
    posts += [draft.approved_post for draft in view["drafts"]]
    people = [person for each in signed for person in (each.author_person, each.for_person)]
    people += [way[who] for way in view["movements"] for who in ("by_person", "for_person")]
    people += [draft.approved_person for draft in view["drafts"]]
    people += [change[who] for change in view["grade_changes"] for who in ("by_person", "for_person")]
    return names_of(tx, actor.language, posts, people)
