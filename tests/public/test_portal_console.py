"""The console of those who keep a portal: what is copied, how the block looks, what a page's test says, the poster."""

import base64
import hashlib
import html
import io
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from falcon.testing import Result
from pypdf import PdfReader

from kernel import directory
from kernel.database import Database
from kernel.identity import Actor, Zone
from services.auth.events import PortalPublished
from services.public.actions import portals
from services.public.pages import snippets
from tests.clients import Client
from tests.fakes import a_charge, an_actor, an_id
from tests.public.citizens import FORM, token_for
from tests.public.test_block import a_second_portal
from tests.public.town import nodal
from tests.wfh.office import heard

PORTAL = an_id("portal of REV")
HERE = f"/desk/portals/{PORTAL}"


def an_admin(department: str = "REV", role: str = "department_admin", **over: Any) -> Actor:
    """The administrator of a department."""
    return an_actor(charge=a_charge(department=department, roles=frozenset({role})), **over)


def opened(client: Client, path: str = HERE, **over: Any) -> Result:
    return client.get(path, actor=over["actor"] if "actor" in over else an_admin(**over))


def sent(client: Client, action: str, **fields: Any) -> Result:
    token = token_for(opened(client), f"{HERE}/{action}" + ("#found" if action == "test" else ""))
    body = urlencode({"form_token": token, **fields})
    return client.post(f"{HERE}/{action}", body=body, headers={"Content-Type": FORM}, actor=an_admin())


def test_a_department_sees_its_own_portals_and_those_below_it_and_the_state_sees_all(
    client: Client, town: Database
) -> None:
    a_second_portal(town, name_en="Health's site", name_hi="स्वास्थ्य विभाग की वेबसाइट", state="CLOSED")

    own = opened(client, "/desk/portals").text
    state = opened(client, "/desk/portals", department="GAD", role="state_admin").text

    assert "Revenue&#39;s own site" in own
    assert "Health&#39;s site" not in own
    assert "Health&#39;s site" in state
    assert "closed" in state


def test_a_department_without_a_portal_is_told_who_registers_one(client: Client) -> None:
    page = opened(client, "/desk/portals", department="EDU")

    assert "The state administrator registers one" in page.text


def test_a_long_list_goes_on_page_by_page(
    client: Client, town: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portals, "PAGE", 2)
    with town.transaction() as tx:
        for number in range(3):
            facts = {"portal_id": an_id(f"more {number}"), "department": "REV", "key_sha256": str(number)}
            more = {
                "origins": [],
                "state": "ACTIVE",
                "name_en": f"Site {number}",
                "name_hi": f"साइट {number}",
            }
            directory.save(tx, heard(PortalPublished(**facts, **more)))

    first = opened(client, "/desk/portals").text
    onwards = re.search(r'href="(/desk/portals\?after=[^"]+)"', first)
    assert onwards
    rest = opened(client, onwards[1]).text

    assert len(re.findall(r'href="/desk/portals/[0-9a-f-]{36}"', first)) == 2
    assert len(re.findall(r'href="/desk/portals/[0-9a-f-]{36}"', rest)) == 2
    assert 'rel="next"' not in rest


@pytest.mark.parametrize("path", ["", "/poster", "/poster.pdf"])
def test_a_portal_of_another_department_does_not_exist(client: Client, path: str) -> None:
    assert opened(client, f"{HERE}{path}", department="HFW").status_code == 404
    assert opened(client, f"/desk/portals/{an_id('nobody')}{path}").status_code == 404


def test_the_console_is_for_administrators_on_a_secure_network(client: Client) -> None:
    assert opened(client, actor=nodal()).status_code == 403
    assert opened(client, zone=Zone.INTERNET).status_code == 403
    assert client.get(HERE).headers["location"].startswith("/staff/renew?next=")


def test_what_is_copied_is_whole_and_knows_the_script_by_its_digest(client: Client) -> None:
    texts = [
        html.unescape(text) for text in re.findall(r"readonly[^>]*>([^<]*)</textarea>", opened(client).text)
    ]
    frame, scripted, link = texts
    digest = base64.b64encode(hashlib.sha384(snippets.SCRIPT.read_bytes()).digest()).decode()

    assert f'<iframe src="https://seva.example/embed/{PORTAL}?lang=hi" title="' in frame
    assert f'<a href="https://seva.example/g/{PORTAL}?lang=hi">' in link
    assert f'src="https://seva.example/embed/v1.js" integrity="sha384-{digest}" crossorigin' in scripted
    assert "ksp_" not in "".join(texts)


def test_the_chosen_look_is_the_look_of_the_block(client: Client) -> None:
    saved = sent(client, "look", accent="maroon", language="en")
    block = client.get(f"/embed/{PORTAL}")

    assert saved.status_code == 303
    assert "ks-accent-maroon" in block.text
    assert '<html lang="en"' in block.text
    assert f"/embed/{PORTAL}?lang=en" in html.unescape(opened(client).text)


@pytest.mark.parametrize(
    "wrong",
    [{"accent": "pink", "language": "hi"}, {"accent": "blue"}, {"accent": "blue", "language": "'; --"}],
)
def test_a_look_that_is_not_offered_is_refused(client: Client, wrong: dict[str, str]) -> None:
    answer = sent(client, "look", **wrong)

    assert answer.status_code == 422
    assert "ks-accent-green" in client.get(f"/embed/{PORTAL}").text


def test_a_page_is_tested_and_what_was_written_stays(client: Client) -> None:
    good = sent(client, "test", address="https://revenue.example")
    bad = sent(client, "test", address="https://sub.revenue.example/<b>", headers="frame-src 'none'")

    assert "The browser shows the block in this page." in good.text
    assert "The browser refuses the block in this page." in bad.text
    assert "https://revenue.example is registered, but the page stands under another name" in bad.text
    assert "Add https://seva.example to frame-src" in bad.text
    assert "&lt;b&gt;" in bad.text
    assert "<b>" not in bad.text


@pytest.mark.parametrize("action", ["look", "test"])
def test_a_reloaded_answer_leads_back_to_the_portal(client: Client, action: str) -> None:
    answer = opened(client, f"{HERE}/{action}")

    assert (answer.status_code, answer.headers["location"]) == (303, HERE)


@pytest.mark.parametrize("address", ["", "x" * 2001])
def test_an_address_that_is_none_is_refused_beside_its_field(client: Client, address: str) -> None:
    answer = sent(client, "test", address=address)

    assert answer.status_code == 422
    assert 'id="address-error"' in answer.text


def test_the_poster_speaks_both_languages_and_leads_to_the_portals_link(client: Client) -> None:
    page = opened(client, f"{HERE}/poster").text

    assert "राजस्व विभाग" in page
    assert '<span lang="en">Lodge a grievance or a demand</span>' in page
    assert "seva.example/d/REV" in page
    assert '<svg role="img" aria-label="' in page


def test_the_poster_is_one_page_of_a4_that_can_be_searched_in_hindi(client: Client) -> None:
    answer = opened(client, f"{HERE}/poster.pdf")
    (page,) = PdfReader(io.BytesIO(answer.content)).pages

    assert answer.headers["content-type"] == "application/pdf"
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    assert "seva.example/d/REV" in page.extract_text()
    assert "शिकायत" in page.extract_text()
