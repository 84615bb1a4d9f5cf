"""Pages on which the organisation is read and kept: departments, areas, offices and posts."""

from typing import Any

from kernel import clock
from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.errors import Invalid, NotFound, Refused
from kernel.identity import Actor
from services.auth import access, actions
from services.auth.domain import Post, Rank
from services.auth.domain.structure import (
    UP,
    CodeTaken,
    InCircle,
    SeatsAreFilled,
    SectionNeedsAnOffice,
    UnitKind,
)
from services.auth.domain.tables import KINDS, cells_of, columns_of, line_of
from services.auth.domain.words_of_units import (
    WORDS_OF_ACT,
    WORDS_OF_KIND_OF_UNIT,
    WORDS_OF_ROLE,
    WORDS_OF_STATE,
    WORDS_OF_UNIT,
)
from services.auth.pages.room import page, pages
from services.auth.schemas import organisation as shapes
from services.auth.schemas import unit_forms as forms
from services.auth.store import structure

HOME = "/staff/organisation"
UNITS = {
    "departments": UnitKind.DEPARTMENT,
    "areas": UnitKind.AREA,
    "offices": UnitKind.OFFICE,
    "posts": UnitKind.POST,
}
ADDRESSES = {kind: f"{HOME}/{name}" for name, kind in UNITS.items()}
# A list for reading through; who wants all of it takes the file.
MOST_ROWS = 300
_TREES = (UnitKind.DEPARTMENT, UnitKind.AREA)


def kind_in(units: str) -> UnitKind:
    """The kind that an address names."""
    if units not in UNITS:
        raise NotFound
    return UNITS[units]


def keeping(template: str, call: Call, **shown: Any) -> Page:
    """A page of the organisation with its words and its tabs."""
    words = {
        "unit_words": WORDS_OF_UNIT,
        "kind_words": WORDS_OF_KIND_OF_UNIT,
        "role_words": WORDS_OF_ROLE,
        "act_words": WORDS_OF_ACT,
        "state_words": WORDS_OF_STATE,
        "addresses": ADDRESSES,
        "may": {name: rule(call.actor).allowed for name, rule in access.POLICY.items() if call.actor},
        "done": call.request.get_param("done") or "",
    }
    return page(template, **words, **shown)


@pages.get(HOME, may="organisation.read")
def organisation() -> Redirect:
    """The organisation begins with its departments."""
    return Redirect(f"{HOME}/departments")


@pages.get(HOME + "/{units}", query=shapes.UnitSearch, may="organisation.read")
def units(tx: Transaction, call: Call, units: str, query: dict[str, Any]) -> Page:
    """Departments and areas as trees; offices and posts page by page; any of them by search."""
    kind = kind_in(units)
    as_tree = kind in _TREES and not query["search"] and not query["after"]
    found = actions.units(tx, kind, query) if not as_tree else {"items": [], "next": None}
    return keeping(
        "units.html",
        call,
        kind=kind,
        tree=actions.tree(tx, kind) if as_tree else None,
        **found,
        values={"search": query["search"] or ""},
        query=query,
        today=clock.local_date(tx.now),
    )


@pages.get(HOME + "/{units}/new", may="organisation.keep")
def new_form(tx: Transaction, call: Call, units: str) -> Page:
    """Where a new unit is entered."""
    kind, under = kind_in(units), call.request.get_param("under") or ""
    place = "office" if kind is UnitKind.POST else "department" if kind is UnitKind.OFFICE else "parent"
    values = {place: under, "sanctioned": "1", "valid_from": clock.local_date(tx.now).isoformat()}
    return _form(tx, call, kind, values, code="")


@pages.post(HOME + "/{units}/new", may="organisation.keep", takes=forms.UnitForm, form=new_form)
def enter(tx: Transaction, actor: Actor, call: Call, units: str, body: dict[str, Any]) -> Redirect:
    """Enter a unit."""
    unit = _unit(call, units, body)
    _beside(call, units, lambda: actions.enter(tx, actor, unit, body["order_number"]))
    return Redirect(f"{HOME}/{units}/{unit.code}?done=entered")


@pages.get(HOME + "/{units}/{code}", may="organisation.read")
def unit(tx: Transaction, actor: Actor, call: Call, units: str, code: str) -> Page:
    """One unit: what it is, what lies within it, what was ordered about it."""
    kind = kind_in(units)
    return keeping(
        "unit.html",
        call,
        kind=kind,
        units=units,
        ranks=_ranks(tx),
        levels={each.level: each for each in structure.find_office_levels(tx)},
        **actions.unit_shown(tx, actor, kind, code),
    )


@pages.get(HOME + "/{units}/{code}/change", may="organisation.keep")
def change_form(tx: Transaction, call: Call, units: str, code: str) -> Page:
    """Where what a unit is can be changed."""
    kind = kind_in(units)
    found = structure.get_unit(tx, kind, code)
    names = [name for name, _required in columns_of(units)]
    values = dict(zip(names, cells_of(found, units), strict=True))
    if isinstance(found, Post):
        values |= {f"role_{role}": "yes" for role in found.roles}
    return _form(tx, call, kind, values, code=code)


@pages.post(HOME + "/{units}/{code}/change", may="organisation.keep", takes=forms.UnitForm, form=change_form)
def change(
    tx: Transaction, actor: Actor, call: Call, units: str, code: str, body: dict[str, Any]
) -> Redirect:
    """Change a unit; its names and days change by orders."""
    before = structure.get_unit(tx, kind_in(units), code)
    kept = {name: getattr(before, name) for name in ("code", "name_en", "name_hi")}
    typed = {**body, **kept, "valid_from": before.valid_from.isoformat()}
    unit = _unit(call, units, typed)
    _beside(call, units, lambda: actions.change(tx, actor, unit, body["order_number"]))
    return Redirect(f"{HOME}/{units}/{code}?done=changed")


@pages.get(HOME + "/officers", may="organisation.read")
def officers(tx: Transaction, actor: Actor, call: Call) -> Page:
    """Who is nodal and appellate officer at each office; the missing ones first."""
    rows = actions.officers(tx, actor)
    return keeping(
        "officers.html",
        call,
        missing=[row for row in rows if row["post_code"] is None],
        there=[row for row in rows if row["post_code"] is not None],
        ranks=_ranks(tx),
        most=MOST_ROWS,
    )


def _ranks(tx: Transaction) -> dict[str, Rank]:
    return {each.code: each for each in structure.find_ranks(tx)}


def _form(tx: Transaction, call: Call, kind: UnitKind, values: dict[str, str], *, code: str) -> Page:
    units = next(name for name, each in UNITS.items() if each is kind)
    today = clock.local_date(tx.now)
    return keeping(
        "unit_form.html",
        call,
        kind=kind,
        units=units,
        code=code,
        values=values,
        columns=[name for name, _required in columns_of(units)],
        kinds=KINDS.get(units, {}),
        departments=[each for _depth, each in actions.tree(tx, UnitKind.DEPARTMENT)],
        areas=[each for _depth, each in actions.tree(tx, UnitKind.AREA)],
        levels=structure.find_office_levels(tx),
        ranks=[rank for rank in structure.find_ranks(tx) if rank.valid_to is None or rank.valid_to >= today],
    )


def _unit(call: Call, units: str, body: dict[str, Any]) -> Any:
    line = line_of(units, 0, {name: str(value) for name, value in body.items()}, {})
    if line.faults:
        fields = {name: [fault.sentence(call.language)] for name, fault in line.faults.items()}
        raise Invalid(fields=fields)
    return line.noun


def _beside(call: Call, units: str, act: Any) -> None:
    places = {
        CodeTaken: "code",
        InCircle: UP[UNITS[units]],
        SectionNeedsAnOffice: "parent",
        SeatsAreFilled: "sanctioned",
    }
    try:
        act()
    except Refused as refusal:
        if type(refusal) in places:
            refusal.fields = {places[type(refusal)]: [refusal.sentence(call.language)]}
        raise
