"""The block in a portal's own pages: without cookies, for its portal alone, and nothing typed is lost."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from falcon.testing import Result

from kernel import clock, directory
from kernel.clock import new_id
from kernel.database import Database
from services.auth.events import PortalPublished
from services.public import actions
from services.public.actions import portals
from tests.clients import Client
from tests.fakes import an_id
from tests.public.citizens import FORM, Browser, token_for
from tests.public.questions import queries
from tests.public.test_filing import code_sent, counts
from tests.public.town import MORNING, a_body, a_portal
from tests.wfh.office import heard

PORTAL = an_id("portal of REV")
HERE = f"/embed/{PORTAL}"
WISH = {
    "nature": "GRIEVANCE",
    "area": "CG-DMT",
    "text": "हैंडपंप तीन महीने से ख़राब है, पंचायत में बताया था।",
    "name": "सीता बाई",
    "mobile": "९८७६५ ४३२१०",
}


@pytest.fixture
def browser(client: Client) -> Browser:
    return Browser(client)


def opened(client: Client, path: str = HERE, **headers: str) -> Result:
    return client.get(f"{path}?lang=hi", headers=headers)


def sent(client: Client, page: Result, path: str = HERE, **fields: Any) -> Result:
    body = urlencode({"form_token": token_for(page, f"{path}?lang=hi"), **fields})
    return client.post(f"{path}?lang=hi", body=body, headers={"Content-Type": FORM})


def a_second_portal(town: Database, sequence: int = 1, **over: Any) -> str:
    facts = {"portal_id": an_id("second"), "department": "HFW", "key_sha256": "x", "state": "ACTIVE"}
    with town.transaction() as tx:
        directory.save(tx, heard(PortalPublished(**{**facts, "origins": [], **over}), sequence))
    return f"/embed/{an_id('second')}"


def test_the_block_may_stand_in_its_portals_pages_only(client: Client) -> None:
    rule = opened(client).headers["Content-Security-Policy"]

    assert rule.endswith("frame-ancestors https://revenue.example https://www.revenue.example:8443")
    assert "default-src 'none'" in rule
    assert "form-action 'self'" in rule


def test_a_portal_without_origins_is_framed_nowhere_and_a_strange_one_is_left_out(
    client: Client, town: Database
) -> None:
    strange = ["https://a.example; script-src *", "https://a.example/path", "*", "http://b.example:8080"]
    none = opened(client, a_second_portal(town)).headers["Content-Security-Policy"]
    one = opened(client, a_second_portal(town, 2, origins=strange)).headers["Content-Security-Policy"]

    assert none.endswith("frame-ancestors 'none'")
    assert one.endswith("frame-ancestors http://b.example:8080")


@pytest.mark.parametrize("portal", ["nonsense", str(an_id("nobody")), "%F0%9F%99%82", "..%2f"])
def test_an_unknown_portal_says_so_and_is_framed_nowhere(client: Client, portal: str) -> None:
    answer = client.get(f"/embed/{portal}?lang=hi")

    assert answer.status_code == 404
    assert "किसी विभाग का पोर्टल चालू नहीं है" in answer.text
    assert "Content-Security-Policy" not in answer.headers


def test_a_closed_portal_shows_no_form_and_takes_none(client: Client, town: Database) -> None:
    path = a_second_portal(town)
    page = opened(client, path)
    a_second_portal(town, 2, state="CLOSED")

    assert opened(client, path).status_code == 404
    assert sent(client, page, path, **WISH).status_code == 404
    assert counts(town)["filings"] == 0


def test_the_block_neither_reads_nor_sets_a_cookie(client: Client) -> None:
    page = client.get(HERE, headers={"Cookie": "language=en; case=x.y; access=z"})

    assert '<html lang="hi"' in page.text
    assert "Set-Cookie" not in page.headers
    assert "Set-Cookie" not in sent(client, opened(client), **WISH).headers


def test_a_filing_in_the_block_waits_for_its_code_and_belongs_to_the_portal(
    client: Client, browser: Browser, town: Database
) -> None:
    answer = sent(client, opened(client), **WISH)
    left = client.get(answer.headers["location"])
    way = re.search(r'href="(/filings/[^"?]+)\?lang=hi" target="_blank" rel="noopener"', left.text)
    assert way

    confirm = browser.open(way[1])
    browser.send(confirm, way[1], code=code_sent(town, client.context))

    with town.transaction() as tx:
        case = tx.fetch_one(queries.last_case)
    assert answer.status_code == 303
    assert (case["portal_id"], case["mode"], case["language"]) == (PORTAL, 2, "hi")
    assert case["confirmed_by"] == "CODE"


def test_sent_twice_it_is_filed_once(client: Client, town: Database) -> None:
    page = opened(client)

    first, second = sent(client, page, **WISH), sent(client, page, **WISH)

    assert first.headers["location"] == second.headers["location"]
    assert counts(town)["filings"] == 1


def test_what_was_typed_is_kept_beside_its_errors_and_the_page_may_still_be_framed(client: Client) -> None:
    hostile = "<script>alert(1)</script> खराब सड़क"

    answer = sent(client, opened(client), **{**WISH, "text": hostile, "mobile": "12"})

    assert answer.status_code == 422
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "<script>alert" not in answer.text
    assert 'id="mobile-error"' in answer.text
    assert "frame-ancestors https://revenue.example" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("token", ["", "x.y.z", "0190a5b2-7c3e-7000-8000-000000000001.e30.AAAA"])
def test_a_forged_token_files_nothing_and_one_press_goes_on(
    client: Client, town: Database, token: str
) -> None:
    body = urlencode({**WISH, "form_token": token})
    answer = client.post(f"{HERE}?lang=hi", body=body, headers={"Content-Type": FORM})
    files_before = counts(town)["filings"]

    again = sent(client, answer, **WISH)

    assert answer.status_code == 422
    assert "सीता बाई" in answer.text
    assert files_before == 0
    assert again.status_code == 303


def test_a_token_is_over_after_an_hour(client: Client) -> None:
    page = opened(client)
    with clock.frozen(MORNING + timedelta(minutes=59)):
        in_time = sent(client, page, **{**WISH, "mobile": "1"})
    with clock.frozen(MORNING + timedelta(minutes=61)):
        late = sent(client, page, **WISH)

    assert 'id="mobile-error"' in in_time.text
    assert late.status_code == 422
    assert "यह पृष्ठ" in late.text
    assert "सीता बाई" in late.text


def test_a_token_of_another_portal_is_none(client: Client, town: Database) -> None:
    other = opened(client, a_second_portal(town))
    body = urlencode({**WISH, "form_token": token_for(other, f"/embed/{an_id('second')}?lang=hi")})

    answer = client.post(f"{HERE}?lang=hi", body=body, headers={"Content-Type": FORM})

    assert answer.status_code == 422
    assert counts(town)["filings"] == 0


def test_who_fell_into_the_trap_is_sent_on_and_nothing_is_kept(client: Client, town: Database) -> None:
    answer = sent(client, opened(client), **{**WISH, "website": "spam"})

    assert re.match(rf"{HERE}/sent/[0-9a-f-]+\?lang=hi", answer.headers["location"])
    assert counts(town)["filings"] == 0


@pytest.mark.parametrize("limit", ["FILINGS_PER_PORTAL_ADDRESS_AND_HOUR", "FILINGS_PER_PORTAL_AND_HOUR"])
def test_too_many_filings_are_refused_without_losing_what_was_typed(
    client: Client, town: Database, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(portals, limit, 1)

    first, second = (sent(client, opened(client), **WISH) for _ in range(2))

    assert first.status_code == 303
    assert second.status_code == 429
    assert "सीता बाई" in second.text
    assert "frame-ancestors https://revenue.example" in second.headers["Content-Security-Policy"]
    assert counts(town)["filings"] == 1


def test_number_and_mobile_show_the_state_and_not_a_word_of_the_case(client: Client, town: Database) -> None:
    path = f"{HERE}/track"
    with town.transaction() as tx:
        number = actions.file_by_portal(tx, a_portal(), client.context, a_body()).number

    shown = sent(client, opened(client, path), path, number=number, mobile="98765 43210")
    wrong = sent(client, opened(client, path), path, number=number, mobile="98765 43211")

    assert number in shown.text
    assert "25 मार्च 2026" in shown.text
    assert "नामांतरण" not in shown.text
    assert "राम कुमार" not in shown.text
    assert wrong.status_code == 422
    assert 'id="number-error"' in wrong.text


def test_the_block_speaks_the_language_of_its_address_or_of_its_portal(client: Client) -> None:
    assert 'lang="en"' in client.get(f"{HERE}?lang=en").text[:200]
    assert 'lang="hi"' in client.get(f"{HERE}?lang=fr", headers={"Accept-Language": "en"}).text[:200]


def test_everything_private_opens_in_a_tab_of_its_own(client: Client) -> None:
    pages = [opened(client), opened(client, f"{HERE}/track"), opened(client, f"{HERE}/sent/{new_id()}")]
    links = [link for page in pages for link in re.findall(r'<a [^>]*href="/[^"]*"[^>]*>', page.text)]

    leading_out = [link for link in links if f'href="{HERE}' not in link]
    assert leading_out
    assert all('target="_blank" rel="noopener"' in link for link in leading_out)


def test_the_plain_link_leads_to_the_department_and_is_remembered(
    client: Client, browser: Browser, town: Database
) -> None:
    department = browser.follow(browser.open(f"/g/{PORTAL}"))

    with town.transaction() as tx:
        known = portals.intake_of_portal(tx, browser.cookies["portal"], "REV")
        below = portals.intake_of_portal(tx, browser.cookies["portal"], "LAND")
        foreign = portals.intake_of_portal(tx, browser.cookies["portal"], "HFW")
        forged = portals.intake_of_portal(tx, "x", "REV")

    assert "राजस्व विभाग" in department.text
    assert (known, below, foreign, forged) == (PORTAL, PORTAL, None, None)
    assert client.get("/g/nobody").status_code == 404
    assert a_portal().portal_id == PORTAL
