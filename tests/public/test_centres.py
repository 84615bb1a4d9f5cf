"""Operators of a Lok Seva Kendra hand in for citizens, are named, and see no content without the citizen's code."""

import io
import re
from urllib.parse import urlencode

import pytest
import zxingcpp
from pypdf import PdfReader

from kernel import directory
from kernel.database import Database
from kernel.identity import Actor, Zone
from services.auth.events import OfficePublished
from services.public import access
from tests.clients import Client
from tests.fakes import a_charge, an_actor, an_id
from tests.public.citizens import FORM, Browser, announced, filed, opened, token_for
from tests.public.questions import queries
from tests.public.test_print import picture
from tests.public.town import BEGINNING, nodal
from tests.wfh.office import heard

SAID = {
    "department": "REV",
    "nature": "GRIEVANCE",
    "area": "CG-DMT",
    "text": "राशन कार्ड तीन महीने से नहीं बना।",
    "name": "बुधिया बाई",
    "mobile": "",
    "by": "SLIP",
}
ENTERED = "https://seva.example/track/enter"
ORDER = {"valid_from": "2026-03-10", "order_number": "LSK/1", "source": "order"}


@pytest.fixture(autouse=True)
def _centres(town: Database) -> None:
    open_centres(town)


def open_centres(town: Database) -> None:
    """Two centres in the directory."""
    with town.transaction() as tx:
        for code in ("LSK-DMT-1", "LSK-DMT-2"):
            directory.save(tx, heard(_office(code)))


def _office(code: str) -> OfficePublished:
    return OfficePublished(
        office_id=an_id(code),
        code=code,
        kind="lok_seva_kendra",
        level="DISTRICT",
        department="REV",
        area="CG-DMT",
        parent_id=None,
        name_en=code,
        name_hi=code,
        valid_from=BEGINNING,
        valid_to=None,
        successor=None,
    )


def an_operator(office: str = "LSK-DMT-1") -> Actor:
    charge = a_charge(
        post_id=an_id(f"post of {office}"),
        office_id=an_id(office),
        roles=frozenset({"facilitator"}),
        granted_until=None,
    )
    return an_actor(zone=Zone.INTERNET, person_id=an_id(f"operator of {office}"), charge=charge)


def sent(client: Client, actor: Actor, path: str, **fields: str) -> tuple[int, str]:
    """The answer to a form of an operator and, after a redirect, the page behind it."""
    page = client.get(path, actor=actor)
    body = urlencode({"form_token": token_for(page, path), **fields}).encode()
    answer = client.post(path, actor=actor, body=body, headers={"Content-Type": FORM})
    if answer.status_code != 303:
        return answer.status_code, answer.text
    cookies = "; ".join(f"{name}={each.value}" for name, each in answer.cookies.items())
    shown = client.get(answer.headers["location"], actor=actor, headers={"Cookie": cookies})
    return shown.status_code, shown.text


def slip_on(text: str) -> tuple[str, str]:
    number = re.search(r"\b(26\d{9})\b", text)
    code = re.search(r"\b(\d{4} \d{4} \d{4} \d{4})\b", text)
    assert number
    assert code
    return number[1], code[1]


def enter(browser: Browser, number: str, code: str) -> str:
    """What a citizen sees after number and code."""
    answer = browser.send(browser.open("/track/enter"), "/track/enter", number=number, code=code)
    return browser.follow(answer).text if answer.status_code == 303 else answer.text


def test_a_slip_opens_the_case_which_names_centre_and_operator(client: Client, browser: Browser) -> None:
    status, page = sent(client, an_operator(), "/centre/file", **SAID)

    case = enter(browser, *slip_on(page))

    assert status == 200
    assert "राशन कार्ड" in case
    assert f"LSK-DMT-1, {an_operator().staff_uid}" in case


def test_the_slip_is_one_paper_of_a5_for_this_browser_alone(client: Client) -> None:
    page = client.get("/centre/file", actor=an_operator())
    body = urlencode({"form_token": token_for(page, "/centre/file"), **SAID}).encode()
    given = client.post("/centre/file", actor=an_operator(), body=body, headers={"Content-Type": FORM})
    where, cookie = given.headers["location"], f"slip={given.cookies['slip'].value}"
    shown = client.get(where, actor=an_operator(), headers={"Cookie": cookie}).text
    number, code = slip_on(shown)

    answer = client.get(f"{where}/slip.pdf", actor=an_operator(), headers={"Cookie": cookie})
    without = client.get(f"{where}/slip.pdf", actor=an_operator())

    whole = PdfReader(io.BytesIO(answer.content))
    paper, square = whole.pages, zxingcpp.read_barcodes(picture(whole, "paper-slip"))
    text = paper[0].extract_text()
    assert len(paper) == 1
    assert tuple(round(float(side)) for side in paper[0].mediabox[2:]) == (420, 595)
    assert all(each in text for each in (number, code, "LSK-DMT-1"))
    assert "बुधिया" not in text
    assert ENTERED in shown
    assert [each.text for each in square] == [f"{ENTERED}?number={number}"]
    assert without.status_code == 404


def test_a_slip_is_shown_at_no_other_centre_whatever_cookie_comes_with_it(client: Client) -> None:
    page = client.get("/centre/file", actor=an_operator())
    body = urlencode({"form_token": token_for(page, "/centre/file"), **SAID}).encode()
    given = client.post("/centre/file", actor=an_operator(), body=body, headers={"Content-Type": FORM})
    where, cookie = given.headers["location"], f"slip={given.cookies['slip'].value}"

    shown = [
        client.get(path, actor=an_operator(office), headers={"Cookie": cookie}).status_code
        for office in ("LSK-DMT-1", "LSK-DMT-2")
        for path in (where, f"{where}/slip.pdf")
    ]

    assert shown == [200, 200, 404, 404]


def test_a_replaced_slip_opens_nothing_and_the_citizen_sees_it(client: Client, browser: Browser) -> None:
    number, first = slip_on(sent(client, an_operator(), "/centre/file", **SAID)[1])

    _, page = sent(client, an_operator(), "/centre/slip", number=number, identified="CARD")
    _, second = slip_on(page)

    assert "code-error" in enter(Browser(client), number, first)
    assert "पर्ची बदली गई" in enter(browser, number, second)


def test_the_number_beside_a_slips_code_is_seen_and_corrected_after_a_refusal(
    client: Client, browser: Browser
) -> None:
    number, code = slip_on(sent(client, an_operator(), "/centre/file", **SAID)[1])
    other, _ = slip_on(sent(client, an_operator(), "/centre/file", **SAID)[1])
    form = browser.open(f"/track/enter?number={other}")

    refused = browser.send(form, "/track/enter", number=other, code=code)
    right = browser.send(refused, "/track/enter", number=number, code=code)

    for page in (form, refused):
        assert re.search(rf'id="number" name="number" type="text" value="{other}"', page.text)
        assert "पर्ची का कोड लिखें" in page.text
        assert "कोड भेज दिया गया" not in page.text
    assert "एस.एम.एस. या पर्ची देखें" in refused.text
    assert right.headers["location"] == "/case"


def test_who_has_a_slip_and_no_mobile_is_promised_no_message(client: Client, browser: Browser) -> None:
    number, code = slip_on(sent(client, an_operator(), "/centre/file", **SAID)[1])
    enter(browser, number, code)

    page = browser.open("/case/acknowledgement").text
    paper = PdfReader(io.BytesIO(browser.open("/case/acknowledgement.pdf").content))
    square = zxingcpp.read_barcodes(picture(paper, "paper-acknowledgement-of-a-slip"))

    assert number in page
    assert "एस.एम.एस." not in page
    assert "संदेश मिलेगा" not in page
    assert f'href="/track/enter?number={number}"' in page
    assert [each.text.partition("/track/")[2] for each in square] == [f"enter?number={number}"]


def test_another_centre_gives_out_no_slip(client: Client) -> None:
    number, _ = slip_on(sent(client, an_operator(), "/centre/file", **SAID)[1])

    status, page = sent(client, an_operator("LSK-DMT-2"), "/centre/slip", number=number, identified="CARD")

    assert status == 404
    assert not re.search(r"\d{4} \d{4} \d{4} \d{4}", page)


def test_the_register_shows_number_date_and_state_alone(client: Client) -> None:
    number, code = slip_on(sent(client, an_operator(), "/centre/file", **SAID)[1])

    own = client.get("/centre", actor=an_operator()).text
    others = client.get("/centre?of=month", actor=an_operator("LSK-DMT-2")).text

    assert number in own
    assert number not in others
    assert all(secret not in own for secret in ("राशन", "बुधिया", code))


def test_the_centres_allowance_is_an_order_of_the_state(client: Client, town: Database) -> None:
    admin = an_actor(charge=a_charge(roles=frozenset({"state_admin"})))
    order = {"office_id": str(an_id("LSK-DMT-1")), "per_day": 1, **ORDER}

    assert client.post("/v1/centres/allowance", actor=admin, json=order).status_code == 200
    sent(client, an_operator(), "/centre/file", **SAID)
    status, page = sent(client, an_operator(), "/centre/file", **SAID)
    other, _ = sent(client, an_operator("LSK-DMT-2"), "/centre/file", **SAID)

    assert status == 429
    assert "raise the number by an order" in page
    assert other == 200


def test_a_second_order_of_the_same_day_is_refused_in_a_sentence(client: Client) -> None:
    admin = an_actor(charge=a_charge(roles=frozenset({"state_admin"})))
    first, second, third = (
        client.post("/v1/centres/allowance", actor=admin, json={"per_day": each, **ORDER, **day})
        for each, day in ((5, {}), (6, {}), (7, {"valid_from": "2026-03-11"}))
    )

    assert (first.status_code, second.status_code, third.status_code) == (200, 409, 200)
    assert "begin on a later day" in second.json["detail"]


def test_only_an_operator_hands_in(client: Client) -> None:
    assert access.POLICY["centre.file"](an_operator()).allowed
    assert not access.POLICY["centre.file"](nodal()).allowed
    assert not access.POLICY["cases.read"](an_operator()).allowed
    assert client.get("/centre", actor=nodal()).status_code == 403


def handed_in(client: Client, name: str, mobile: str = "9876543210") -> str:
    """The number of a case that an operator handed in for somebody."""
    return slip_on(
        sent(client, an_operator(), "/centre/file", **{**SAID, "name": name, "mobile": mobile})[1]
    )[0]


def is_listed(client: Client, town: Database, mobile: str = "9876543210") -> bool:
    """Whether any case is listed under a mobile: only then is a code sent to it."""
    told = len(announced(town))
    client.post(
        "/v1/own/codes", json={"mobile": mobile}, headers={"X-Forwarded-For": f"127.0.1.{told % 250}"}
    )
    return len(announced(town)) > told


def test_a_case_of_a_centre_is_listed_once_its_citizen_opened_it_elsewhere(
    client: Client, town: Database
) -> None:
    number = handed_in(client, "बुधिया बाई")

    at_first = is_listed(client, town)
    opened(Browser(client), town, number)
    at_the_counter = is_listed(client, town)
    opened(Browser(client, source="127.0.0.77"), town, number)

    assert (at_first, at_the_counter) == (False, False)
    assert is_listed(client, town)


def test_a_mobile_of_two_names_is_a_facilitators_and_lists_no_clients(client: Client, town: Database) -> None:
    first, second = handed_in(client, "बुधिया बाई"), handed_in(client, " बुधिया  बाई")
    opened(Browser(client, source="127.0.0.77"), town, first)
    of_one_name = is_listed(client, town)

    third = handed_in(client, "सुखराम")
    opened(Browser(client, source="127.0.0.77"), town, third)

    assert second != first
    assert of_one_name
    assert not is_listed(client, town)


def test_an_operator_cannot_empty_anothers_list(client: Client, browser: Browser, town: Database) -> None:
    filed(browser, town)

    for name in ("बुधिया बाई", "सुखराम"):
        handed_in(client, name)

    assert is_listed(client, town)


def test_neither_slip_nor_name_is_told_to_anybody(client: Client, town: Database) -> None:
    _, code = slip_on(sent(client, an_operator(), "/centre/file", **SAID)[1])

    with town.transaction() as tx:
        written = tx.fetch_value(queries.find_everything_written)

    assert code.replace(" ", "") not in written
    assert "बुधिया" not in written
