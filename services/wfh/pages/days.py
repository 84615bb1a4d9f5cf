"""My days at home: what is left of the year, what was asked for, asking, and giving back."""

from typing import Any
from uuid import UUID

from kernel.clock import local_date
from kernel.database import Transaction
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.wfh import actions
from services.wfh.pages.room import pages, worded
from services.wfh.schemas import forms


@pages.get("/wfh/days", query=forms.YearShown, may="wfh.read")
def days(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """My days at home of a year."""
    return worded("days.html", done=query["done"], **actions.my_year(tx, actor, query["year"]))


@pages.get("/wfh/days/ask", may="wfh.ask")
def ask_form(tx: Transaction, actor: Actor) -> Page:
    """A form to ask for days at home."""
    return worded("ask.html", balance=actions.balance(tx, actor), today=local_date(tx.now))


@pages.post("/wfh/days/ask", takes=forms.AskForm, may="wfh.ask", form=ask_form)
def ask(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Ask for days at home: all that are named, or none."""
    wishes = actions.wishes_between(tx, actor, body["first"], body["last"], body["part"])
    asked = actions.ask(tx, actor, wishes, body["reason"])
    return Redirect(f"/wfh/days?year={asked[0].on.year}&done=asked")


@pages.post("/wfh/days/{request_id:uuid}/withdraw", takes=forms.Nothing, may="wfh.read")
def withdraw(tx: Transaction, actor: Actor, request_id: UUID) -> Redirect:
    """Give a day at home back."""
    withdrawn = actions.withdraw(tx, actor, request_id)
    return Redirect(f"/wfh/days?year={withdrawn.on.year}&done=withdrawn")
