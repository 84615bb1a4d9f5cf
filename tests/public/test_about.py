"""What stands behind every page: policies, help, and how large and strong the letters are."""

import re

import pytest

from services.public.pages.about import ABOUT
from tests.clients import Client
from tests.public.citizens import Browser
from tests.ui.markup import invalid_html

PAGES = [*(f"/about/{name}" for name in sorted((*ABOUT, "sitemap"))), "/preferences"]


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("path", PAGES)
def test_every_policy_stands_in_both_languages_as_valid_html(
    path: str, language: str, client: Client
) -> None:
    page = Browser(client, language).open(path)

    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert invalid_html(page.text) == []


def test_the_statement_says_when_an_opened_case_closes(client: Client) -> None:
    page = Browser(client, "en").open("/about/accessibility")

    assert "An opened case closes after 30 minutes" in page.text
    assert "Nothing ends" not in page.text


def test_every_page_leads_to_all_policies(client: Client) -> None:
    page = Browser(client).open("/track")

    linked = set(re.findall(r'href="(/about/[a-z]+)"', page.text))
    assert linked == {f"/about/{name}" for name in (*ABOUT, "sitemap")}


@pytest.mark.parametrize("name", ["..", "nothing", "page", "preferences"])
def test_a_policy_that_is_none_is_not_found(name: str, client: Client) -> None:
    assert Browser(client).open(f"/about/{name}").status_code == 404


def test_larger_letters_and_stronger_contrast_are_chosen_once_for_all_pages(client: Client) -> None:
    browser = Browser(client)
    browser.open("/preferences?back=/track")

    chosen = browser.client.post(
        "/preferences",
        body="text_size=150&contrast=high&back=/track",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    browser._kept(chosen)

    assert (chosen.status_code, chosen.headers["location"]) == (303, "/track")
    assert '<html lang="hi" class="ks-text-150 ks-contrast-high">' in browser.open("/track").text
    assert re.search(r'value="150" checked', browser.open("/preferences").text)


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_way_back_never_leads_to_another_site(back: str, client: Client) -> None:
    page = Browser(client).client.get("/preferences", params={"back": back})
    sent = client.post(
        "/preferences",
        body=f"text_size=100&contrast=normal&back={back}",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert 'class="govuk-back-link" href="/"' in page.text
    assert sent.headers["location"] == "/"


def test_a_choice_that_is_not_offered_is_refused(client: Client) -> None:
    answer = client.post(
        "/preferences",
        body="text_size=900&contrast=normal",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 422
    assert 'id="text_size-error"' in answer.text


def test_the_language_link_keeps_what_was_asked(client: Client) -> None:
    page = Browser(client).open("/preferences?back=/track&lang=hi")

    assert 'href="?back=%2Ftrack&amp;lang=en" lang="en" hreflang="en"' in page.text


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("POST", "/about/help", 405)]
)
def test_a_wrong_address_is_answered_with_a_page_that_leads_on(
    method: str, path: str, status: int, client: Client
) -> None:
    answer = client._ask(method, path, headers={"Accept": "text/html", "Accept-Language": "hi"})

    assert answer.status_code == status
    assert '<html lang="hi">' in answer.text
    assert '<a href="/">' in answer.text
    assert invalid_html(answer.text) == []


def test_a_program_at_a_wrong_address_gets_a_problem_document(client: Client) -> None:
    answer = client.get("/nothing", headers={"Accept": "application/json"})

    assert answer.status_code == 404
    assert answer.json["type"] == "urn:karyasetu:not-offered"
