"""Decisions of the post above: approve, refuse with the grounds, call to the office."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.wfh import actions
from services.wfh.pages.room import pages, worded
from services.wfh.schemas import forms

AT_ONCE = 20
ALL = "/wfh/approvals"


@pages.get(ALL, query=forms.PageShown, may="wfh.decide")
def approvals(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """What waits for my decision, the oldest request first, and what I could recall."""
    found = actions.to_decide(tx, actor, query["after"], AT_ONCE)
    return worded("approvals.html", done=query["done"], **found)


def decision(tx: Transaction, actor: Actor, request_id: UUID) -> Page:
    """One request, with who else is away that day."""
    return worded("decision.html", **actions.decision(tx, actor, request_id))


pages.get(ALL + "/{request_id:uuid}", may="wfh.decide")(decision)


@pages.post(ALL + "/{request_id:uuid}/approve", takes=forms.RemarkForm, may="wfh.decide", form=decision)
def approve(tx: Transaction, actor: Actor, request_id: UUID, body: dict[str, Any]) -> Redirect:
    """Approve a day at home."""
    actions.approve(tx, actor, request_id, body["remark"])
    return Redirect(f"{ALL}?done=approved")


@pages.post(ALL + "/{request_id:uuid}/refuse", takes=forms.RefusalForm, may="wfh.decide", form=decision)
def refuse(tx: Transaction, actor: Actor, request_id: UUID, body: dict[str, Any]) -> Redirect:
    """Refuse a day at home, with the grounds."""
    actions.refuse(tx, actor, request_id, body["grounds"])
    return Redirect(f"{ALL}?done=refused")


@pages.post(ALL + "/{request_id:uuid}/recall", takes=forms.RecallForm, may="wfh.decide", form=decision)
def recall(tx: Transaction, actor: Actor, request_id: UUID, body: dict[str, Any]) -> Redirect:
    """Call somebody to the office on a day at home; the half-days come back."""
    actions.recall(tx, actor, request_id, body["call"])
    return Redirect(f"{ALL}?done=recalled")
