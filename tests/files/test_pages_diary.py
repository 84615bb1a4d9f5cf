"""Papers over the counter, and the register of what left."""

import re
from pathlib import Path

import pytest

from services.files import actions
from tests.clients import Client
from tests.files.browsing import Seat, seats
from tests.files.desks import LAN, Section, a_receipt, approved_draft, assistant, at_desk, secretary

DIARY = "/files/receipts/new"
LETTER = {"subject": "पेंशन", "sender": "सीता बाई", "letter_number": "12", "letter_on": "2026-03-01"}


@pytest.fixture
def zones(section: Section, tmp_path: Path) -> dict[str, Client]:
    return seats(section, tmp_path)


@pytest.fixture
def counter(zones: dict[str, Client]) -> Seat:
    """The registry over the VPN."""
    return Seat(zones["vpn"], at_desk("REV-REG-1"))


def test_a_letter_gets_its_diary_number_and_stays_at_the_own_desk(counter: Seat) -> None:
    page = counter.press(DIARY, DIARY, **LETTER, to="")

    assert "SEC-REV-S1/" in page.text
    assert "The receipt has its diary number." in page.text
    assert "सीता बाई" in page.text
    assert "1 March 2026" in page.text


def test_a_letter_goes_to_the_desk_that_was_named(counter: Seat) -> None:
    page = counter.press(DIARY, DIARY, subject="पेंशन", to="rev-da", letter_on="")

    assert "diary number" in page.text
    assert "Unread" in Seat(counter.client, assistant()).open("/files/inbox").text


def test_what_was_typed_is_kept_beside_each_error(counter: Seat) -> None:
    answer = counter.send(counter.open(DIARY), DIARY, **{**LETTER, "subject": " ", "letter_on": "yesterday"})

    assert answer.status_code == 422
    assert 'value="सीता बाई"' in answer.text
    assert 'id="subject-error"' in answer.text
    assert 'id="letter_on-error"' in answer.text


@pytest.mark.parametrize(
    "known", [{"address": "धमतरी"}, {"letter_number": "12"}, {"letter_on": "2026-03-01"}]
)
def test_what_is_known_of_a_letter_is_not_lost_for_want_of_its_sender(
    counter: Seat, known: dict[str, str]
) -> None:
    answer = counter.send(counter.open(DIARY), DIARY, subject="पेंशन", sender=" ", **known)
    shown = re.search(r"<details[^>]* open>.*?</details>", answer.text, re.DOTALL)

    assert answer.status_code == 422
    assert shown, answer.text
    assert re.search(r'id="sender-error">.*Please fill this in\.</p>', shown[0])
    assert all(f'value="{value}"' in shown[0] for value in known.values())


def test_a_confidential_letter_is_not_diarised_over_the_vpn(counter: Seat, zones: dict[str, Client]) -> None:
    refused = counter.send(counter.open(DIARY), DIARY, **LETTER, grade="CONFIDENTIAL")
    on_lan = Seat(zones["lan"], at_desk("REV-REG-1", **LAN))

    assert refused.status_code == 403
    assert "secure LAN of the secretariat" in refused.text
    assert 'value="सीता बाई"' in refused.text
    assert "Confidential" in on_lan.press(DIARY, DIARY, **LETTER, grade="CONFIDENTIAL").text


def test_who_may_not_diarise_is_not_asked_to(zones: dict[str, Client]) -> None:
    us = Seat(zones["vpn"], secretary())

    assert us.ask(DIARY).status_code == 403
    assert DIARY not in us.open("/files/inbox").text


def test_a_receipt_goes_on_a_new_file_although_others_lie_here(
    zones: dict[str, Client], section: Section
) -> None:
    desk = Seat(zones["vpn"], assistant())
    with section.at("lan") as tx:
        actions.put_up(tx, assistant(**LAN), a_receipt(tx).receipt_id, actions.PutUp(note="प्रस्तुत है।"))
        path = f"/files/receipts/{a_receipt(tx).receipt_id}/put-up"

    page = desk.press(path, path, note="नई नस्ती", file_id="")

    assert "G-11011/2/" in page.text


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_register_shows_what_the_office_issued(
    zones: dict[str, Client], section: Section, language: str
) -> None:
    seat = Seat(zones["vpn"], secretary(language=language))
    empty = seat.open("/files/dispatches")
    with section.at("lan") as tx:
        actions.issue(tx, secretary(**LAN), approved_draft(tx), section.vault)

    assert ("issued no letter" in empty.text) == (language == "en")
    assert "SEC-REV-S1/D/" in seat.open("/files/dispatches").text
