"""How this service is doing, for operators, and what is known of the gateway before all services."""

from collections.abc import Iterator
from typing import Any

from kernel.database import Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Bars, OperationsPart, show_operations
from kernel.languages import _, translate
from services.auth import actions
from services.auth.pages.room import pages

SILENT_AFTER_SECONDS = 45
COUNTER, KEEPER = "gateway-counter", "gateway-keeper"
DOES_NOT_ANSWER = _("does not answer")
WORDS_OF_CAUSE = {
    "nothing-here": _("There is no such address"),
    "not-readable": _("Could not be read"),
    "needs-https": _("Came without https"),
    "no-device": _("Came without the certificate of a device"),
    "zone-named": _("Named a network by itself"),
    "too-large": _("Too large"),
    "too-many": _("Too many from one address"),
    "busy": _("The service had too much to do"),
    "service-down": _("The service did not answer"),
}


def _gateway(_tx: Transaction, call: Call) -> Iterator[Bars]:
    address = call.context.settings.gateway_figures
    if not address:
        return

    def said(text: str) -> str:
        return translate(text, call.language, "auth")

    figures = actions.gateway_figures(address)
    rows: list[tuple[Any, ...]] = [(COUNTER, 0)]
    if figures is None:
        rows = [(f"{COUNTER}: {said(DOES_NOT_ANSWER)}", 0, True)]
    else:
        silent = round(figures.keeper_silent_seconds)
        rows.append((KEEPER, silent, silent > SILENT_AFTER_SECONDS))
    yield Bars(_("Processes beside the gateway: seconds since they were heard"), rows)
    if figures is not None:
        refused = figures.refused.most_common()
        yield Bars(
            _("Requests that the gateway refused since its counter began"),
            [(said(WORDS_OF_CAUSE.get(cause, cause)), count) for cause, count in refused if count],
        )


show_operations(pages, "/staff", OperationsPart(_("Sign-in and directory"), _gateway))
