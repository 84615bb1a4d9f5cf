"""Keeping the organisation: units, orders about them, officers who are missing, files out and in."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call, Download, Upload
from kernel.identity import Actor
from services.auth import actions
from services.auth.api.room import Body, api, page_of
from services.auth.domain import Area, Department, Office, Post
from services.auth.domain.structure import UnitKind
from services.auth.schemas import organisation as shapes


@api.get(
    "/v1/organisation/departments",
    query=shapes.UnitSearch,
    gives=shapes.KeptDepartments,
    may="organisation.read",
)
def kept_departments(tx: Transaction, query: Body) -> Any:
    """Departments of all times, by code."""
    return actions.units(tx, UnitKind.DEPARTMENT, query)


@api.get("/v1/organisation/areas", query=shapes.UnitSearch, gives=shapes.KeptAreas, may="organisation.read")
def kept_areas(tx: Transaction, query: Body) -> Any:
    """Areas of all times, by code."""
    return actions.units(tx, UnitKind.AREA, query)


@api.get(
    "/v1/organisation/offices", query=shapes.UnitSearch, gives=shapes.KeptOffices, may="organisation.read"
)
def kept_offices(tx: Transaction, query: Body) -> Any:
    """Offices and sections of all times, by code."""
    return actions.units(tx, UnitKind.OFFICE, query)


@api.get("/v1/organisation/posts", query=shapes.UnitSearch, gives=shapes.KeptPosts, may="organisation.read")
def kept_posts(tx: Transaction, query: Body) -> Any:
    """Posts of all times, by code."""
    return actions.units(tx, UnitKind.POST, query)


@api.post("/v1/organisation/departments", takes=shapes.EnterDepartment, may="organisation.keep", status=201)
def enter_department(tx: Transaction, actor: Actor, body: Body) -> None:
    """Enter a department, directorate or board."""
    actions.enter(tx, actor, Department(**_unit(body)), body["order_number"])


@api.post("/v1/organisation/areas", takes=shapes.EnterArea, may="organisation.keep", status=201)
def enter_area(tx: Transaction, actor: Actor, body: Body) -> None:
    """Enter a district, a tehsil or another area."""
    actions.enter(tx, actor, Area(**_unit(body)), body["order_number"])


@api.post("/v1/organisation/offices", takes=shapes.EnterOffice, may="organisation.keep", status=201)
def enter_office(tx: Transaction, actor: Actor, body: Body) -> None:
    """Enter an office, or a section of one."""
    actions.enter(tx, actor, Office(**_unit(body)), body["order_number"])


@api.post("/v1/organisation/posts", takes=shapes.EnterPost, may="organisation.keep", status=201)
def enter_post(tx: Transaction, actor: Actor, body: Body) -> None:
    """Enter a post with its rank and its sanctioned strength."""
    actions.enter(tx, actor, _post(body), body["order_number"])


@api.put("/v1/organisation/departments", takes=shapes.EnterDepartment, may="organisation.keep")
def change_department(tx: Transaction, actor: Actor, body: Body) -> None:
    """Change a department's kind or place; names and days change by orders."""
    actions.change(tx, actor, Department(**_unit(body)), body["order_number"])


@api.put("/v1/organisation/areas", takes=shapes.EnterArea, may="organisation.keep")
def change_area(tx: Transaction, actor: Actor, body: Body) -> None:
    """Change an area's kind, place or number; names and days change by orders."""
    actions.change(tx, actor, Area(**_unit(body)), body["order_number"])


@api.put("/v1/organisation/offices", takes=shapes.EnterOffice, may="organisation.keep")
def change_office(tx: Transaction, actor: Actor, body: Body) -> None:
    """Change an office's kind, level, place or jurisdiction; names and days change by orders."""
    actions.change(tx, actor, Office(**_unit(body)), body["order_number"])


@api.put("/v1/organisation/posts", takes=shapes.EnterPost, may="organisation.keep")
def change_post(tx: Transaction, actor: Actor, body: Body) -> None:
    """Change a post's office, rank, roles, line or strength; names and days change by orders."""
    actions.change(tx, actor, _post(body), body["order_number"])


@api.get("/v1/organisation/orders", gives=shapes.KeptOrders, may="organisation.read")
def orders(tx: Transaction) -> Any:
    """Orders whose day has not come, and those that could not be carried out."""
    return page_of(actions.orders_waiting(tx))


@api.post(
    "/v1/organisation/orders",
    takes=shapes.GiveOrder,
    gives=shapes.OrderGiven,
    may="organisation.keep",
    status=201,
)
def give_order(tx: Transaction, actor: Actor, body: Body) -> Any:
    """Rename, close, merge or split units from a day on; an order of a later day waits for it."""
    return {"carried_out": actions.merge(tx, actor, actions.orders_of(body))}


@api.post("/v1/organisation/orders/{order_id:uuid}/withdraw", may="organisation.keep")
def withdraw_order(tx: Transaction, actor: Actor, order_id: UUID) -> None:
    """Withdraw an order whose day has not come."""
    actions.withdraw_order(tx, actor, order_id)


@api.get("/v1/organisation/officers", gives=shapes.Officers, may="organisation.read")
def officers(tx: Transaction, actor: Actor) -> Any:
    """Nodal and appellate posts of each office, the missing ones first."""
    return page_of(actions.officers(tx, actor))


@api.get("/v1/organisation/file", query=shapes.ExportAs, may="organisation.read")
def export(tx: Transaction, query: Body) -> Download:
    """The whole organisation as .xlsx or as .zip of .csv; `empty` gives the form without rows."""
    content, media_type, name = actions.organisation_file(tx, query["form"], empty=query["empty"])
    return Download([content], media_type, name, len(content))


@api.post(
    "/v1/organisation/file",
    takes=shapes.ImportForm,
    gives=shapes.ImportReport,
    uploads=True,
    may="organisation.keep",
)
def bring_in(tx: Transaction, actor: Actor, call: Call, body: Body, uploads: list[Upload]) -> Any:
    """Check a file, or enter all of it; the report names each line that stands in the way."""
    report = actions.import_file(tx, actor, uploads[0].stream if uploads else None, body)
    refused = [
        {
            "sheet": line.sheet,
            "number": line.number,
            "key": line.key,
            "outcome": line.outcome,
            "faults": {column: fault.sentence(call.language) for column, fault in line.faults.items()},
        }
        for line in report.refused
    ]
    return {"done": report.done, "counts": report.counts, "refused": refused}


def _unit(body: Body) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "order_number"}


def _post(body: Body) -> Post:
    return Post(**{**_unit(body), "roles": frozenset(body["roles"])})
