"""At the counter of a centre: a case by the citizen's code, and what an operator does in the citizen's place with it."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from falcon.testing import Result

from kernel import clock
from kernel.database import Database
from kernel.identity import Actor
from services.public import actions
from services.public.actions import citizen as limits
from services.public.store import get_case_by_number
from tests.clients import Client
from tests.fakes import a_charge, an_actor, an_id
from tests.forms import without_ids
from tests.public.citizens import FORM, Browser, announced, code_sent, filed, number_on, opened, token_for
from tests.public.questions import queries
from tests.public.test_centres import ORDER, SAID, an_operator, is_listed, open_centres, sent, slip_on
from tests.public.town import MORNING, a_visitor, nodal

WITH_MOBILE = {**SAID, "mobile": "98765 43210", "by": "CODE"}
TOLD = {name: WITH_MOBILE[name] for name in ("department", "nature", "area", "text", "name", "mobile")}
ANSWER = "खसरा नंबर 214/2 है।"


@pytest.fixture(autouse=True)
def _centres(town: Database) -> None:
    open_centres(town)


def given(client: Client, page: Result, path: str, actor: Actor, **fields: str) -> Result:
    """The answer to the form of an open page that goes to *path*."""
    body = urlencode({"form_token": token_for(page, path), **fields}).encode()
    return client.post(path, actor=actor, body=body, headers={"Content-Type": FORM})


def taken_down(client: Client, actor: Actor, **over: str) -> str:
    """Where the code of a case is entered that an operator took down."""
    answer = given(
        client, client.get("/centre/file", actor=actor), "/centre/file", actor, **WITH_MOBILE, **over
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def confirmed(client: Client, town: Database, where: str, actor: Actor, code: str = "") -> Result:
    """The answer to the code that the citizen told."""
    told = code or code_sent(town, client.context)
    return given(client, client.get(where, actor=actor), where, actor, code=told)


def registered(client: Client, town: Database, actor: Actor | None = None) -> str:
    """The number of a case that was registered with its citizen's code."""
    who = actor or an_operator()
    answer = confirmed(client, town, taken_down(client, who), who)
    return str(answer.headers["location"]).rsplit("/", 1)[1]


def asked(client: Client, town: Database, number: str) -> UUID:
    """The case, about which the nodal officer has a question."""
    with town.transaction() as tx:
        case_id = get_case_by_number(tx, number).case_id
        actions.ask_citizen(tx, nodal(), client.context, case_id, {"text": "खसरा नंबर क्या है?"})
    return case_id


def disposed(client: Client, town: Database, case_id: UUID) -> None:
    """The nodal officer gives the final answer."""
    with town.transaction() as tx:
        for act in (actions.resolve, actions.dispose):
            act(tx, nodal(), client.context, case_id, {"text": "राशन कार्ड बना दिया गया है।"})


def open_by_code(client: Client, town: Database, number: str, actor: Actor) -> str:
    """Where the case stands that the citizen's code opened to an operator."""
    page = client.get("/centre/code", actor=actor)
    entry = given(client, page, "/centre/code", actor, number=number, mobile="9876543210")
    code = code_sent(town, client.context)
    answer = given(client, entry, "/centre/open", actor, number=number, code=code)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def recorded(town: Database, act: str) -> list[dict[str, Any]]:
    with town.transaction() as tx:
        return tx.fetch_all(queries.find_recorded, act=act)


def test_the_citizens_code_registers_the_case_in_the_operators_name(client: Client, town: Database) -> None:
    operator = an_operator()
    where = taken_down(client, operator)
    before = client.get("/centre", actor=operator).text

    answer = confirmed(client, town, where, operator)

    page = client.get(answer.headers["location"], actor=operator)
    number = number_on(page)
    case = opened(Browser(client, source="127.0.0.77"), town, number).text
    signed = f"LSK-DMT-1, {operator.staff_uid}"
    assert (page.status_code, number[2]) == (200, "3")
    assert number not in before
    assert number in client.get("/centre", actor=operator).text
    assert signed in page.text
    assert "राशन" not in page.text
    assert signed in case
    assert [each["person_id"] for each in recorded(town, "case.registered")] == [operator.person_id]


def test_what_one_centre_registered_another_does_not_know(client: Client, town: Database) -> None:
    number = registered(client, town)

    statuses = [
        client.get(f"/centre/registered/{number}", actor=an_operator(centre)).status_code
        for centre in ("LSK-DMT-1", "LSK-DMT-2")
    ]

    assert statuses == [200, 404]


def test_the_message_says_that_the_code_is_told_at_the_centre(
    client: Client, town: Database, browser: Browser
) -> None:
    taken_down(client, an_operator())
    at_counter = announced(town)[-1]["data"]
    filed(browser, town)
    at_home = [each["data"] for each in announced(town) if "code-requested" in each["type"]][-1]

    assert at_counter["at_centre"] is True
    assert "at_centre" not in at_home


def test_a_wrong_code_counts_and_after_five_the_right_one_is_dead(client: Client, town: Database) -> None:
    where, operator = taken_down(client, an_operator()), an_operator()
    code = code_sent(town, client.context)
    wrong = [confirmed(client, town, where, operator, f"{(int(code) + 1) % 10**6:06}") for _ in range(5)]

    dead = confirmed(client, town, where, operator, code)

    assert {each.status_code for each in [*wrong, dead]} == {422}
    assert "code-error" in dead.text


def test_another_code_is_sent_from_the_counter_alone(client: Client, town: Database) -> None:
    where, operator = taken_down(client, an_operator()), an_operator()
    told = len(announced(town))

    again = given(client, client.get(where, actor=operator), f"{where}/code", operator)
    other = an_operator("LSK-DMT-2")
    elsewhere = given(client, client.get(where, actor=other), f"{where}/code", other)

    assert again.headers["location"] == f"{where}?again=yes"
    assert "3210" in client.get(f"{where}?again=yes", actor=operator).text
    assert elsewhere.status_code == 404
    assert "3210" not in without_ids(client.get(where, actor=other).text)
    assert len(announced(town)) == told + 1


def test_what_waits_at_a_centre_is_registered_there_and_nowhere_else(client: Client, town: Database) -> None:
    where = taken_down(client, an_operator())
    public = where.removeprefix("/centre")
    citizen, code = Browser(client), code_sent(town, client.context)
    page = citizen.open(public)

    at_home = citizen.send(page, public, code=code)
    elsewhere = confirmed(client, town, where, an_operator("LSK-DMT-2"), code)
    here = confirmed(client, town, where, an_operator(), code)

    assert "3210" not in without_ids(page.text)
    assert (at_home.status_code, elsewhere.status_code, here.status_code) == (404, 404, 303)


def test_a_citizens_own_filing_is_confirmed_at_no_counter(client: Client, town: Database) -> None:
    with town.transaction() as tx:
        form = {**SAID, "mobile": "9876543210"}
        filing_id = actions.file_by_form(tx, a_visitor(), client.context, form)
    where = f"/centre/filings/{filing_id}"

    answer = confirmed(client, town, where, an_operator())

    assert answer.status_code == 404


def test_the_centres_allowance_counts_and_not_the_limit_of_the_mobile(client: Client, town: Database) -> None:
    admin = an_actor(charge=a_charge(roles=frozenset({"state_admin"})))
    order = {"office_id": str(an_id("LSK-DMT-1")), "per_day": 7, **ORDER}
    client.post("/v1/centres/allowance", actor=admin, json=order)
    operator = an_operator()

    for _ in range(7):
        taken_down(client, operator)
    page = client.get("/centre/file", actor=operator)
    over = given(client, page, "/centre/file", operator, **WITH_MOBILE)
    left = client.get("/v1/centre/allowance", actor=operator).json

    assert over.status_code == 429
    assert "raise the number by an order" in over.text
    assert (left["per_day"], left["used"], left["left"], left["order_number"]) == (7, 7, 0, "LSK/1")


def test_the_citizen_says_the_language_of_the_messages_and_nothing_is_chosen_unasked(
    client: Client, town: Database
) -> None:
    form = client.get("/centre/file", actor=an_operator()).text
    unchosen, page = sent(client, an_operator(), "/centre/file", **{**SAID, "department": "", "area": ""})

    languages = {}
    for said in ({}, {"language": "en"}):
        sent(client, an_operator(), "/centre/file", **{**SAID, **said})
        with town.transaction(reading=True) as tx:
            languages[said.get("language", "")] = (tx.fetch_one(queries.last_case) or {})["language"]

    assert len(re.findall(r'<select [^>]* required>\s*<option value="">', form)) == 2
    assert " selected" not in form
    assert re.findall(r'name="language" type="radio" value="(\w+)" checked', form) == ["hi"]
    assert unchosen == 422
    assert all(f'id="{name}-error"' in page for name in ("department", "area"))
    assert languages == {"": "hi", "en": "en"}


def test_a_code_needs_a_mobile(client: Client) -> None:
    status, page = sent(client, an_operator(), "/centre/file", **{**SAID, "by": "CODE"})
    _, unsaid = sent(client, an_operator(), "/centre/file", **{**SAID, "by": ""})

    assert status == 422
    assert "mobile-error" in page
    assert "by-error" in unsaid


def test_a_code_that_came_back_at_the_counter_proves_no_mobile(client: Client, town: Database) -> None:
    number = registered(client, town)
    at_first = is_listed(client, town)
    open_by_code(client, town, number, an_operator())
    at_the_counter = is_listed(client, town)
    opened(Browser(client, source="127.0.0.77"), town, number)

    assert (at_first, at_the_counter) == (False, False)
    assert is_listed(client, town)


def test_an_operator_answers_with_the_citizens_code_and_is_named(client: Client, town: Database) -> None:
    number, operator = registered(client, town), an_operator()
    asked(client, town, number)
    here = open_by_code(client, town, number, operator)

    shown = client.get(here, actor=operator)
    answer = given(client, shown, f"{here}/answer", operator, text=ANSWER)
    after = client.get(answer.headers["location"], actor=operator).text

    signed = f"LSK-DMT-1, {operator.staff_uid}"
    assert "राशन कार्ड" in shown.text
    assert "खसरा नंबर क्या है?" in shown.text
    assert ANSWER in after
    assert len(re.findall(re.escape(signed), after)) == 3
    acts = {each["act"]: each for each in recorded(town, "")}
    for act in ("case.opened-by-code", "case.read", "case.citizen-answered"):
        assert acts[act]["person_id"] == operator.person_id


def test_a_slip_opens_the_case_at_another_centre_too(client: Client, town: Database) -> None:
    number, code = slip_on(sent(client, an_operator(), "/centre/file", **SAID)[1])
    other = an_operator("LSK-DMT-2")

    page = client.get("/centre/open", actor=other)
    wrong = given(client, page, "/centre/open", other, number=number, code="1234123412341234")
    right = given(client, page, "/centre/open", other, number=number, code=code)

    assert wrong.status_code == 422
    assert "code-error" in wrong.text
    assert "राशन कार्ड" in client.get(right.headers["location"], actor=other).text


def test_what_is_open_is_one_operators_in_one_session_for_half_an_hour(
    client: Client, town: Database
) -> None:
    operator = an_operator()
    here = open_by_code(client, town, registered(client, town), operator)
    colleague = replace(operator, person_id=an_id("a colleague"), session_id=an_id("a colleague's session"))
    later = replace(operator, session_id=an_id("the next session"))

    answers = [client.get(here, actor=each) for each in (colleague, later, an_operator("LSK-DMT-2"))]
    with clock.frozen(MORNING + timedelta(minutes=29)):
        still = client.get(here, actor=operator)
    with clock.frozen(MORNING + timedelta(minutes=30)):
        over = client.get(here, actor=operator)

    assert still.status_code == 200
    assert {each.status_code for each in [*answers, over]} == {403}
    assert all("राशन" not in each.text for each in [*answers, over])
    assert "Enter the citizen" in over.text


def test_no_case_opens_to_an_operator_without_its_code(client: Client, town: Database) -> None:
    number = registered(client, town)
    case_id = asked(client, town, number)
    at = f"/v1/centre/cases/{case_id}"

    answers = [
        client.get(at, actor=an_operator()),
        client.post(f"{at}/answer", actor=an_operator(), json={"text": ANSWER}),
        client.post(f"{at}/satisfaction", actor=an_operator(), json={"satisfied": True}),
        client.post(f"{at}/withdraw", actor=an_operator(), json={}),
        client.get(f"{at}/documents/{an_id('paper')}", actor=an_operator()),
    ]

    assert {each.status_code for each in answers} == {403}
    assert answers[0].json["detail"].startswith("The case is not open at this counter.")


def test_the_citizen_who_leaves_has_the_case_shut(client: Client, town: Database) -> None:
    operator = an_operator()
    here = open_by_code(client, town, registered(client, town), operator)

    answer = given(client, client.get(here, actor=operator), f"{here}/shut", operator)

    assert answer.headers["location"] == "/centre"
    assert client.get(here, actor=operator).status_code == 403


def test_the_citizen_takes_the_case_back_at_the_counter(client: Client, town: Database) -> None:
    operator = an_operator()
    here = open_by_code(client, town, registered(client, town), operator)

    page = client.get(f"{here}/withdraw", actor=operator)
    answer = given(client, page, f"{here}/withdraw", operator)

    assert "You took it back" in client.get(answer.headers["location"], actor=operator).text


def test_a_whole_centre_looks_up_more_than_one_address_may(
    client: Client, town: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = registered(client, town)
    monkeypatch.setattr(limits, "LOOKUPS_PER_ADDRESS", 1)
    monkeypatch.setattr(limits, "LOOKUPS_PER_CENTRE", 3)
    body = {"number": number, "mobile": "9000000001"}

    statuses = [client.post("/v1/centre/codes", actor=an_operator(), json=body).status_code for _ in range(4)]
    other = client.post("/v1/centre/codes", actor=an_operator("LSK-DMT-2"), json=body)

    assert statuses == [200, 200, 200, 429]
    assert other.status_code == 200


# ------------------------------------------------------------------------------------------------ by programs


def by_program(client: Client, path: str, body: dict[str, Any], **headers: str) -> Result:
    return client.post(path, actor=an_operator(), json=body, headers=headers)


def test_a_program_hands_in_and_takes_the_slip_once(client: Client, town: Database) -> None:
    said = {**TOLD, "mobile": None, "language": "en"}
    case = by_program(client, "/v1/centre/cases", said, **{"Idempotency-Key": "one"})
    again = by_program(client, "/v1/centre/cases", said, **{"Idempotency-Key": "one"})
    wanted = {"number": case.json["number"], "identified": "FIRST"}

    slip = by_program(client, "/v1/centre/slips", wanted, **{"Idempotency-Key": "two"})
    repeated = by_program(client, "/v1/centre/slips", wanted, **{"Idempotency-Key": "two"})
    another = by_program(client, "/v1/centre/slips", {**wanted, "identified": "CARD"})

    opening = by_program(
        client, "/v1/centre/openings", {"number": case.json["number"], "code": another.json["code"]}
    )
    assert (case.status_code, again.json) == (201, case.json)
    assert re.fullmatch(r"\d{16}", slip.json["code"])
    assert repeated.status_code == 409
    assert slip.json["code"] not in repeated.text
    assert opening.json == {"case_id": case.json["case_id"], "expires_in": 1800}


def test_a_first_slip_is_given_only_by_who_hands_in_and_only_then(client: Client, town: Database) -> None:
    by_code = registered(client, town)
    number = by_program(client, "/v1/centre/cases", TOLD).json["number"]
    wanted = {"number": number, "identified": "FIRST"}
    colleague = replace(an_operator(), person_id=an_id("a colleague"))

    answers = [
        by_program(client, "/v1/centre/slips", {**wanted, "number": by_code}),
        client.post("/v1/centre/slips", actor=colleague, json=wanted),
        client.post("/v1/centre/slips", actor=an_operator("LSK-DMT-2"), json=wanted),
    ]
    with clock.frozen(MORNING + timedelta(minutes=10)):
        answers.append(by_program(client, "/v1/centre/slips", wanted))

    assert [each.status_code for each in answers] == [409, 409, 404, 409]


def test_a_program_registers_with_the_citizens_code(client: Client, town: Database) -> None:
    taken = by_program(client, "/v1/centre/filings", TOLD)
    at = f"/v1/centre/filings/{taken.json['filing_id']}"
    with clock.frozen(MORNING + timedelta(minutes=2)):
        sent_again = by_program(client, f"{at}/codes", {})
    code = code_sent(town, client.context)

    wrong = by_program(client, f"{at}/confirm", {"code": f"{(int(code) + 1) % 10**6:06}"})
    right = by_program(client, f"{at}/confirm", {"code": code})

    register = client.get("/v1/centre/cases", actor=an_operator()).json
    assert (taken.status_code, taken.json["expires_in"], sent_again.status_code) == (201, 600, 200)
    assert wrong.json == {"case": None}
    assert [each["number"] for each in register["items"]] == [right.json["case"]["number"]]
    assert register["next"] is None
    assert register["items"][0].keys() == {"case_id", "number", "state", "at", "post_id"}


def test_a_program_reads_answers_judges_and_leaves_the_case(client: Client, town: Database) -> None:
    number = registered(client, town)
    case_id = asked(client, town, number)
    by_program(client, "/v1/centre/codes", {"number": number, "mobile": "9876543210"})
    told = {"number": number, "code": code_sent(town, client.context)}
    at = f"/v1/centre/cases/{by_program(client, '/v1/centre/openings', told).json['case_id']}"

    read = client.get(at, actor=an_operator()).json
    answered = by_program(client, f"{at}/answer", {"text": ANSWER}).json
    disposed(client, town, case_id)
    judged = by_program(client, f"{at}/satisfaction", {"satisfied": False, "text": "अब तक नहीं मिला।"}).json
    appeals = client.get(at, actor=an_operator()).json["appeals"]
    left = by_program(client, f"{at}/shut", {})

    assert read["text"].startswith("राशन कार्ड")
    assert read["complainant"] is None
    assert answered["state"] == "REGISTERED"
    assert judged["state"] == "UNDER_APPEAL"
    assert len(appeals) == 1
    assert left.status_code == 204
    assert client.get(at, actor=an_operator()).status_code == 403


def test_the_same_answer_for_a_number_and_a_mobile_that_do_not_belong_together(
    client: Client, town: Database
) -> None:
    number, told = registered(client, town), len(announced(town))

    wrong = by_program(client, "/v1/centre/codes", {"number": number, "mobile": "9000000001"})
    silent = len(announced(town))
    right = by_program(client, "/v1/centre/codes", {"number": number, "mobile": "9876543210"})

    assert silent == told
    assert wrong.json == right.json
    assert len(announced(town)) == told + 1


def test_what_was_open_is_forgotten(client: Client, town: Database) -> None:
    open_by_code(client, town, registered(client, town), an_operator())
    with clock.frozen(MORNING + timedelta(minutes=31)), town.transaction() as tx:
        actions.expire_filings(tx)

    with town.transaction() as tx:
        assert tx.fetch_value(queries.count_openings) == 0
