"""The figures of a desk are kept beside the cases; whatever happens, they say what counting would say."""

import random
from datetime import timedelta
from typing import Any

import pytest

from kernel.clock import local_date
from kernel.errors import Refused
from kernel.identity import Actor
from services.public import access, actions, store
from services.public.actions.reading import filters_of
from services.public.domain.case import OPEN_STATES, Case
from tests.fakes import an_id
from tests.public.conftest import Desk
from tests.public.questions import queries
from tests.public.town import MORNING, a_citizen, a_collector, a_post, nodal

WORDS = {"text": "कार्यवाही कर दी गई है, कृपया देखें।"}
AREAS = ("CG-DMT", "CG-DMT-KRD", "CG-DRG", "CG")
OFFICERS: tuple[Actor, ...] = (
    nodal(),
    nodal(area="CG-DMT", post_id=an_id("a district's nodal post")),
    a_post("HFW-US-1"),
    a_post("REV-SO-1"),
    a_collector("CG-DMT"),
    a_collector("CG"),
)


def counted(desk: Desk, actor: Actor, **wanted: Any) -> dict[str, tuple[int, int]]:
    """Cases and late ones by state, one by one."""
    search = {**access.scope_of(actor), **filters_of(desk.tx, wanted), "now": desk.tx.now}
    rows = store.count_cases(desk.tx, search)
    return {row["state"]: (row["cases"], row["late"]) for row in rows}


def kept(desk: Desk, actor: Actor, **wanted: Any) -> dict[str, tuple[int, int]]:
    """The same from the kept figures."""
    rows = actions.find_cases(desk.tx, actor, {"limit": 1, **wanted})["counts"]
    return {row["state"]: (row["cases"], row["late"]) for row in rows}


def listed(desk: Desk, actor: Actor, **wanted: Any) -> list[Case]:
    return actions.find_cases(desk.tx, actor, {"limit": 1000, **wanted})["items"]  # type: ignore[no-any-return]  # a page of cases


def act(desk: Desk, case: Case, dice: random.Random) -> None:
    """One thing that may happen to a case, if it may happen now."""
    officer = {"REV": nodal(), "LAND": nodal(), "HFW": a_post("HFW-US-1"), "PWD": a_post("PWD-US-1")}
    case = store.get_case(desk.tx, case.case_id)
    actor, case_id = officer[case.department], case.case_id
    means, tx = desk.means, desk.tx
    to_department = dice.choice(["HFW", "PWD", "LAND", "REV"])
    to_post = an_id(dice.choice(["REV-SO-1", "REV-DA-1"]))
    possible = (
        lambda: actions.ask_citizen(tx, actor, means, case_id, WORDS),
        lambda: actions.answer_question(tx, a_citizen(case_id), means, "खसरा नंबर 12/3 है।"),
        lambda: actions.assign(tx, actor, case_id, {"to_post": to_post}),
        lambda: actions.transfer(tx, actor, means, case_id, {**WORDS, "to_department": to_department}),
        lambda: actions.resolve(tx, actor, means, case_id, WORDS),
        lambda: actions.dispose(tx, actor, means, case_id, WORDS),
        lambda: actions.withdraw(tx, a_citizen(case_id)),
    )
    try:
        dice.choice(possible)()
    except Refused:
        return


@pytest.mark.parametrize("seed", range(3))
def test_kept_figures_are_what_counting_gives_under_any_life(seed: int, desk: Desk) -> None:
    dice = random.Random(seed)
    cases = [
        desk.file(nature=dice.choice(["GRIEVANCE", "DEMAND", "SUGGESTION"]), area=dice.choice(AREAS))
        for _ in range(12)
    ]

    for step in range(60):
        desk.tx.now = MORNING + timedelta(hours=10 * step)
        act(desk, dice.choice(cases), dice)
        if step % 7 == 0:
            actions.mark_overdue(desk.tx)
        if step % 11 == 0:
            actions.fold_pendency(desk.tx)

        for actor in OFFICERS:
            assert kept(desk, actor) == counted(desk, actor), (step, actor.roles)
        found = actions.pendency(desk.tx, nodal(), {})
        assert found.late == len(listed(desk, nodal(), when="late"))
        assert found.due_soon == len(listed(desk, nodal(), when="week"))


def test_figures_follow_a_transfer_at_once_and_stay_within_the_scope(desk: Desk) -> None:
    case = desk.file(area="CG-DMT")
    desk.file(area="CG-DRG")
    actions.fold_pendency(desk.tx)

    actions.transfer(desk.tx, nodal(), desk.means, case.case_id, {**WORDS, "to_department": "HFW"})

    assert actions.pendency(desk.tx, nodal(), {}).open == 1
    assert actions.pendency(desk.tx, a_post("HFW-US-1"), {}).open == 1
    assert actions.pendency(desk.tx, a_collector("CG-DMT"), {}).open == 1
    assert actions.pendency(desk.tx, a_collector("CG-DMT"), {"department": "REV"}).open == 0


def test_a_case_on_the_own_desk_counts_though_its_department_is_anothers(desk: Desk) -> None:
    case = desk.file()
    actions.assign(desk.tx, nodal(), case.case_id, {"to_post": an_id("REV-SO-1")})

    found = actions.pendency(desk.tx, a_post("REV-SO-1"), {})

    assert (found.open, found.states) == (1, {"ASSIGNED": 1})
    assert actions.pendency(desk.tx, a_post("REV-DA-1"), {}).open == 0


def test_filters_narrow_the_figures_as_they_narrow_the_list(desk: Desk) -> None:
    desk.file(area="CG-DMT")
    desk.file(nature="DEMAND", area="CG-DRG")

    for wanted in ({"nature": "DEMAND"}, {"area": "CG-DMT"}, {"department": "LAND"}, {"state": "ASSIGNED"}):
        assert kept(desk, nodal(), **wanted) == counted(desk, nodal(), **wanted)
    assert actions.pendency(desk.tx, nodal(), {"nature": "DEMAND"}).open == 1


def test_folding_leaves_one_row_for_a_cell_and_none_for_an_empty_one(desk: Desk) -> None:
    cases = [desk.file() for _ in range(3)]
    actions.fold_pendency(desk.tx)

    for case in cases:
        actions.withdraw(desk.tx, a_citizen(case.case_id))
    actions.fold_pendency(desk.tx)

    assert desk.tx.fetch_all(queries.find_cells) == [{"state": "WITHDRAWN", "cases": 3}]


def test_the_days_until_the_end_of_the_week_are_told_one_by_one(desk: Desk) -> None:
    case = desk.file()
    assert case.due_at
    desk.tx.now = case.due_at - timedelta(days=2)

    found = actions.pendency(desk.tx, nodal(), {})

    assert (found.due_soon, found.late) == (1, 0)
    assert found.due_days[local_date(case.due_at)] == 1
    assert sorted(found.states.keys() - OPEN_STATES) == []


def test_the_newest_stand_first_and_pages_follow_each_other(desk: Desk) -> None:
    numbers = [desk.file().number for _ in range(5)]

    first = actions.find_cases(desk.tx, nodal(), {"limit": 3, "sort": "newest"})
    rest = actions.find_cases(desk.tx, nodal(), {"limit": 3, "sort": "newest", "after": first["next"]})

    assert [case.number for case in (*first["items"], *rest["items"])] == numbers[::-1]
    assert rest["next"] is None
