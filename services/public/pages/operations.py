"""How this service is doing, for operators: also what is pending in each department."""

from collections.abc import Iterator

from kernel import directory
from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Bars, OperationsPart, show_operations
from kernel.languages import _
from services.public import actions
from services.public.pages.room import pages

SERIES = {
    "pendency-open": _("Pending cases"),
    "pendency-late": _("Pending cases whose time limit has passed"),
}


def _pendency(tx: Transaction, call: Call) -> Iterator[Bars]:
    names = {each.code: each.name(call.language) for each in directory.departments(tx)}
    rows = actions.pendency_by_department(tx)
    most = sorted(rows, key=lambda row: -row["cases"])
    late = sorted((row for row in rows if row["late"]), key=lambda row: -row["late"])
    yield Bars(
        _("Pending cases by department"),
        [(names.get(row["department"], row["department"]), row["cases"]) for row in most],
    )
    yield Bars(
        _("Cases whose time limit has passed, by department"),
        [(names.get(row["department"], row["department"]), row["late"], True) for row in late],
    )


show_operations(pages, "/desk", OperationsPart(_("Cases"), _pendency, SERIES))
