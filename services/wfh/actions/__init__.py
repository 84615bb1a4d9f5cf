"""What can be done with days at home, absences and the published rules."""

from services.wfh.actions.absences import cancel_absence, record_absence
from services.wfh.actions.days import (
    approve,
    ask,
    bring_days_in,
    expire_accounts,
    put_on_roster,
    recall,
    refuse,
    withdraw,
)
from services.wfh.actions.published import (
    announce_reference,
    publish_duty_hours,
    publish_order,
    publish_rule,
    republish,
)
from services.wfh.actions.views import (
    absences,
    attendance_orders,
    awaiting,
    balance,
    calendar_days,
    duty_hours,
    ledger,
    request,
    requests,
    roster,
)

__all__ = [
    "absences",
    "announce_reference",
    "approve",
    "ask",
    "attendance_orders",
    "awaiting",
    "balance",
    "bring_days_in",
    "calendar_days",
    "cancel_absence",
    "duty_hours",
    "expire_accounts",
    "ledger",
    "publish_duty_hours",
    "publish_order",
    "publish_rule",
    "put_on_roster",
    "recall",
    "record_absence",
    "refuse",
    "republish",
    "request",
    "requests",
    "roster",
    "withdraw",
]
