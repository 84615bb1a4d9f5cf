"""The officers' desk as pages: lists, figures, filters, paper and tables, each within its scope."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from falcon.testing import Result

from kernel import clock
from kernel.database import Database
from kernel.edge.context import Context
from kernel.identity import Actor, Zone
from services.public import actions
from services.public.domain.case import Case
from services.public.pages.desk_lists import as_csv
from services.public.store import get_case
from tests.clients import Client
from tests.fakes import an_id
from tests.public.questions import queries
from tests.public.town import MORNING, a_body, a_collector, a_portal, a_post, appellate, nodal

LATE = MORNING + timedelta(days=16)
WORDS = {"text": "कार्यवाही कर दी गई है, कृपया देखें।"}
PAGES = ("/desk", "/desk/weekly", "/desk/weekly.csv", "/desk/cases.csv", "/desk/_fragment/due")

File = Callable[..., Case]


@pytest.fixture
def file(town: Database, means: Context) -> File:
    """A grievance that Revenue's portal handed in, committed."""

    def make(**over: Any) -> Case:
        with town.transaction() as tx:
            made = actions.file_by_portal(tx, a_portal(), means, a_body(**over))
            return get_case(tx, made.case_id)

    return make


def at(client: Client, path: str, actor: Actor, day: Any = MORNING) -> Result:
    with clock.frozen(day):
        return client.get(path, actor=actor)


def numbers_on(page: Result) -> list[str]:
    return re.findall(r'href="/desk/cases/[^"]+">(\d{11})<', page.text)


def chips_on(page: Result) -> dict[str, str]:
    found = re.findall(r"<span>([^<]+)</span> <b>([^<]+)</b>", page.text)
    return dict(found)


def rows_of(table: Result) -> list[list[str]]:
    return rows_in(table.content)


def rows_in(table: bytes) -> list[list[str]]:
    text = table.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_nodal_officer_sees_the_department_and_what_is_below_and_no_other(
    client: Client, file: File
) -> None:
    own, below = file(), file(department="LAND")

    page = at(client, "/desk", nodal())

    assert numbers_on(page) == [own.number, below.number]
    assert chips_on(page)["All open"] == "2"
    stranger = at(client, "/desk", a_post("HFW-US-1"))
    assert numbers_on(stranger) == []
    assert set(chips_on(stranger).values()) == {"0"}
    assert "No case waits at this desk." in stranger.text


def test_a_collector_sees_the_district_only_and_every_figure_says_so(client: Client, file: File) -> None:
    inside, _outside = file(area="CG-DMT-KRD"), file(area="CG-DRG")

    page = at(client, "/desk", a_collector("CG-DMT"))

    assert numbers_on(page) == [inside.number]
    assert chips_on(page)["All open"] == "1"
    assert "Durg" not in page.text
    assert rows_of(at(client, "/desk/cases.csv", a_collector("CG-DMT")))[1][0] == inside.number
    assert len(rows_of(at(client, "/desk/weekly.csv", a_collector("CG-DMT"), LATE))) == 2


def test_no_filter_leads_out_of_the_scope(client: Client, file: File) -> None:
    file(area="CG-DRG")

    for asked in (
        "?area=CG-DRG",
        "?department=REV",
        "?area=CG-DRG&sort=newest",
        "?text=पटवारी",
        "?when=week",
    ):
        page = at(client, f"/desk{asked}", a_collector("CG-DMT"))
        assert numbers_on(page) == [], asked
        assert set(chips_on(page).values()) == {"0"}, asked


@pytest.mark.parametrize("path", PAGES)
def test_others_do_not_see_the_desk(path: str, client: Client, file: File) -> None:
    case = file()
    closed = [nodal(zone=Zone.INTERNET), nodal(granted_until=None), a_post("REV-SO-1", roles=frozenset())]

    for actor in closed:
        answer = at(client, path, actor)
        assert case.number not in answer.text
        assert answer.text == "<!-- -->" if "_fragment" in path else answer.status_code == 403


@pytest.mark.parametrize("path", [path for path in PAGES if "_fragment" not in path])
def test_without_a_session_one_is_sent_to_renew_it(path: str, client: Client) -> None:
    answer = client.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/staff/renew?next=")


def test_filters_search_and_order_narrow_what_is_shown(client: Client, file: File) -> None:
    first = file()
    road = file(text="गाँव की सड़क टूटी है, road is broken since March", area="CG-DRG")
    demand = file(nature="DEMAND")

    assert numbers_on(at(client, "/desk?text=सडक", nodal())) == [road.number]
    assert numbers_on(at(client, "/desk?text=roads&nature=&area=", nodal())) == [road.number]
    assert numbers_on(at(client, "/desk?nature=DEMAND", nodal())) == [demand.number]
    assert numbers_on(at(client, "/desk?area=CG-DRG", nodal())) == [road.number]
    newest = numbers_on(at(client, "/desk?sort=newest", nodal()))
    assert newest == [demand.number, road.number, first.number]


def test_chips_lead_to_what_they_count(client: Client, file: File, town: Database, means: Context) -> None:
    late, asked, soon = file(), file(), file(nature="DEMAND")
    with town.transaction() as tx:
        actions.ask_citizen(tx, nodal(), means, asked.case_id, WORDS)
    day = MORNING + timedelta(days=26)

    page = at(client, "/desk", nodal(), day)

    chips = chips_on(page)
    assert (chips["Time limit passed"], chips["Due within 7 days"]) == ("1", "1")
    assert chips["Waiting for the citizen"] == "1"
    assert numbers_on(at(client, "/desk?when=late", nodal(), day)) == [late.number]
    assert numbers_on(at(client, "/desk?when=week", nodal(), day)) == [soon.number]
    assert numbers_on(at(client, "/desk?state=AWAITING_CITIZEN", nodal(), day)) == [asked.number]
    assert "11 days over" in page.text


def test_pages_follow_each_other_and_keep_their_filter(client: Client, file: File) -> None:
    numbers = [file().number for _ in range(4)]

    first = at(client, "/desk?limit=3&nature=GRIEVANCE", nodal())
    onwards = re.search(r'href="(/desk\?[^"]*after=[^"]+)" rel="next"', first.text)
    assert onwards
    rest = at(client, onwards[1].replace("&amp;", "&"), nodal())

    assert "nature=GRIEVANCE" in onwards[1]
    assert numbers_on(first) + numbers_on(rest) == numbers


@pytest.mark.parametrize(
    "asked", ["after=nonsense", "when=never", "state=LOST", "sort=size", "limit=9999", "done=<script>"]
)
def test_a_made_up_address_is_refused_in_plain_words(asked: str, client: Client) -> None:
    answer = at(client, f"/desk?{asked}", nodal())

    assert answer.status_code == 422
    assert "<script>" not in answer.text


def test_the_weekly_list_says_since_when_how_late_where_and_the_last_step(
    client: Client, file: File, town: Database
) -> None:
    late, later = file(), file(nature="SUGGESTION")
    with town.transaction() as tx:
        actions.assign(tx, nodal(), late.case_id, {"to_post": an_id("REV-SO-1")})

    page = at(client, "/desk/weekly", nodal(), LATE)

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    assert (
        f"1 {late.number} 10 March 2026 25 March 2026 1 Dhamtari REV-SO-1 Given to the officer who deals with it"
        in text
    )
    assert "1 cases whose time limit has passed or ends within 7 days, 1 of them late" in text
    assert later.number not in text


def test_the_weekly_list_is_whole_in_hindi(client: Client, file: File) -> None:
    file()

    page = at(client, "/desk/weekly", replace(nodal(), language="hi"), LATE)

    assert "लंबित प्रकरणों की साप्ताहिक सूची" in page.text
    assert "राजस्व विभाग" in page.text
    assert "25 मार्च 2026" in page.text


def test_a_promise_that_broke_an_hour_ago_counts_as_late_on_the_day_itself(
    client: Client, file: File
) -> None:
    case = file()
    assert case.due_at

    page = at(client, "/desk/weekly", nodal(), case.due_at + timedelta(seconds=1))

    assert "1 cases whose time limit has passed or ends within 7 days, 1 of them late" in page.text
    assert (
        chips_on(at(client, "/desk", nodal(), case.due_at + timedelta(seconds=1)))["Time limit passed"] == "1"
    )


def test_a_standing_clock_is_not_urgent(client: Client, file: File, town: Database, means: Context) -> None:
    asked, running = file(), file()
    with town.transaction() as tx:
        actions.ask_citizen(tx, nodal(), means, asked.case_id, WORDS)

    part = at(client, "/desk/_fragment/due", nodal())

    assert numbers_on(part) == [running.number]


def test_an_empty_weekly_list_says_so(client: Client, file: File) -> None:
    file()

    assert "No time limit has passed" in at(client, "/desk/weekly", nodal()).text


def test_the_weekly_table_has_the_same_cases_in_the_readers_language(client: Client, file: File) -> None:
    case = file()

    table = at(client, "/desk/weekly.csv", replace(nodal(), language="hi"), LATE)

    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "weekly-2026-03-26.csv" in table.headers["content-disposition"]
    heads, row = rows_of(table)
    assert heads[0] == "प्रकरण क्रमांक"
    assert row[:3] == [case.number, "शिकायत", "राजस्व विभाग"]
    assert row[4:7] == ["2026-03-10", "2026-03-25", "1"]


@pytest.mark.parametrize(("answered_on", "days_over"), [(20, "0"), (28, "3")])
def test_days_over_are_counted_to_the_answer(
    client: Client, file: File, town: Database, means: Any, answered_on: int, days_over: str
) -> None:
    case = file()
    with clock.frozen(MORNING.replace(day=answered_on)), town.transaction() as tx:
        actions.mark_overdue(tx)
        for act in (actions.resolve, actions.dispose):
            act(tx, nodal(), means, case.case_id, {"text": "नामांतरण हो गया है।"})

    table = at(client, "/desk/cases.csv?state=DISPOSED", nodal(), MORNING + timedelta(days=60))
    late = at(client, "/desk/cases.csv?state=DISPOSED&when=late", nodal(), MORNING + timedelta(days=60))

    assert [row[6] for row in rows_of(table)[1:]] == [days_over]
    assert len(rows_of(late)[1:]) == (days_over != "0")


def test_an_export_is_on_record_and_names_nobody(client: Client, file: File, town: Database) -> None:
    file()

    table = at(client, "/desk/cases.csv?state=REGISTERED", nodal())

    assert len(rows_of(table)) == 2
    assert "राम कुमार" not in table.text
    assert "9876543210" not in table.text
    with town.transaction(reading=True) as tx:
        acts = [row["act"] for row in tx.fetch_all(queries.find_acts)]
    assert acts[-1] == "cases.exported"


@pytest.mark.parametrize("cell", ["=1+1", "+91", "-2", "@sum", "\tx"])
def test_no_cell_becomes_a_formula(cell: str) -> None:
    assert rows_in(as_csv([[cell, 5]])) == [[f"'{cell}", "5"]]


def test_the_fragment_tells_the_home_page_what_is_urgent(client: Client, file: File) -> None:
    cases = [file() for _ in range(6)]

    part = at(client, "/desk/_fragment/due", nodal(), LATE)

    assert "<html" not in part.text
    assert chips_on(part)["Time limit passed"] == "6"
    assert numbers_on(part) == [case.number for case in cases[:5]]
    assert at(client, "/desk/_card/due", nodal(), LATE).status_code == 200
    assert "Appeals before your post" in at(client, "/desk/_fragment/due", appellate()).text


def test_the_fragment_is_silent_for_who_has_no_desk(client: Client, file: File) -> None:
    file()

    assert client.get("/desk/_fragment/due").text == "<!-- -->"
