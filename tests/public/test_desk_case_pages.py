"""A case on the officers' pages: what may be done is offered, what may not is refused, and what was typed stays."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from falcon.testing import Result

from kernel import clock
from kernel.database import Database
from kernel.edge.context import Context
from kernel.identity import Actor
from services.public import actions
from services.public.domain.case import Case, CaseState
from services.public.store import get_case
from tests.clients import Client
from tests.fakes import an_id
from tests.forms import FORM, hidden_fields, send
from tests.public.questions import queries
from tests.public.test_filing import PDF, APaper
from tests.public.town import (
    MORNING,
    a_body,
    a_citizen,
    a_collector,
    a_portal,
    a_post,
    appellate,
    nodal,
)

TEXT = "कार्यवाही कर दी गई है, कृपया देखें।"
WORDS = {"text": TEXT}
HOSTILE = "<script>alert(1)</script> \"' {{ 7 * 7 }} कार्यवाही"
ACTS = {
    "answer": "Answer for the time being",
    "ask": "Ask the citizen",
    "proceed": "Go on without the citizen",
    "assign": "Assign to a desk",
    "resolve": "Record the action taken",
    "dispose": "Dispose of the case",
    "refer": "Refer to a file",
    "transfer": "Transfer to another department",
}

Do = Callable[..., Any]


@pytest.fixture
def do(town: Database, means: Context) -> Do:
    """do(actions.ask_citizen, actor, case, body): an act that is committed."""

    def act(action: Callable[..., Any], actor: Actor, case: Case, *rest: Any) -> Any:
        with town.transaction() as tx:
            return action(tx, actor, means, case.case_id, *rest)

    return act


@pytest.fixture
def case(town: Database, means: Context) -> Case:
    """A grievance with one paper."""
    with town.transaction() as tx:
        made = actions.file_by_portal(tx, a_portal(), means, a_body(), [APaper.of(PDF)])
        return get_case(tx, made.case_id)


def now(town: Database, case: Case) -> Case:
    with town.transaction(reading=True) as tx:
        return get_case(tx, case.case_id)


def path_of(case: Case, act: str = "") -> str:
    return f"/desk/cases/{case.case_id}{'/' if act else ''}{act}"


def at(client: Client, path: str, actor: Actor) -> Result:
    with clock.frozen(MORNING):
        return client.get(path, actor=actor)


def done(client: Client, case: Case, act: str, actor: Actor, **typed: Any) -> Result:
    with clock.frozen(MORNING):
        form = client.get(path_of(case, act), actor=actor)
        return send(client, form, path_of(case, act), actor, **typed)


def offered(page: Result) -> set[str]:
    return set(re.findall(r'href="/desk/cases/[^/"]+/(\w+)" role="button"', page.text))


def acts_recorded(town: Database) -> list[str]:
    with town.transaction(reading=True) as tx:
        return [row["act"] for row in tx.fetch_all(queries.find_acts)]


def test_a_case_shows_petition_papers_timeline_and_clock_and_the_reading_is_recorded(
    client: Client, case: Case, town: Database
) -> None:
    page = at(client, path_of(case), nodal())

    for shown in ("नामांतरण", "राम कुमार", "25 March 2026", "CG GAD May 2024", "REV-US-1", "Attachment 1"):
        assert shown in page.text
    assert acts_recorded(town)[-1] == "case.read"


def test_a_paper_is_read_and_recorded(client: Client, case: Case, town: Database) -> None:
    page = at(client, path_of(case), nodal())
    address = re.search(r'href="(/desk/cases/[^"]+/documents/[^"]+)"', page.text)
    assert address

    paper = at(client, address[1], nodal())

    assert paper.content == PDF
    assert acts_recorded(town)[-1] == "document.read"


def test_another_department_does_not_learn_that_a_case_exists(client: Client, case: Case) -> None:
    for path in (path_of(case), path_of(case, "answer"), path_of(case, "transfer")):
        answer = at(client, path, a_post("HFW-US-1"))
        assert answer.status_code == 404
        assert case.number not in answer.text
    assert at(client, path_of(case), a_collector("CG-DRG")).status_code == 404


def test_a_collector_reads_and_is_offered_nothing_to_do(client: Client, case: Case) -> None:
    page = at(client, path_of(case), a_collector("CG-DMT"))

    assert "नामांतरण" in page.text
    assert offered(page) == set()
    for act in ACTS:
        assert at(client, path_of(case, act), a_collector("CG-DMT")).status_code == 403


def test_a_protected_complainant_is_named_nowhere(client: Client, town: Database, means: Context) -> None:
    with town.transaction() as tx:
        made = actions.file_by_portal(tx, a_portal(), means, a_body(protected=True))

    page = at(client, f"/desk/cases/{made.case_id}", nodal())

    assert "Identity protected" in page.text
    assert "राम कुमार" not in page.text


def test_only_what_this_officer_may_do_now_is_offered(client: Client, case: Case, do: Do) -> None:
    assert offered(at(client, path_of(case), nodal())) == set(ACTS) - {"dispose", "proceed"}
    assert offered(at(client, path_of(case), appellate())) == set()

    done(client, case, "assign", nodal(), to_post=an_id("REV-SO-1"))
    assert offered(at(client, path_of(case), a_post("REV-SO-1"))) == {"answer", "ask", "resolve"}

    do(actions.ask_citizen, nodal(), case, WORDS)
    assert offered(at(client, path_of(case), nodal())) == {"answer", "proceed"}


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("act", sorted(set(ACTS) - {"dispose", "proceed"}))
def test_every_act_has_a_page_that_says_what_it_does(
    act: str, language: str, client: Client, case: Case
) -> None:
    page = at(client, path_of(case, act), replace(nodal(), language=language))

    assert page.status_code == 200
    assert (ACTS[act] in page.text) == (language == "en")
    assert "नामांतरण" in page.text


def test_a_question_is_taken_back_with_the_reason_that_the_citizen_reads(client: Client, case: Case) -> None:
    done(client, case, "ask", nodal(), **WORDS)
    form = at(client, path_of(case, "proceed"), nodal())
    assert "time limit runs again from now on" in form.text

    answer = done(client, case, "proceed", nodal(), text="आपका उत्तर नहीं मिला, हम अभिलेख से निर्णय करेंगे।")

    page = at(client, answer.headers["location"], nodal())
    assert "The question is taken back" in page.text
    assert "हम अभिलेख से निर्णय करेंगे" in page.text
    assert "stands still since" not in page.text


def test_an_answer_reaches_the_timeline_and_its_page_says_done(
    client: Client, case: Case, town: Database
) -> None:
    answer = done(client, case, "answer", nodal(), text=HOSTILE)

    assert answer.headers["location"] == f"{path_of(case)}?done=answer"
    page = at(client, answer.headers["location"], nodal())
    assert "The citizen is told" in page.text
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "{{ 7 * 7 }}" in page.text
    assert acts_recorded(town).count("case.interim-replied") == 1


def test_asking_stops_the_clock_and_the_page_says_since_when(
    client: Client, case: Case, town: Database
) -> None:
    done(client, case, "ask", nodal(), **WORDS)

    page = at(client, path_of(case), nodal())

    assert now(town, case).state is CaseState.AWAITING_CITIZEN
    assert "stands still since 10 March 2026" in page.text
    assert at(client, path_of(case, "transfer"), nodal()).status_code == 409


def test_action_and_disposal_end_the_case_and_nothing_is_offered_any_more(
    client: Client, case: Case, town: Database
) -> None:
    done(client, case, "resolve", nodal(), **WORDS)
    done(client, case, "dispose", nodal(), **WORDS)

    assert now(town, case).state is CaseState.DISPOSED
    assert offered(at(client, path_of(case), nodal())) == set()


def test_a_transfer_keeps_number_clock_and_order_and_says_so(
    client: Client, case: Case, town: Database
) -> None:
    form = at(client, path_of(case, "transfer"), nodal())
    assert "Number, time limit and order stay as they are" in form.text
    assert 'value="REV"' not in form.text
    assert 'value="HFW"' in form.text
    assert 'value="EDU"' not in form.text, "no nodal officer would receive it there"

    answer = done(client, case, "transfer", nodal(), to_department="HFW", **WORDS)

    assert answer.headers["location"] == "/desk?done=transfer"
    moved = now(town, case)
    assert (moved.number, moved.due_at, moved.department) == (case.number, case.due_at, "HFW")
    assert "The case is transferred" in at(client, answer.headers["location"], nodal()).text
    assert at(client, path_of(case), nodal()).status_code == 404
    assert offered(at(client, path_of(case), a_post("HFW-US-1"))) >= {"answer", "transfer"}


def test_that_a_department_has_no_nodal_officer_stands_beside_its_field_and_the_words_are_kept(
    client: Client, case: Case, town: Database
) -> None:
    answer = done(client, case, "transfer", nodal(), to_department="EDU", **WORDS)

    assert answer.status_code == 409
    assert 'id="to_department-error"' in answer.text
    assert "nobody&#39;s desk" in answer.text
    assert WORDS["text"] in answer.text
    assert now(town, case).version == case.version


def test_referring_is_explicit_and_goes_to_the_nearest_section(
    client: Client, case: Case, town: Database
) -> None:
    form = at(client, path_of(case, "refer"), nodal())
    assert "cannot be taken back" in form.text

    done(client, case, "refer", nodal(), to_post="")

    assert now(town, case).state is CaseState.REFERRED
    assert "refer" not in offered(at(client, path_of(case), nodal()))


@pytest.mark.parametrize(
    ("act", "typed", "beside"),
    [
        ("answer", {"text": "   "}, "text"),
        ("resolve", {"text": "x" * 5001}, "text"),
        ("assign", {"to_post": ""}, "to_post"),
        ("assign", {"to_post": "nobody"}, "to_post"),
        ("transfer", {"to_department": "", "text": TEXT}, "to_department"),
        ("transfer", {"to_department": "HFW", "text": "कम"}, "text"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_what_was_typed_is_kept(
    act: str, typed: dict[str, str], beside: str, client: Client, case: Case, town: Database
) -> None:
    answer = done(client, case, act, nodal(), **typed)

    assert answer.status_code == 422
    assert f'id="{beside}-error"' in answer.text
    assert TEXT not in typed.values() or TEXT in answer.text
    assert now(town, case).version == case.version


def test_a_post_of_another_department_is_refused_with_the_form(
    client: Client, case: Case, town: Database
) -> None:
    answer = done(client, case, "assign", nodal(), to_post=an_id("HFW-US-1"))

    assert answer.status_code == 422
    assert "not one of department REV" in answer.text
    assert now(town, case).assigned_post is None


@pytest.mark.parametrize("act", sorted(ACTS))
def test_a_forged_form_does_nothing(act: str, client: Client, case: Case, town: Database) -> None:
    body = {"form_token": "made.up", "text": TEXT, "to_department": "HFW", "to_post": str(an_id("REV-SO-1"))}

    with clock.frozen(MORNING):
        for actor in (nodal(), a_collector("CG-DMT"), a_post("HFW-US-1"), a_post("REV-SO-1")):
            sent = "&".join(f"{name}={value}" for name, value in body.items())
            answer = client.post(path_of(case, act), actor=actor, body=sent, headers=FORM)
            assert answer.status_code in (403, 404, 409, 422)

    assert now(town, case).version == case.version


@pytest.mark.parametrize("act", ["answer", "resolve", "assign", "transfer", "refer"])
def test_another_officers_honest_token_does_not_help(
    act: str, client: Client, case: Case, town: Database
) -> None:
    with clock.frozen(MORNING):
        form = client.get(path_of(case, act), actor=nodal())
        for stranger in (a_post("HFW-US-1"), a_collector("CG-DMT"), a_post("REV-DA-1")):
            answer = send(client, form, path_of(case, act), stranger, to_department="PWD", **WORDS)
            assert answer.status_code in (403, 404)

    assert now(town, case).version == case.version


def test_a_second_click_acts_once(client: Client, case: Case, town: Database) -> None:
    with clock.frozen(MORNING):
        form = client.get(path_of(case, "answer"), actor=nodal())
        first = send(client, form, path_of(case, "answer"), nodal(), **WORDS)
        second = send(client, form, path_of(case, "answer"), nodal(), **WORDS)

    assert first.headers["location"] == second.headers["location"]
    assert acts_recorded(town).count("case.interim-replied") == 1


def test_who_was_overtaken_is_told_and_keeps_what_was_typed(
    client: Client, case: Case, do: Do, town: Database
) -> None:
    with clock.frozen(MORNING):
        form = client.get(path_of(case, "resolve"), actor=nodal())
        do(actions.answer, nodal(), case, WORDS)
        answer = send(client, form, path_of(case, "resolve"), nodal(), text="मेरा लिखा हुआ लंबा पाठ यहाँ है।")

    assert answer.status_code == 409
    assert "changed by somebody else meanwhile" in answer.text
    assert "मेरा लिखा हुआ लंबा पाठ यहाँ है।" in answer.text
    assert now(town, case).state is CaseState.REGISTERED


def an_appeal(do: Do, town: Database, means: Context, case: Case) -> UUID:
    do(actions.resolve, nodal(), case, WORDS)
    do(actions.dispose, nodal(), case, WORDS)
    with town.transaction() as tx:
        actions.judge(tx, a_citizen(case.case_id), means, satisfied=False, text="काम नहीं हुआ।")
        return actions.open_appeals(tx, appellate(), None, 10)[0].appeal_id


def test_an_appeal_is_listed_read_and_decided_once(
    client: Client, case: Case, do: Do, town: Database, means: Context
) -> None:
    appeal_id = an_appeal(do, town, means, case)
    path = f"/desk/appeals/{appeal_id}"
    assert path in at(client, "/desk/appeals", appellate()).text
    assert path in at(client, path_of(case), appellate()).text

    with clock.frozen(MORNING):
        form = client.get(path, actor=appellate())
        wrong = send(client, form, path, appellate(), text="कम")
        answer = send(client, wrong, path, appellate(), accepted="true", **WORDS)
        again = client.get(path, actor=appellate())

    assert (wrong.status_code, 'id="accepted-error"' in wrong.text) == (422, True)
    assert answer.headers["location"].startswith("/desk/appeals?done=269")
    assert "is decided" in at(client, answer.headers["location"], appellate()).text
    assert now(town, case).state is CaseState.REGISTERED
    assert "already decided" in again.text
    assert "form_token" not in again.text.partition("<main")[2]


def test_an_appeal_is_nobody_elses(
    client: Client, case: Case, do: Do, town: Database, means: Context
) -> None:
    appeal_id = an_appeal(do, town, means, case)

    for actor in (nodal(), a_post("REV-SO-1"), a_collector("CG-DMT")):
        assert at(client, "/desk/appeals", actor).status_code == 403
        assert at(client, f"/desk/appeals/{appeal_id}", actor).status_code == 403
    elsewhere = a_post("REV-DS-1", post_id=an_id("another post"))
    assert at(client, f"/desk/appeals/{appeal_id}", elsewhere).status_code == 404


def test_a_case_that_was_late_says_so_beside_the_date(client: Client, case: Case) -> None:
    with clock.frozen(MORNING + timedelta(days=18)):
        page = client.get(path_of(case), actor=nodal())

    assert "25 March 2026</time> (3 days over)" in page.text


def test_the_hidden_fields_carry_the_version_that_was_read(client: Client, case: Case) -> None:
    form = at(client, path_of(case, "answer"), nodal())

    assert hidden_fields(form, path_of(case, "answer"))["version"] == str(case.version)
