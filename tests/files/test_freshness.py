"""What is signed, or leaves the system, needs a second factor that was shown just now."""

from datetime import timedelta
from pathlib import Path

import pytest

from kernel import clock
from services.files.domain import Grade
from tests.clients import Client
from tests.files.browsing import Seat, seats
from tests.files.desks import Section, a_file, approved_draft, assistant, names, secretary
from tests.files.test_api import process

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"


def ago(**age: int) -> dict[str, object]:
    return {"second_factor_at": clock.now() - timedelta(**age)}


@pytest.fixture
def vpn(section: Section, tmp_path: Path) -> Client:
    return process(section, "vpn", tmp_path / "api")


@pytest.fixture
def pages(section: Section, tmp_path: Path) -> Client:
    return seats(section, tmp_path)["vpn"]


@pytest.mark.parametrize("act", ["approve", "issue"])
def test_nothing_is_signed_with_an_old_second_factor(vpn: Client, section: Section, act: str) -> None:
    with section.at("lan") as tx:
        draft_id = approved_draft(tx)

    old = vpn.post(f"/v1/drafts/{draft_id}/{act}", actor=secretary(**ago(minutes=6)))

    assert (old.status_code, old.json["type"]) == (401, "urn:karyasetu:second-factor-too-old")
    assert "reply-issued" not in names(section)


def test_an_approval_by_page_leads_to_the_second_factor_and_back(pages: Client, section: Section) -> None:
    with section.at("lan") as tx:
        draft_id = approved_draft(tx)
    action = f"/files/drafts/{draft_id}/issue"
    old, fresh = (Seat(pages, secretary(**ago(minutes=minutes))) for minutes in (6, 4))
    file = next(link for link in old.open("/files/inbox").text.split('"') if link.startswith("/files/files/"))
    form = old.open(file)

    asked = old.send(form, action)
    done = fresh.send(form, action)

    assert asked.status_code == 307
    assert asked.headers["location"].startswith("/staff/step-up?next=%2Ffiles%2Fdrafts%2F")
    assert done.status_code == 303


@pytest.mark.parametrize(("grade", "asked"), [(Grade.UNCLASSIFIED, False), (Grade.RESTRICTED, True)])
def test_only_a_graded_paper_needs_it_to_be_taken_along(
    vpn: Client, pages: Client, section: Section, grade: Grade, *, asked: bool
) -> None:
    with section.at("lan") as tx:
        file = a_file(tx)
    paper = _with_picture(pages, f"/files/files/{file.file_id}", grade)
    old = assistant(**ago(minutes=6))

    by_program = vpn.get(f"/v1/documents/{paper}/content", actor=old)
    by_page = pages.get(f"/files/papers/{paper}/content", actor=old)
    picture = pages.get(f"/files/papers/{paper}", actor=old)
    fresh = vpn.get(f"/v1/documents/{paper}/content", actor=assistant(**ago(minutes=4)))

    assert [by_program.status_code, by_page.status_code] == ([401, 303] if asked else [200, 200])
    assert picture.status_code == (303 if asked else 200)
    assert fresh.content == PNG


def _with_picture(pages: Client, path: str, grade: Grade) -> str:
    desk = Seat(pages, assistant())
    page = desk.follow(desk.hand_in(path + "/paper", grade, PNG, "a.png"))
    link = next(part for part in page.text.split('"') if part.startswith("/files/papers/"))
    return link.split("/")[3].partition("?")[0]
