"""Tables of employees: handed in, checked row by row, and entered all at once or not at all."""

from services.auth.actions.imports.handing_in import drop, hand_in, order, rows, show, tables
from services.auth.actions.imports.slips import as_table, give_codes
from services.auth.actions.imports.template import export, template
from services.auth.actions.imports.working import Means, count, forget, has_work, work_off

__all__ = [
    "Means",
    "as_table",
    "count",
    "drop",
    "export",
    "forget",
    "give_codes",
    "hand_in",
    "has_work",
    "order",
    "rows",
    "show",
    "tables",
    "template",
    "work_off",
]
