"""Pages about secure-network access: who has it by rank and department, on any day; given and revoked."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from kernel import clock, sheets
from kernel.database import Transaction
from kernel.edge.http import Call, Download
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from kernel.languages import _, translate
from services.auth import actions
from services.auth.domain.structure import UnitKind
from services.auth.pages.organisation import keeping
from services.auth.pages.postings import beside
from services.auth.pages.room import pages
from services.auth.schemas import postings as shapes
from services.auth.store import standing, structure

GRANTS = "/staff/grants"
SOON_DAYS = 30
_LIST_HEADS = (
    _("Post"),
    _("Designation"),
    _("Rank"),
    _("Department"),
    _("Officer"),
    _("Order"),
    _("From"),
    _("Until"),
)
_COUNT_HEADS = (_("Posts"), _("with access"), _("people"))


@pages.get(GRANTS, query=shapes.GrantSearch, may="grants.report")
def grants(tx: Transaction, actor: Actor, call: Call, query: dict[str, Any]) -> Page:
    """The posts with access, filtered, as of a day."""
    today = clock.local_date(tx.now)
    on = query["on"] or today
    found = actions.grants_on(tx, actor, on, query)
    asked = {name: str(query[name]) for name in ("on", "department", "rank", "ends_by") if query[name]}
    return keeping(
        "grants.html",
        call,
        **found,
        on=on,
        today=today,
        soon=today + timedelta(days=SOON_DAYS),
        values={name: str(value or "") for name, value in query.items()} | {"on": on.isoformat()},
        asked=urlencode(asked),
        departments=[each for _depth, each in actions.tree(tx, UnitKind.DEPARTMENT)],
        ranks=structure.find_ranks(tx),
        next_url=f"{GRANTS}?{urlencode({**asked, 'after': found['next']})}" if found["next"] else "",
    )


@pages.get(GRANTS + "/report", query=shapes.GrantSearch, may="grants.report")
def report(tx: Transaction, actor: Actor, call: Call, query: dict[str, Any]) -> Page:
    """How many have access, by rank and by department; laid out for paper too."""
    on = query["on"] or clock.local_date(tx.now)
    return keeping("grants_report.html", call, **actions.grants_report(tx, actor, on))


@pages.get(GRANTS + "/report.xlsx", query=shapes.GrantSearch, may="grants.report")
def report_file(tx: Transaction, actor: Actor, call: Call, query: dict[str, Any]) -> Download:
    """The report and the list behind it as a workbook."""
    on = query["on"] or clock.local_date(tx.now)
    told = actions.grants_report(tx, actor, on)
    tables = {
        "ranks": _counted(call, told["by_rank"], "rank", _("Rank")),
        "departments": _counted(call, told["by_department"], "department", _("Department")),
        "posts": _listed(call, actions.all_grants_on(tx, actor, on, query)),
    }
    return Download(sheets.as_xlsx(tables), sheets.XLSX, f"secure-network-access-{on.isoformat()}.xlsx")


@pages.get(GRANTS + "/new", may="directory.grant")
def grant_form(tx: Transaction, call: Call) -> Page:
    """Where a post is given access."""
    values = {
        "post_code": call.request.get_param("post_code") or "",
        "valid_from": clock.local_date(tx.now).isoformat(),
    }
    return keeping("grant_form.html", call, values=values)


@pages.post(GRANTS + "/new", may="directory.grant", takes=shapes.GrantForm, form=grant_form)
def grant(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Give a post access to the secure network."""
    code = body.pop("post_code")
    post_id = beside("post_code", lambda: structure.get_post_id(tx, code))
    actions.grant_access(tx, actor, post_id, **body)
    return Redirect(f"{GRANTS}?done=granted")


@pages.get(GRANTS + "/{grant_id:uuid}/revoke", may="directory.grant")
def revoke_form(tx: Transaction, call: Call, grant_id: UUID) -> Page:
    """Where access is revoked, at once or after a day."""
    found = standing.get_grant(tx, grant_id)
    return keeping("ending.html", call, what="grant", found=found, back=GRANTS)


@pages.post(
    GRANTS + "/{grant_id:uuid}/revoke", may="directory.grant", takes=shapes.EndingForm, form=revoke_form
)
def revoke(tx: Transaction, actor: Actor, grant_id: UUID, body: dict[str, Any]) -> Redirect:
    """Revoke access."""
    actions.revoke_access(tx, actor, grant_id, body["order_number"], body["last_day"])
    return Redirect(f"{GRANTS}?done=revoked")


def _counted(call: Call, rows: list[dict[str, Any]], key: str, head: str) -> sheets.Table:
    language = call.language
    heads = [translate(each, language, "auth") for each in (head, *_COUNT_HEADS)]
    cells = [
        [row[f"{key}_{'en' if language == 'en' else 'hi'}"], row["posts"], row["granted"], row["holders"]]
        for row in rows
    ]
    return sheets.Table(heads, cells)


def _listed(call: Call, rows: list[dict[str, Any]]) -> sheets.Table:
    tongue = "en" if call.language == "en" else "hi"
    heads = [translate(each, call.language, "auth") for each in _LIST_HEADS]
    names = (
        "post_code",
        f"name_{tongue}",
        f"rank_{tongue}",
        f"department_{tongue}",
        f"holder_{tongue}",
        "order_number",
        "valid_from",
        "valid_to",
    )
    return sheets.Table(heads, [[row[name] for name in names] for row in rows])
