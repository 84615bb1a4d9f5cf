"""The look holds by itself: every part is valid and labelled, in both languages and in every layout."""

import base64
import gzip
import hashlib
import re
from pathlib import Path

import html5lib
import pytest

from kernel.identity import Zone
from kernel.ui import Templates, worded
from kernel.ui.assets import STATIC
from kernel.ui.furniture import ways
from tests.fakes import a_charge, an_actor
from tests.ui.gallery import LAYOUTS, gallery
from tests.ui.markup import invalid_html

LARGEST = {"citizen.css": 14_000, "operations.css": 2_000, "staff.css": 20_000}
SHEETS = sorted(LARGEST)
HTML = "{http://www.w3.org/1999/xhtml}"
FIELDS = {f"{HTML}{name}" for name in ("input", "select", "textarea")}


@pytest.fixture(params=[False, True], ids=["empty", "wrong"])
def wrong(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=["en", "hi"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_every_part_is_valid_html_with_ids_of_its_own(layout: str, language: str, wrong: bool) -> None:
    page = gallery(language, layout, wrong=wrong, actor=an_actor())

    assert invalid_html(page) == []


def test_every_field_has_its_label_and_its_descriptions(language: str, wrong: bool) -> None:
    tree = html5lib.parse(gallery(language, "citizen.html", wrong=wrong))
    ids = {each.get("id") for each in tree.iter() if each.get("id")}
    labels = {each.get("for") for each in tree.iter(f"{HTML}label")}

    fields = [each for each in tree.iter() if each.tag in FIELDS and each.get("type") != "hidden"]
    assert len(fields) == 11
    assert {each.get("id") for each in fields} == labels
    named = [name for each in tree.iter() for name in (each.get("aria-describedby") or "").split()]
    assert named
    assert set(named) <= ids


def test_an_error_stands_beside_its_field_and_in_the_summary_that_is_read_first(language: str) -> None:
    page = gallery(language, "citizen.html", wrong=True)

    for name in ("day", "district", "name", "nature", "papers", "text", "ways"):
        assert f'<li><a href="#{name}">{name}: 3 &lt; 5</a></li>' in page
        assert f'id="{name}-error"' in page
        assert re.search(rf'id="{name}"[^>]* name="{name}"', page)
    assert '<div class="govuk-error-summary" tabindex="-1" autofocus>' in page
    assert page.index("govuk-error-summary") < page.index("<h1>")


def test_a_sentence_is_said_once_and_nobody_is_asked_to_correct_what_cannot_be_corrected() -> None:
    sentence = "Another desk has opened it."

    def summary(errors: dict[str, str]) -> str:
        shown = {"refusal": sentence, "errors": errors}
        return Templates([]).render("error_summary.html", worded("en", "public"), shown)

    of_field, of_nothing = summary({"name": sentence}), summary({})
    assert of_field.count(sentence) == of_nothing.count(sentence) == 1
    assert "Please correct" in of_field
    assert "This could not be done" in of_nothing


def test_what_was_done_has_the_focus(language: str) -> None:
    page = gallery(language, "staff.html", actor=an_actor())

    assert len(re.findall("autofocus", page)) == 1
    assert re.search(
        r'<div class="govuk-notification-banner [^>]* role="status" tabindex="-1" autofocus', page
    )


def test_what_was_typed_is_kept_and_never_taken_for_html() -> None:
    page = gallery("hi", "citizen.html", wrong=True)

    assert 'value="सीता &lt;b&gt;"' in page
    assert 'value="2026-11-24"' in page
    assert '<option value="CG-DMT" selected>' in page
    assert re.search(r'type="radio" value="B" checked', page)
    assert re.search(r'type="checkbox" value="SMS" checked', page)


def test_pages_of_citizens_need_no_script_and_frames_lead_nowhere() -> None:
    assert "<script" not in gallery("hi", "citizen.html")
    assert "/about/" not in gallery("hi", "plain.html")
    assert not re.search(r'style="|\son\w+=', gallery("hi", "operations.html", actor=an_actor()))


def test_the_present_room_is_marked_and_signing_out_is_a_form() -> None:
    page = gallery("en", "staff.html", actor=an_actor())

    assert re.findall(r'href="([^"]+)" aria-current="page">([^<]+)', page)[0] == ("/files/inbox", "Inbox")
    assert '<form method="post" action="/staff/logout">' in page


@pytest.mark.parametrize(
    ("role", "zone", "shown"),
    [
        ("approving_officer", Zone.VPN, set()),
        ("nodal_officer", Zone.INTERNET, set()),
        ("nodal_officer", Zone.VPN, {"/desk"}),
        ("operator", Zone.SECURE_LAN, {"/ops"}),
        ("facilitator", Zone.INTERNET, {"/centre"}),
        ("department_admin", Zone.VPN, {"/desk/portals", "/staff/people", "/staff/organisation"}),
    ],
)
def test_an_officer_sees_the_rooms_that_are_open_to_the_acting_post(
    role: str, zone: Zone, shown: set[str]
) -> None:
    actor = an_actor(charge=a_charge(roles=frozenset({role})), zone=zone)

    offered = {way["href"] for way in ways(actor, "/home")}

    assert offered - {"/home", "/files/inbox", "/wfh/days", "/notify/notices", "/staff/account"} == shown


def test_visitors_see_no_rooms() -> None:
    assert ways(None, "/home") == []


@pytest.mark.parametrize("name", SHEETS)
def test_a_style_sheet_is_light_and_nobody_elses(name: str) -> None:
    content = (STATIC / name).read_bytes()
    css = content.decode()

    assert len(gzip.compress(content, 9)) <= LARGEST[name]
    assert not re.search(r"GDS|crest|crown|transport", css, re.IGNORECASE)
    assert not re.search(r"url\(\"?(https?:)?//|@import", css)


@pytest.mark.parametrize("name", SHEETS)
def test_a_style_sheet_keeps_devanagari_whole(name: str) -> None:
    css = (STATIC / name).read_text("utf-8")

    assert not re.search(r"text-transform:(?!none)|font-style:italic|text-overflow", css)
    spaced = re.findall(r"([^{}]+)\{[^{}]*letter-spacing:(?!0)", css)
    assert all("extra-letter-spacing" in rule for rule in spaced)  # Codes of figures only.


def test_the_built_files_are_those_whose_source_is_recorded() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \|.*`sha384-([^`]+)` \|$", (STATIC / "SOURCES.md").read_text("utf-8"), re.MULTILINE
    )
    named = {name for name, _hash in rows}
    assert {"htmx.js", "licences/htmx.txt", "licences/noto-sans-devanagari.txt", *SHEETS} < named
    assert {path.name for path in STATIC.glob("*.woff2")} < named
    for name, recorded in rows:
        digest = hashlib.sha384((STATIC / name).read_bytes()).digest()
        assert base64.b64encode(digest).decode() == recorded, f"{name} was changed by hand: run make ui"


def test_what_is_built_can_be_built_again_from_pinned_packages() -> None:
    lock = (Path(STATIC).parent / "package-lock.json").read_text("utf-8")

    assert '"resolved"' not in lock
    assert lock.count('"integrity": "sha512-') >= 4
