"""The desk of officers: what lies there, by state and due date, narrowed, searched, in pages."""

from typing import Any
from urllib.parse import urlencode

from kernel import directory
from kernel.clock import local_date
from kernel.database import Transaction
from kernel.edge.pages import Page
from kernel.identity import Actor
from kernel.languages import _
from services.public import access, actions, schemas
from services.public.domain.acts import STATES_AT_DESK, WHAT_AT_DESK, WORDS_OF_ACT, WORDS_OF_DONE
from services.public.domain.case import Case, CaseState, Nature
from services.public.domain.timeline import WORDS_OF_NATURE
from services.public.pages.room import pages

MOST_URGENT = 5
LOOKED_THROUGH = 25
FILTERS = ("state", "when", "department", "area", "nature", "text", "sort")

WORDS: dict[str, Any] = {
    "natures": WORDS_OF_NATURE,
    "states": STATES_AT_DESK,
    "whats": WHAT_AT_DESK,
    "words_of_act": WORDS_OF_ACT,
    "words_of_done": WORDS_OF_DONE,
}
_ALL_OPEN, _LATE, _WEEK = _("All open"), _("Time limit passed"), _("Due within 7 days")
_CHIPS = (
    CaseState.REGISTERED,
    CaseState.ASSIGNED,
    CaseState.AWAITING_CITIZEN,
    CaseState.REFERRED,
    CaseState.ACTION_TAKEN,
    CaseState.UNDER_APPEAL,
    CaseState.DISPOSED,
)


def desk_page(template: str, status: int = 200, **shown: Any) -> Page:
    """A page in the words of desks."""
    return Page(template, {**WORDS, **shown}, status)


def address(path: str, query: dict[str, Any], **changes: Any) -> str:
    """*path* with the filters that are set, after *changes*."""
    kept = {name: query.get(name) for name in FILTERS} | changes
    asked = {name: value for name, value in kept.items() if value and (name, value) != ("sort", "due")}
    return f"{path}?{urlencode(asked)}" if asked else path


@pages.get("/desk", query=schemas.DeskSearch, may="cases.read")
def desk(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Page:
    """The cases of the acting post's scope, the earliest due first, with what lies in each state."""
    found = actions.find_cases(tx, actor, query)
    return desk_page(
        "desk.html",
        cases=found["items"],
        next_url=address("/desk", query, after=found["next"]) if found["next"] else "",
        chips=_chips(actions.pendency(tx, actor, query), query),
        narrowed=any(query[name] for name in ("department", "area", "nature", "text")),
        query=query,
        typed={name: query[name] or "" for name in FILTERS},
        links={name: address(f"/desk/{name}", query) for name in ("weekly", "cases.csv")},
        **_around(tx, actor, found["items"]),
    )


@pages.fragment("/desk", "due", may="cases.read")
def due(tx: Transaction, actor: Actor) -> Page:
    """For the home page: what is late, what falls due, what is new, and the most urgent."""
    figures = actions.pendency(tx, actor, {})
    found = actions.find_cases(tx, actor, {"limit": LOOKED_THROUGH})["items"]
    running = [case for case in found if case.due_on and not case.paused_at]
    return desk_page(
        "_desk_due.html",
        figures=figures,
        new_today=actions.count_new_today(tx, actor),
        urgent=running[:MOST_URGENT],
        today=local_date(tx.now),
        hears_appeals=access.may_hear_appeals(actor).allowed,
    )


def _around(tx: Transaction, actor: Actor, cases: list[Case]) -> dict[str, Any]:
    places = actions.places_of(tx, actor)
    return {
        **places,
        "department_names": {each.code: each for each in directory.departments(tx)},
        "area_names": {each.code: each for each in directory.areas(tx)},
        "posts": directory.posts_by_id(tx, {case.desk for case in cases if case.desk}),
        "today": local_date(tx.now),
        "all_natures": list(Nature),
        "hears_appeals": access.may_hear_appeals(actor).allowed,
    }


def _chips(figures: actions.Pendency, query: dict[str, Any]) -> list[dict[str, Any]]:
    plain = {"state": None, "when": None, "after": None}
    chosen = (query["state"], query["when"])
    chips = [
        (_ALL_OPEN, figures.open, (None, None)),
        (_LATE, figures.late, (None, "late")),
        (_WEEK, figures.due_soon, (None, "week")),
        *((STATES_AT_DESK[state], figures.states.get(state, 0), (state.value, None)) for state in _CHIPS),
    ]
    return [
        {
            "label": label,
            "cases": cases,
            "current": chosen == place,
            "href": address("/desk", query, **{**plain, "state": place[0], "when": place[1]}),
            "late": place[1] == "late" and cases > 0,
        }
        for label, cases, place in chips
    ]
