"""Papers over the counter get their diary number; the dispatch register shows what left."""

from typing import Any

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.files import actions, schemas
from services.files.domain import Grade, may_be_handled
from services.files.pages.papers import graded_too_high, grades_offered
from services.files.pages.room import offered, page, pages
from services.files.pages.words import LANGUAGE_NAMES, MEDIA
from services.files.schemas import LINES_OF_A_LIST
from services.files.store import Sender

DIARY, REGISTER = "/files/receipts/new", "/files/dispatches"


@pages.get(DIARY, may="files.diarise")
def diary_form(tx: Transaction, actor: Actor) -> Page:
    """What is known of a paper that came in."""
    return page(
        "receipt_new.html",
        actor,
        desks=actions.desks_to_send_to(tx, actor),
        grades_offered=grades_offered(actor),
        media_offered=offered(MEDIA, actor),
        languages_offered=offered(LANGUAGE_NAMES, actor),
        values={"grade": Grade.UNCLASSIFIED, "medium": "E", "language": "hi"},
    )


@pages.post(DIARY, takes=schemas.DiaryForm, may="files.diarise", form=diary_form)
def diarise(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Page | Redirect:
    """Diarise the paper and mark it to a desk; without a name it stays at the own one."""
    refusal = may_be_handled(body["grade"], actor.zone)
    if refusal:
        return graded_too_high(call, diary_form(tx, actor), refusal)
    to = actions.chosen_desk(tx, actor, body["to"]) if body["to"] else actor.post_id
    assert to  # Who may diarise acts for a post.
    sender = Sender(body["sender"], body["address"] or None, body["letter_number"] or None, body["letter_on"])
    paper = actions.NewPaper(
        body["subject"],
        body["medium"],
        body["grade"],
        body["language"],
        sender=sender if body["sender"] else None,
    )
    receipt = actions.diarise(tx, actor, paper, to)
    if to != actor.post_id:
        return Redirect("/files/inbox?done=diarised")
    return Redirect(f"/files/receipts/{receipt.receipt_id}?post={actor.post_id}&done=diarised")


@pages.get(REGISTER, query=schemas.PageQuery, may="files.read")
def register(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """What the acting post's office issued, newest first."""
    found = actions.dispatches(tx, actor, actions.Page(query["after"], LINES_OF_A_LIST))
    at = found["next"]
    onwards = f"{at[0].isoformat().replace('+00:00', 'Z')}~{at[1]}" if at else ""
    return page(
        "dispatches.html", actor, items=found["items"], onwards=onwards, begins=query["after"] is None
    )
