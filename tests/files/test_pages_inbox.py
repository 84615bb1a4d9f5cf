"""The inbox over all charges: its list, chips, filters, export and card, in every zone."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from kernel.identity import Actor, Zone
from services.files.domain import Grade
from services.files.pages.inbox import harmless
from tests.clients import Client
from tests.fakes import an_id
from tests.files.browsing import Seat, links, seats, text_of
from tests.files.desks import LAN, OFFICER, SECRETARY, Section, a_receipt, officer, secretary
from tests.forms import without_tokens

PARTS = ("/files/_fragment/inbox", "/files/_card/inbox")


@pytest.fixture
def zones(section: Section, tmp_path: Path) -> dict[str, Client]:
    return seats(section, tmp_path)


def at_two_desks(**over: object) -> Actor:
    """The section officer, who also stands in for the under secretary."""
    own = officer(**over)
    other = secretary().charge
    assert own.charge
    assert other
    link = replace(other, kind="LINK_OFFICER", for_person=an_id("holder of REV-US-1"))
    return replace(own, charges=(own.charge, link))


@pytest.fixture
def desk(zones: dict[str, Client]) -> Seat:
    return Seat(zones["vpn"], at_two_desks())


def came(section: Section, subject: str = "पेंशन", **over: object) -> str:
    """The number of a receipt that has come to the officer."""
    with section.at("lan") as tx:
        return a_receipt(tx, **{"to": OFFICER, "subject": subject, **over}).diary_number


@pytest.mark.parametrize(
    ("language", "chip"),
    [("en", "for Holder REV-US-1, REV-US-1 1"), ("hi", "धारक REV-US-1 की ओर से, REV-US-1 1")],
)
def test_all_charges_lie_in_one_list_with_a_chip_for_each(
    desk: Seat, section: Section, language: str, chip: str
) -> None:
    came(section)
    came(section, "नक्शा", to=SECRETARY)
    seat = replace(desk, actor=at_two_desks(language=language))

    page = seat.open("/files/inbox")
    own = seat.open(f"/files/inbox?post={OFFICER}")

    assert chip in text_of(page)
    assert ("All 2" if language == "en" else "सभी 2") in text_of(page)
    assert "पेंशन" in page.text
    assert f"?post={SECRETARY}" in page.text
    assert "नक्शा" not in own.text


def test_a_paper_opens_at_the_desk_at_which_it_lies(desk: Seat, section: Section) -> None:
    came(section, "नक्शा", to=SECRETARY)

    receipt = next(link for link in links(desk.open("/files/inbox")) if "/receipts/" in link)
    page = desk.open(receipt, headers={"X-Acting-Post": ""})

    assert receipt.endswith(f"?post={SECRETARY}")
    assert "Put up with a note" in page.text


def test_what_was_opened_is_no_longer_unread(desk: Seat, section: Section) -> None:
    came(section)
    before = desk.open("/files/inbox")
    desk.open(next(link for link in links(before) if "/receipts/" in link))

    assert ">Unread<" in before.text
    assert ">Unread<" not in desk.open("/files/inbox").text
    assert "Nothing fits" in desk.open("/files/inbox?unread=true").text


def test_the_list_is_narrowed_and_says_when_nothing_fits(desk: Seat, section: Section) -> None:
    number = came(section, "नामांतरण खसरा")
    came(section, "बिजली")

    found = desk.open("/files/inbox?search=नामान्तरण")
    by_number = desk.open(f"/files/inbox?search={number}")
    nothing = desk.open("/files/inbox?kind=FILE&sort=urgent")

    assert "खसरा" in found.text
    assert "बिजली" not in found.text + by_number.text
    assert "Nothing fits" in nothing.text
    assert 'value="urgent" selected' in nothing.text


def test_an_empty_desk_says_so(desk: Seat) -> None:
    page = desk.open("/files/inbox")

    assert "Nothing waits at your desks" in page.text
    assert "CSV" not in without_tokens(page.text)


def test_a_long_list_goes_on_page_by_page(desk: Seat, section: Section) -> None:
    for each in range(30):
        came(section, f"विषय {each:02}")

    first = desk.open("/files/inbox?sort=newest")
    rest = desk.open(next(link for link in links(first) if "after=" in link).replace("&amp;", "&"))

    subjects = re.findall(r"विषय \d\d", first.text), re.findall(r"विषय \d\d", rest.text)
    assert (len(subjects[0]), len(subjects[1])) == (25, 5)
    assert set(subjects[0]) & set(subjects[1]) == set()
    assert "sort=newest" in next(link for link in links(rest) if "rel" not in link and "sort=" in link)


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=1~2", "after=NaN~" + str(OFFICER), "kind=DAK", "post=nothing", "sort=x", "unread=7"],
)
def test_a_changed_address_is_refused_in_words(desk: Seat, query: str) -> None:
    answer = desk.ask(f"/files/inbox?{query}")

    assert answer.status_code in (403, 422)
    assert "This could not be done</h1>" in answer.text


def test_another_officers_desk_is_refused(desk: Seat) -> None:
    answer = desk.ask(f"/files/inbox?post={an_id('REV-DA-1')}")

    assert answer.status_code == 403
    assert "do not hold this post" in answer.text


def test_over_the_vpn_nothing_confidential_is_seen_counted_found_or_exported(
    zones: dict[str, Client], section: Section
) -> None:
    hidden = came(section, "छापा", grade=Grade.CONFIDENTIAL)
    came(section, "पेंशन", grade=Grade.RESTRICTED)
    # Also where the VPN's process is told that the request came over the secure LAN.
    for actor in (at_two_desks(), at_two_desks(**LAN)):
        seat = Seat(zones["vpn"], actor)
        for path in ("/files/inbox", "/files/inbox?search=छापा", f"/files/inbox?search={hidden}", *PARTS):
            page = seat.open(path)
            assert "छापा" not in page.text.replace('value="छापा"', "")
            assert hidden not in page.text.replace(f'value="{hidden}"', "")
            assert re.search(r"<b>2( wait)?</b>", page.text) is None
        assert "छापा" not in seat.open("/files/inbox.csv").text
    on_lan = Seat(zones["lan"], at_two_desks(**LAN))
    assert "छापा" in on_lan.open("/files/inbox").text
    assert "छापा" in on_lan.open("/files/inbox.csv").text


def test_the_card_tells_no_graded_subject_and_so_leaves_no_record(desk: Seat, section: Section) -> None:
    number = came(section, "पदोन्नति", grade=Grade.RESTRICTED)

    for path in PARTS:
        card = desk.open(path)
        assert "पदोन्नति" not in card.text
        assert number in card.text
        assert "<html" not in card.text


def test_from_the_internet_only_the_number_is_shown(zones: dict[str, Client], section: Section) -> None:
    number = came(section)
    outside = Seat(zones["internet"], at_two_desks(zone=Zone.INTERNET))

    for path in ("/files/inbox", *PARTS):
        page = outside.open(path)
        assert "1 papers wait" in page.text
        assert "पेंशन" not in page.text
        assert number not in page.text
        assert "<li data-row" not in page.text
    assert outside.ask("/files/inbox.csv").status_code == 403


def test_without_access_the_card_shows_the_number_and_says_whom_to_ask(
    zones: dict[str, Client], section: Section
) -> None:
    number = came(section)
    own = officer().charge
    assert own
    without = Seat(zones["vpn"], replace(officer(), charges=(replace(own, granted_until=None),)))

    for path in PARTS:
        card = without.open(path)
        assert "1 papers wait" in card.text
        assert "administrator for an access order" in card.text
        assert number not in card.text


def test_the_export_is_a_table_without_formulas(desk: Seat, section: Section) -> None:
    came(section, '=HYPERLINK("http://example.in")')
    came(section, 'पेंशन, "पुरानी"')

    answer = desk.open("/files/inbox.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert rows[0][:3] == ["Number", "Kind", "Subject"]
    assert [row[2] for row in rows[1:]] == ['\'=HYPERLINK("http://example.in")', 'पेंशन, "पुरानी"']
    assert rows[1][3] == "Post REV-SO-1 (REV-SO-1)"


@pytest.mark.parametrize("cell", ["+1", "-1", "@A1", "\t=1", " =1", "＝1", "=1"])
def test_a_cell_that_begins_like_a_formula_is_disarmed(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_who_has_no_desk_sees_no_card(zones: dict[str, Client]) -> None:
    nobody = replace(officer(), charge=None, charges=())

    for path in PARTS:
        assert Seat(zones["vpn"], nobody).open(path).text == "<!-- -->"


def test_a_post_without_access_is_told_so_beside_the_others(
    zones: dict[str, Client], section: Section
) -> None:
    came(section)
    actor = at_two_desks()
    without = replace(actor, charges=(actor.charges[0], replace(actor.charges[1], granted_until=None)))

    page = Seat(zones["vpn"], without).open("/files/inbox")

    assert "Post REV-US-1 has no access to the secure network" in page.text
    assert "पेंशन" in page.text
