"""Pages about charges: given and ended, transfers, retirement, delegation, and what a leaver hands over."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.http.call import uuid_of
from kernel.edge.pages import Page, Redirect
from kernel.errors import Invalid, NotFound
from kernel.identity import Actor
from kernel.languages import _
from services.auth import actions, schemas
from services.auth.domain import STANDING_IN, Charge, ChargeKind
from services.auth.domain.words_of_units import WORDS_OF_SCOPE
from services.auth.pages.organisation import keeping
from services.auth.pages.room import pages
from services.auth.schemas import postings as shapes
from services.auth.store import standing, structure

CHARGES = "/staff/charges"
OWN = "/staff/delegations"
Found = TypeVar("Found")


class NobodyOrNothing(Invalid):
    """A code or a staff number that the directory does not have."""

    text = _("The directory has nothing under this code or number. Check it.")


def beside(field: str, look: Callable[[], Found]) -> Found:
    """What *look* finds; what is not there is said beside its *field*."""
    try:
        return look()
    except NotFound:
        raise NobodyOrNothing(fields={field: [NobodyOrNothing.text]}) from None


@pages.get(CHARGES, query=shapes.StandingSearch, may="directory.appoint")
def find_person(call: Call, query: dict[str, Any]) -> Page | Redirect:
    """Where an employee is looked up by the staff number."""
    if query["staff_uid"]:
        return Redirect(f"{CHARGES}/of/{query['staff_uid'].upper()}")
    return keeping("charges.html", call)


@pages.get(CHARGES + "/of/{staff_uid}", may="charges.report")
def of_person(tx: Transaction, actor: Actor, call: Call, staff_uid: str) -> Page:
    """All charges of an employee, for himself or for his administrator."""
    return keeping("standing.html", call, scopes=WORDS_OF_SCOPE, **actions.standing_of(tx, actor, staff_uid))


@pages.get(CHARGES + "/new", may="directory.appoint")
def charge_form(tx: Transaction, call: Call) -> Page:
    """Where a charge is given."""
    asked = {name: call.request.get_param(name) or "" for name in ("staff_uid", "post_code", "kind")}
    values = {**asked, "valid_from": clock.local_date(tx.now).isoformat(), "seat": "1", "scope": "ACT"}
    return keeping("charge_form.html", call, values=values, scopes=WORDS_OF_SCOPE)


@pages.post(CHARGES + "/new", may="directory.appoint", takes=shapes.ChargeForm, form=charge_form)
def give_charge(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Give a charge."""
    staff_uid = body.pop("staff_uid")
    actions.appoint(tx, actor, _charge(tx, staff_uid, body))
    return Redirect(f"{CHARGES}/of/{staff_uid}?done=given")


@pages.get(CHARGES + "/{charge_id:uuid}/end", may="directory.appoint")
def end_form(tx: Transaction, call: Call, charge_id: UUID) -> Page:
    """Where a charge is ended, at once or after a day."""
    found = standing.get_charge(tx, charge_id)
    return keeping("ending.html", call, what="charge", found=found, back=f"{CHARGES}/of/{found['staff_uid']}")


@pages.post(
    CHARGES + "/{charge_id:uuid}/end", may="directory.appoint", takes=shapes.EndingForm, form=end_form
)
def end_charge(tx: Transaction, actor: Actor, charge_id: UUID, body: dict[str, Any]) -> Redirect:
    """End a charge."""
    staff_uid = standing.get_charge(tx, charge_id)["staff_uid"]
    actions.end_charge(tx, actor, charge_id, body["order_number"], body["last_day"])
    return Redirect(f"{CHARGES}/of/{staff_uid}?done=ended")


@pages.get(CHARGES + "/of/{staff_uid}/transfer", may="directory.appoint")
def transfer_form(tx: Transaction, actor: Actor, call: Call, staff_uid: str) -> Page:
    """Where an officer is transferred; each further charge is decided."""
    told = actions.standing_of(tx, actor, staff_uid)
    today = told["today"]
    _substantive, others = actions.charges_to_decide(tx, told["person"]["person_id"], today)
    wanted = {charge.charge_id for charge in others}
    deciding = [row for row in told["charges"] if row["charge_id"] in wanted]
    values = {"last_day": today.isoformat(), "seat": "1"}
    return keeping("transfer.html", call, **told, deciding=deciding, values=values)


@pages.post(
    CHARGES + "/of/{staff_uid}/transfer",
    may="directory.appoint",
    takes=shapes.TransferForm,
    form=transfer_form,
)
def transfer(tx: Transaction, actor: Actor, call: Call, staff_uid: str, body: dict[str, Any]) -> Redirect:
    """Transfer an officer."""
    code = body.pop("post_code")
    order = actions.Transfer(
        person_id=standing.get_person(tx, staff_uid)["person_id"],
        post_id=beside("post_code", lambda: structure.get_post_id(tx, code)),
        ending=_decided(call, "end"),
        staying=_decided(call, "stay"),
        **body,
    )
    actions.transfer(tx, actor, order)
    return Redirect(f"{CHARGES}/of/{staff_uid}?done=transferred")


@pages.get(CHARGES + "/of/{staff_uid}/retire", may="directory.appoint")
def retire_form(tx: Transaction, actor: Actor, call: Call, staff_uid: str) -> Page:
    """Where an employee's last day is entered."""
    return keeping("retire.html", call, **actions.standing_of(tx, actor, staff_uid))


@pages.post(
    CHARGES + "/of/{staff_uid}/retire",
    may="directory.appoint",
    takes=shapes.RetirementForm,
    form=retire_form,
    fresh=True,
)
def retire(tx: Transaction, actor: Actor, staff_uid: str, body: dict[str, Any]) -> Redirect:
    """Let an employee leave at the end of a day."""
    person_id = standing.get_person(tx, staff_uid)["person_id"]
    actions.retire(tx, actor, person_id, **body)
    return Redirect(f"{CHARGES}/of/{staff_uid}?done=retires")


@pages.get(CHARGES + "/of/{staff_uid}/suspend", may="directory.suspend")
def suspend_form(tx: Transaction, actor: Actor, call: Call, staff_uid: str) -> Page:
    """Where an employee is suspended or reinstated."""
    return keeping("suspend.html", call, **actions.standing_of(tx, actor, staff_uid))


@pages.post(
    CHARGES + "/of/{staff_uid}/suspend",
    may="directory.suspend",
    takes=shapes.SuspensionForm,
    form=suspend_form,
)
def suspend(tx: Transaction, actor: Actor, staff_uid: str, body: dict[str, Any]) -> Redirect:
    """Suspend an employee at once, or let a suspended one work again, as the form said that it would."""
    act = {"suspend": actions.suspend, "reinstate": actions.reinstate}[body["then"]]
    act(tx, actor, standing.get_person(tx, staff_uid)["person_id"], body["order_number"])
    return Redirect(f"{CHARGES}/of/{staff_uid}?done=state")


@pages.get(OWN, may="charges.delegate")
def delegations(tx: Transaction, actor: Actor, call: Call) -> Page:
    """What one has delegated, and where one delegates."""
    me = actions.me(tx, actor)
    own = [each for each in me["charges"] if each["kind"] not in STANDING_IN]
    values = {"valid_from": clock.local_date(tx.now).isoformat(), "scope": "ACT"}
    return keeping(
        "delegations.html",
        call,
        own=own,
        given=actions.delegations(tx, actor),
        values=values,
        scopes=WORDS_OF_SCOPE,
    )


@pages.post(OWN, may="charges.delegate", takes=shapes.DelegationForm, form=delegations, fresh=True)
def delegate(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Let somebody act for one's post, or read what lies there, for a time."""
    code, staff_uid = body.pop("post_code"), body.pop("staff_uid")
    charge = Charge(
        charge_id=clock.new_id(),
        person_id=beside("staff_uid", lambda: standing.get_person(tx, staff_uid))["person_id"],
        post_id=beside("post_code", lambda: structure.get_post_id(tx, code)),
        kind=ChargeKind.DELEGATED,
        for_person=actor.person_id,
        **body,
    )
    actions.delegate(tx, actor, charge)
    return Redirect(f"{OWN}?done=delegated")


@pages.post(OWN + "/{charge_id:uuid}/end", may="charges.delegate", takes=schemas.ButtonForm)
def end_delegation(tx: Transaction, actor: Actor, charge_id: UUID) -> Redirect:
    """Take a delegation back at once."""
    actions.end_delegation(tx, actor, charge_id)
    return Redirect(f"{OWN}?done=taken-back")


@pages.fragment("/staff", "handover", may="charges.report", signed_out="part_signed_out.html")
def handover_part(tx: Transaction, actor: Actor, call: Call) -> Page:
    """Auth's part of what a leaver hands over: charges, stand-ins, access, devices."""
    staff_uid = call.request.get_param("of") or actor.staff_uid or ""
    told = actions.handover(tx, actor, staff_uid)
    return keeping("_handover.html", call, scopes=WORDS_OF_SCOPE, **told)


def _charge(tx: Transaction, staff_uid: str, body: dict[str, Any]) -> Charge:
    code, stood_in = body.pop("post_code"), body.pop("for_staff_uid")
    return Charge(
        charge_id=clock.new_id(),
        person_id=beside("staff_uid", lambda: standing.get_person(tx, staff_uid))["person_id"],
        post_id=beside("post_code", lambda: structure.get_post_id(tx, code)),
        for_person=beside("for_staff_uid", lambda: standing.get_person(tx, stood_in))["person_id"]
        if stood_in
        else None,
        **body,
    )


def _decided(call: Call, how: str) -> frozenset[UUID]:
    ids = (uuid_of(name.removeprefix("charge_")) for name, said in call.typed.items() if said == how)
    return frozenset(each for each in ids if each)
