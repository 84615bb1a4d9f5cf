"""What administrators publish: calendar rules, duty hours, attendance orders; and how the others hear of it."""

from typing import Any
from uuid import UUID

from kernel import calendar, directory
from kernel.calendar import Rule, RuleKind, Scope
from kernel.clock import new_id
from kernel.database import Transaction, refusing
from kernel.identity import Actor, require
from services.wfh import access, store
from services.wfh.actions.standing import standing_of
from services.wfh.domain import AttendanceOrder, PublishedAmiss, ScopeUnknown
from services.wfh.events import CalendarRulePublished, DutyHoursPublished

AT_ONCE = 50


def publish_rule(tx: Transaction, actor: Actor, values: dict[str, Any]) -> Rule:
    """Publish a rule of the working calendar; it outweighs earlier ones of its scope, none is changed."""
    scope = Scope(values["scope"])
    require(access.may_publish_for(actor, scope, _departments_of(tx, scope, values["scope_id"])))
    rule = Rule(rule_id=new_id(), **{**values, "scope": scope, "kind": RuleKind(values["kind"])})
    with refusing(validity_runs_forward=PublishedAmiss, rule_says_something=PublishedAmiss):
        calendar.save_rule(tx, rule)
    _announce_rule(tx, rule)
    tx.record(actor, "calendar-rule.published", rule.rule_id, scope=scope, scope_id=rule.scope_id)
    return rule


def publish_duty_hours(tx: Transaction, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Publish the hours in which a scope's people must be within reach of a phone call."""
    scope = str(values["scope"])
    require(access.may_publish_for(actor, scope, _departments_of(tx, scope, values["scope_id"])))
    hours = {"duty_hours_id": new_id(), **values}
    with refusing(duty_runs_forward=PublishedAmiss):
        store.save_duty_hours(tx, hours)
    _announce_duty_hours(tx, hours)
    tx.record(actor, "duty-hours.published", hours["duty_hours_id"], scope=scope, scope_id=hours["scope_id"])
    return hours


def publish_order(tx: Transaction, actor: Actor, values: dict[str, Any]) -> AttendanceOrder:
    """Put an attendance order into the register."""
    require(access.may_publish_for(actor, "STATE", set()))
    order = AttendanceOrder(order_id=new_id(), **values)
    with refusing(
        order_runs_forward=PublishedAmiss, rank_has_its_level=PublishedAmiss, cap_is_a_share=PublishedAmiss
    ):
        store.add_order(tx, order)
    tx.record(actor, "attendance-order.published", order.order_id)
    return order


def announce_reference(tx: Transaction) -> int:
    """Tell the other services what they were not told yet; how many rows were told is returned."""
    rules = store.find_unannounced_rules(tx, AT_ONCE)
    for rule_id in rules:
        rule = calendar.find_rule(tx, rule_id)
        if rule is not None:
            _announce_rule(tx, rule)
    hours = store.find_unannounced_duty_hours(tx, AT_ONCE)
    for row in hours:
        _announce_duty_hours(tx, row)
    return len(rules) + len(hours)


def republish(tx: Transaction, actor: Actor) -> None:
    """Have the worker tell every service all rules and duty hours again."""
    require(access.may_publish_for(actor, "STATE", set()))
    store.forget_announced(tx)
    tx.record(actor, "reference.republished", "wfh")


def _departments_of(tx: Transaction, scope: str, scope_id: str) -> set[str]:
    """The departments above what a scope names, which must exist; none for the state and its parts."""
    if scope == "DEPARTMENT":
        return set(store.find_departments_above(tx, directory.department(tx, scope_id).code))
    if scope == "OFFICE":
        return set(store.find_departments_above(tx, directory.office(tx, _id(scope_id)).department))
    if scope == "PERSON":
        return standing_of(tx, _id(scope_id)).departments
    if scope == "DISTRICT":
        directory.area(tx, scope_id)
    return set()


def _id(scope_id: str) -> UUID:
    try:
        return UUID(scope_id)
    except ValueError:
        raise ScopeUnknown from None


def _announce_rule(tx: Transaction, rule: Rule) -> None:
    event = CalendarRulePublished(
        rule_id=rule.rule_id,
        scope=rule.scope,
        scope_id=rule.scope_id,
        kind=rule.kind,
        weekday=rule.weekday,
        ordinals=list(rule.ordinals),
        on=rule.on,
        working=rule.working,
        opens=f"{rule.opens:%H:%M}" if rule.opens else None,
        closes=f"{rule.closes:%H:%M}" if rule.closes else None,
        name_en=rule.name_en,
        name_hi=rule.name_hi,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        order_number=rule.order_number,
    )
    tx.announce(event)
    store.note_announced(tx, rule.rule_id)


def _announce_duty_hours(tx: Transaction, row: dict[str, Any]) -> None:
    clock_times = {"starts": f"{row['starts']:%H:%M}", "ends": f"{row['ends']:%H:%M}"}
    tx.announce(DutyHoursPublished(**{**row, **clock_times}))
    store.note_announced(tx, row["duty_hours_id"])
