"""The register of equipment, for the officer who issues it and takes it back."""

from typing import Any
from uuid import UUID

from kernel import directory
from kernel.database import Transaction
from kernel.directory.people import PersonUnknown
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.wfh import actions
from services.wfh.access import EquipmentOfOthers
from services.wfh.pages.room import EQUIPMENT, pages, worded
from services.wfh.schemas import equipment, forms

REGISTER = "/wfh/equipment"
AT_ONCE = 50


@pages.get(REGISTER, may="equipment.keep")
def register(tx: Transaction, actor: Actor, call: Call) -> Page:
    """What is in people's hands, and a form to issue more."""
    after = call.request.get_param("after")
    items, following = actions.held_equipment(tx, actor, after, AT_ONCE)
    done = call.request.get_param("done") or ""
    return worded("equipment.html", items=items, next=following, done=done, equipment_kinds=EQUIPMENT)


@pages.post(
    REGISTER,
    takes=equipment.IssueForm,
    may="equipment.keep",
    form=register,
    again_after=(PersonUnknown, EquipmentOfOthers),
)
def issue_equipment(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Put a piece into somebody's hands."""
    person = directory.find_person_by_staff_uid(tx, "".join(body.pop("staff_uid").split()).upper())
    if person is None:
        raise PersonUnknown(fields={"staff_uid": [PersonUnknown.text]})
    actions.issue_equipment(tx, actor, person.person_id, **body)
    return Redirect(f"{REGISTER}?done=issued")


@pages.post(REGISTER + "/{device_id:uuid}/return", takes=forms.Nothing, may="equipment.keep")
def take_equipment_back(tx: Transaction, actor: Actor, device_id: UUID) -> Redirect:
    """Enter that a piece came back."""
    actions.take_equipment_back(tx, actor, device_id)
    return Redirect(f"{REGISTER}?done=returned")
