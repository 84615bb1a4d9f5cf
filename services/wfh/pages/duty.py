"""Duty: when I must be within reach, my absences, and who stands in for me."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.wfh import actions
from services.wfh.pages.room import pages, worded
from services.wfh.schemas import forms

AT_ONCE = 20


@pages.get("/wfh/duty", query=forms.PageShown, may="wfh.read")
def duty(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """My duty hours, my absences and my link officer."""
    hours = actions.duty_hours(tx, actor, None)
    return worded(
        "duty.html", hours=hours, done=query["done"], **actions.on_duty(tx, actor, query["after"], AT_ONCE)
    )


@pages.get("/wfh/duty/absences", may="wfh.record-absence")
def absence_form() -> Page:
    """A form to record an absence of mine."""
    return worded("absence.html")


@pages.post("/wfh/duty/absences", takes=forms.AbsenceForm, may="wfh.record-absence", form=absence_form)
def record_absence(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Record an absence of mine; days at home within it come back, from today on."""
    actions.record_absence(tx, actor, None, **body)
    return Redirect("/wfh/duty?done=recorded")


@pages.post("/wfh/duty/absences/{absence_id:uuid}/cancel", takes=forms.Nothing, may="wfh.record-absence")
def cancel_absence(tx: Transaction, actor: Actor, absence_id: UUID) -> Redirect:
    """Cancel an absence of mine."""
    actions.cancel_absence(tx, actor, absence_id)
    return Redirect("/wfh/duty?done=cancelled")
