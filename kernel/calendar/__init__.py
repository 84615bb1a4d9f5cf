"""The working calendar: which days are worked, when an office closes, and where a limit in days ends.

`arithmetic` is pure and works on rules handed to it; `store` keeps each service's own copy of the rules,
which the wfh service announces.
"""

from kernel.calendar.arithmetic import (
    CLOSES,
    OPENS,
    Calendar,
    DayKind,
    Hours,
    NoWorkingDayError,
    Rule,
    RuleKind,
    Scope,
)
from kernel.calendar.store import (
    Place,
    add_days,
    calendar_of,
    find_rule,
    is_working_day,
    rules_in_force,
    save_rule,
)

__all__ = [
    "CLOSES",
    "OPENS",
    "Calendar",
    "DayKind",
    "Hours",
    "NoWorkingDayError",
    "Place",
    "Rule",
    "RuleKind",
    "Scope",
    "add_days",
    "calendar_of",
    "find_rule",
    "is_working_day",
    "rules_in_force",
    "save_rule",
]
