"""Pages on which orders rename, close, merge and split units, and on which waiting orders are seen."""

from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.auth import actions, schemas
from services.auth.domain.structure import OrderAct
from services.auth.pages.organisation import HOME, keeping, kind_in
from services.auth.pages.room import pages
from services.auth.schemas import unit_forms as forms

ORDERS = f"{HOME}/orders"


@pages.get(HOME + "/{units}/{code}/rename", may="organisation.keep")
def rename_form(tx: Transaction, actor: Actor, call: Call, units: str, code: str) -> Page:
    """Where a unit gets another name from a day on."""
    return _form(tx, actor, call, OrderAct.RENAME, units, code)


@pages.get(HOME + "/{units}/{code}/close", may="organisation.keep")
def close_form(tx: Transaction, actor: Actor, call: Call, units: str, code: str) -> Page:
    """Where a unit ends."""
    return _form(tx, actor, call, OrderAct.CLOSE, units, code)


@pages.get(HOME + "/{units}/{code}/merge", may="organisation.keep")
def merge_form(tx: Transaction, actor: Actor, call: Call, units: str, code: str) -> Page:
    """Where a unit, and others with it, goes over into another."""
    return _form(tx, actor, call, OrderAct.MERGE, units, code)


@pages.get(HOME + "/{units}/{code}/split", may="organisation.keep")
def split_form(tx: Transaction, actor: Actor, call: Call, units: str, code: str) -> Page:
    """Where a unit is split into others, and ends or goes on."""
    return _form(tx, actor, call, OrderAct.SPLIT, units, code)


@pages.post(
    HOME + "/{units}/{code}/rename", may="organisation.keep", takes=forms.RenameForm, form=rename_form
)
def rename(tx: Transaction, actor: Actor, units: str, code: str, body: dict[str, Any]) -> Redirect:
    """Give a unit another name."""
    return _given(tx, actor, OrderAct.RENAME, units, [code], body)


@pages.post(HOME + "/{units}/{code}/close", may="organisation.keep", takes=forms.CloseForm, form=close_form)
def close(tx: Transaction, actor: Actor, units: str, code: str, body: dict[str, Any]) -> Redirect:
    """End a unit."""
    return _given(tx, actor, OrderAct.CLOSE, units, [code], body)


@pages.post(HOME + "/{units}/{code}/merge", may="organisation.keep", takes=forms.MergeForm, form=merge_form)
def merge(tx: Transaction, actor: Actor, units: str, code: str, body: dict[str, Any]) -> Redirect:
    """Let one unit or several go over into another."""
    also = body.pop("also").replace(",", " ").split()
    return _given(tx, actor, OrderAct.MERGE, units, list(dict.fromkeys([code, *also])), body)


@pages.post(HOME + "/{units}/{code}/split", may="organisation.keep", takes=forms.SplitForm, form=split_form)
def split(tx: Transaction, actor: Actor, call: Call, units: str, code: str, body: dict[str, Any]) -> Redirect:
    """Split a unit; what lies within it goes where the form says of each."""
    moves = {
        name.removeprefix("move_"): str(place)
        for name, place in call.typed.items()
        if name.startswith("move_") and place
    }
    facts = {**body, "moves": moves}
    if not facts["main"]:
        facts.pop("main")
    return _given(tx, actor, OrderAct.SPLIT, units, [code], facts)


@pages.get(ORDERS, may="organisation.read")
def orders(tx: Transaction, call: Call) -> Page:
    """Orders whose day has not come, and those that could not be carried out."""
    return keeping("unit_orders.html", call, orders=actions.orders_waiting(tx))


@pages.get(ORDERS + "/{order_id:uuid}/withdraw", may="organisation.keep")
def withdraw_form(tx: Transaction, actor: Actor, call: Call, order_id: UUID) -> Page:
    """Where is asked whether an order is to be withdrawn, and whose it is."""
    return keeping("order_withdraw.html", call, **actions.order_to_withdraw(tx, actor, order_id))


@pages.post(
    ORDERS + "/{order_id:uuid}/withdraw",
    may="organisation.keep",
    takes=schemas.ButtonForm,
    form=withdraw_form,
)
def withdraw(tx: Transaction, actor: Actor, order_id: UUID) -> Redirect:
    """Withdraw an order whose day has not come."""
    actions.withdraw_order(tx, actor, order_id)
    return Redirect(f"{ORDERS}?done=withdrawn")


def _form(tx: Transaction, actor: Actor, call: Call, act: OrderAct, units: str, code: str) -> Page:
    kind = kind_in(units)
    shown = actions.unit_shown(tx, actor, kind, code)
    unit = shown["unit"]
    values = {"holds_from": clock.local_date(tx.now).isoformat()}
    if act is OrderAct.RENAME:
        values |= {"name_en": unit.name_en, "name_hi": unit.name_hi}
    numbers = range(1, forms.MOST_PARTS_ON_A_FORM + 1)
    return keeping(
        "unit_order.html", call, kind=kind, units=units, act=act, values=values, numbers=numbers, **shown
    )


def _given(
    tx: Transaction, actor: Actor, act: OrderAct, units: str, codes: list[str], body: dict[str, Any]
) -> Redirect:
    order = {**body, "kind": kind_in(units), "act": act, "codes": codes}
    carried_out = actions.merge(tx, actor, actions.orders_of(order))
    return Redirect(f"{HOME}/{units}/{codes[0]}?done={'carried-out' if carried_out else 'kept'}")
