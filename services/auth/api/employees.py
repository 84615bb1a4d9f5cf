"""Employees: looked up, entered, corrected, gone."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth.actions import employees
from services.auth.api.room import Body, api
from services.auth.domain.employees import Particulars
from services.auth.schemas import employees as schemas
from services.auth.schemas.administration import Order


@api.get("/v1/people", query=schemas.EmployeesAsked, gives=schemas.Employees, may="employees.read")
def people(tx: Transaction, actor: Actor, query: Body) -> Any:
    """Employees of your departments, by number or by name in either script."""
    return employees.find(tx, actor, query["search"], query["state"], query["after"], query["limit"])


@api.get("/v1/people/{person_id:uuid}", gives=schemas.Employee, may="employees.read", reading=False)
def person(tx: Transaction, actor: Actor, sealing: Sealing, person_id: UUID) -> Any:
    """One employee with charges and contacts; the reading is recorded."""
    return employees.show(tx, actor, sealing, person_id)


@api.post("/v1/people", takes=schemas.EnterEmployee, gives=schemas.Entered, may="employees.keep", status=201)
def enter_person(tx: Transaction, actor: Actor, sealing: Sealing, body: Body) -> Any:
    """Enter an employee."""
    staff_uid, department = body.pop("staff_uid"), body.pop("department")
    return {"person_id": employees.enter(tx, actor, sealing, staff_uid, Particulars(**body), department)}


@api.post("/v1/people/{person_id:uuid}/correct", takes=schemas.CorrectEmployee, may="employees.keep")
def correct_person(tx: Transaction, actor: Actor, sealing: Sealing, person_id: UUID, body: Body) -> None:
    """Correct an employee's names, language and contacts."""
    employees.correct(tx, actor, sealing, person_id, Particulars(**body))


@api.post("/v1/people/{person_id:uuid}/leave", takes=Order, may="employees.keep", fresh=True)
def record_leaving(tx: Transaction, actor: Actor, person_id: UUID, body: Body) -> None:
    """Record that an employee has left the service; charges and sessions end at once."""
    employees.record_leaving(tx, actor, person_id, body["order_number"])
