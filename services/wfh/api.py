"""HTTP in: one's own days at home, decisions about others', absences, and the published rules."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Api
from kernel.identity import Actor
from services.wfh import access, actions, schemas
from services.wfh.schemas import equipment

Body = dict[str, Any]

api = Api("wfh", policy=access.POLICY)


@api.get("/v1/wfh/balance", query=schemas.YearQuery, gives=schemas.Balance, may="wfh.read")
def balance(tx: Transaction, actor: Actor, query: Body) -> Any:
    """Your half-days of a year: granted, held, used, left."""
    return actions.balance(tx, actor, query["year"])


@api.get("/v1/wfh/ledger", query=schemas.LedgerQuery, gives=schemas.Ledger, may="wfh.read")
def ledger(tx: Transaction, actor: Actor, query: Body) -> Any:
    """Every entry behind your balance of a year."""
    return actions.ledger(tx, actor, query["year"], query["after"], query["limit"])


@api.post("/v1/wfh/requests", takes=schemas.Ask, gives=schemas.Requests, may="wfh.ask", status=201)
def ask(tx: Transaction, actor: Actor, body: Body) -> Any:
    """Ask for days at home; all are held, or none."""
    asked = actions.ask(tx, actor, [(day["on"], day["part"]) for day in body["days"]], body["reason"])
    return {"items": asked, "next": None}


@api.get("/v1/wfh/requests", query=schemas.RequestSearch, gives=schemas.Requests, may="wfh.read")
def requests(tx: Transaction, actor: Actor, query: Body) -> Any:
    """Your days at home, newest first."""
    return actions.requests(tx, actor, query["state"], query.get("after"), query["limit"])


@api.get("/v1/wfh/requests/{request_id:uuid}", gives=schemas.Request, may="wfh.read")
def request(tx: Transaction, actor: Actor, request_id: UUID) -> Any:
    """One day at home."""
    return actions.request(tx, actor, request_id)


@api.get("/v1/wfh/awaiting", query=schemas.Paging, gives=schemas.AwaitingPage, may="wfh.decide")
def awaiting(tx: Transaction, actor: Actor, query: Body) -> Any:
    """What waits for your decision, oldest first."""
    return actions.awaiting(tx, actor, query.get("after"), query["limit"])


@api.post(
    "/v1/wfh/requests/{request_id:uuid}/approve",
    takes=schemas.Remark,
    gives=schemas.Request,
    may="wfh.decide",
)
def approve(tx: Transaction, actor: Actor, request_id: UUID, body: Body) -> Any:
    """Approve a day at home."""
    return actions.approve(tx, actor, request_id, body["remark"])


@api.post(
    "/v1/wfh/requests/{request_id:uuid}/refuse",
    takes=schemas.Grounds,
    gives=schemas.Request,
    may="wfh.decide",
)
def refuse(tx: Transaction, actor: Actor, request_id: UUID, body: Body) -> Any:
    """Refuse a day at home, with the grounds."""
    return actions.refuse(tx, actor, request_id, body["remark"])


@api.post(
    "/v1/wfh/requests/{request_id:uuid}/recall",
    takes=schemas.Grounds,
    gives=schemas.Request,
    may="wfh.decide",
)
def recall(tx: Transaction, actor: Actor, request_id: UUID, body: Body) -> Any:
    """Recall somebody to the office, with the grounds; the half-days come back."""
    return actions.recall(tx, actor, request_id, body["remark"])


@api.post("/v1/wfh/requests/{request_id:uuid}/withdraw", gives=schemas.Request, may="wfh.read")
def withdraw(tx: Transaction, actor: Actor, request_id: UUID) -> Any:
    """Give a day at home back before it begins."""
    return actions.withdraw(tx, actor, request_id)


@api.post("/v1/wfh/roster-days", takes=schemas.Mandate, gives=schemas.Requests, may="wfh.decide", status=201)
def put_on_roster(tx: Transaction, actor: Actor, body: Body) -> Any:
    """Mandate days at home under an attendance order; the quota stays untouched."""
    days = [(day["on"], day["part"]) for day in body["days"]]
    return {
        "items": actions.put_on_roster(tx, actor, body["person_id"], body["order_id"], days),
        "next": None,
    }


@api.get("/v1/wfh/roster", query=schemas.OnDay, gives=schemas.Roster, may="wfh.read")
def roster(tx: Transaction, actor: Actor, query: Body) -> Any:
    """Where the people of your office are on a day."""
    return actions.roster(tx, actor, query["on"])


@api.post(
    "/v1/wfh/absences",
    takes=schemas.RecordAbsence,
    gives=schemas.Absence,
    may="wfh.record-absence",
    status=201,
)
def record_absence(tx: Transaction, actor: Actor, body: Body) -> Any:
    """Record an absence, your own or of somebody below your post."""
    return actions.record_absence(tx, actor, **body)


@api.get("/v1/wfh/absences", query=schemas.Paging, gives=schemas.Absences, may="wfh.read")
def absences(tx: Transaction, actor: Actor, query: Body) -> Any:
    """Your absences, newest first."""
    return actions.absences(tx, actor, query.get("after"), query["limit"])


@api.post("/v1/wfh/absences/{absence_id:uuid}/cancel", gives=schemas.Absence, may="wfh.record-absence")
def cancel_absence(tx: Transaction, actor: Actor, absence_id: UUID) -> Any:
    """Cancel a recorded absence."""
    return actions.cancel_absence(tx, actor, absence_id)


@api.get("/v1/wfh/calendar", query=schemas.CalendarQuery, gives=schemas.CalendarDays, may="wfh.read")
def calendar_days(tx: Transaction, actor: Actor, query: Body) -> Any:
    """Which days are worked, at your office or elsewhere, and by which order."""
    return actions.calendar_days(tx, actor, query)


@api.post(
    "/v1/wfh/calendar-rules", takes=schemas.PublishRule, gives=schemas.Rule, may="wfh.publish", status=201
)
def publish_rule(tx: Transaction, actor: Actor, body: Body) -> Any:
    """Publish a holiday, a working weekday or office hours."""
    return actions.publish_rule(tx, actor, {**body, "ordinals": tuple(body["ordinals"])})


@api.get("/v1/wfh/duty-hours", query=schemas.OnDay, gives=schemas.DutyHours, may="wfh.read")
def duty_hours(tx: Transaction, actor: Actor, query: Body) -> Any:
    """The hours in which you must be within reach of a phone call."""
    return actions.duty_hours(tx, actor, query["on"])


@api.post(
    "/v1/wfh/duty-hours",
    takes=schemas.PublishDutyHours,
    gives=schemas.DutyHours,
    may="wfh.publish",
    status=201,
)
def publish_duty_hours(tx: Transaction, actor: Actor, body: Body) -> Any:
    """Publish duty hours for the state, a department, an office or a person."""
    return actions.publish_duty_hours(tx, actor, body)


@api.get("/v1/wfh/attendance-orders", query=schemas.OrderSearch, gives=schemas.Orders, may="wfh.read")
def attendance_orders(tx: Transaction, query: Body) -> Any:
    """The attendance orders in force on a day, or all of them."""
    return {"items": actions.attendance_orders(tx, query["on"], query["limit"]), "next": None}


@api.post(
    "/v1/wfh/attendance-orders",
    takes=schemas.PublishOrder,
    gives=schemas.Order,
    may="wfh.publish",
    status=201,
)
def publish_order(tx: Transaction, actor: Actor, body: Body) -> Any:
    """Put an attendance order into the register."""
    return actions.publish_order(tx, actor, body)


@api.get("/v1/wfh/equipment/own", gives=equipment.Register, may="equipment.read")
def own_equipment(tx: Transaction, actor: Actor) -> Any:
    """What is issued to you."""
    return {"items": actions.own_equipment(tx, actor), "next": None}


@api.get("/v1/wfh/equipment", query=equipment.Shown, gives=equipment.Register, may="equipment.keep")
def held_equipment(tx: Transaction, actor: Actor, query: Body) -> Any:
    """What is in people's hands in your departments, by number."""
    items, following = actions.held_equipment(tx, actor, query["after"], query["limit"])
    return {"items": items, "next": following}


@api.post("/v1/wfh/equipment", takes=equipment.Issue, gives=equipment.Piece, may="equipment.keep", status=201)
def issue_equipment(tx: Transaction, actor: Actor, body: Body) -> Any:
    """Put a piece of equipment into somebody's hands."""
    return actions.issue_equipment(tx, actor, **body)


@api.post("/v1/wfh/equipment/{device_id:uuid}/return", gives=equipment.Piece, may="equipment.keep")
def take_equipment_back(tx: Transaction, actor: Actor, device_id: UUID) -> Any:
    """Enter that a piece of equipment came back."""
    return actions.take_equipment_back(tx, actor, device_id)


@api.post("/v1/wfh/republish", may="wfh.publish", status=202)
def republish(tx: Transaction, actor: Actor) -> Any:
    """Tell every service all calendar rules and duty hours again."""
    actions.republish(tx, actor)
