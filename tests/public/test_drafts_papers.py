"""Papers of a filing in the making: at once, and in parts over a line that breaks."""

import json
import re
from uuid import uuid4

import pytest
from falcon.testing import Result

from kernel.database import Database
from kernel.edge.context import Context
from services.public import actions, store
from services.public.actions import uploads
from services.public.domain.papers import LARGEST_PAPER_BYTES
from tests.public.citizens import Browser, address_on, asked, code_sent, filing_on
from tests.public.questions import queries
from tests.public.test_drafts import code_on
from tests.public.test_filing import JPEG, PDF, counts

PART = 64 * 1024
PHOTOGRAPH = JPEG[:-2] + bytes(range(256)) * 700 + b"\xff\xd9"


def put(browser: Browser, address: str, content: bytes, begins_at: int, size: int | None = None) -> Result:
    whole = len(PHOTOGRAPH) if size is None else size
    return browser.client.put(
        address,
        body=content,
        query_string=f"size={whole}&begins_at={begins_at}",
        headers={**browser._headers(), "Content-Type": "application/octet-stream"},
    )


def received(browser: Browser, address: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(browser.open(address).text)
    return found


def parts(town: Database) -> int:
    with town.transaction(reading=True) as tx:
        return int(tx.fetch_value(queries.count_parts))


@pytest.fixture
def documents(browser: Browser) -> str:
    """The address of the documents of a draft that is open in the browser."""
    return address_on(asked(browser, "documents"), "/documents")


def test_a_photograph_and_a_pdf_are_listed_and_go_along(browser: Browser, town: Database) -> None:
    page = asked(browser, "documents")
    address = address_on(page, "/documents")
    papers = [("क.pdf", "application/pdf", PDF), ("a.jpg", "image/jpeg", JPEG)]

    listed = browser.follow(browser.send(page, address, papers, then="more"))
    onwards = browser.send(listed, address, then="on")
    confirm = asked(browser, "code", papers=papers)
    browser.send(confirm, filing_on(confirm), code=code_sent(town, browser.client.context))

    assert "दस्तावेज़ 1</strong>: PDF" in listed.text
    assert "दस्तावेज़ 2</strong>: फ़ोटो" in listed.text
    assert onwards.headers["location"].endswith("/person")
    assert counts(town) == {**counts(town), "documents": 2, "cases": 1}


def test_a_paper_is_taken_away_again(browser: Browser) -> None:
    page = asked(browser, "documents")
    address = address_on(page, "/documents")
    listed = browser.follow(browser.send(page, address, [("a.jpg", "image/jpeg", JPEG)], then="more"))

    left = browser.follow(browser.send(listed, address_on(listed, "/remove")))

    assert "/remove" in listed.text
    assert "/remove" not in left.text


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 422), (b"<script>alert(1)</script>", 415), (b"x" * (LARGEST_PAPER_BYTES + 1), 413)],
    ids=["empty", "hostile", "large"],
)
def test_a_paper_that_may_not_come_leaves_the_others(browser: Browser, content: bytes, status: int) -> None:
    page = asked(browser, "documents")
    address = address_on(page, "/documents")
    listed = browser.follow(browser.send(page, address, [("a.jpg", "image/jpeg", JPEG)], then="more"))

    answer = browser.send(listed, address, [("b.jpg", "image/jpeg", content)], then="more")

    assert answer.status_code == status
    assert 'id="papers-error"' in answer.text
    assert "दस्तावेज़ 1</strong>" in answer.text


def test_attaching_nothing_is_told(browser: Browser, documents: str) -> None:
    answer = browser.send(browser.open(documents), documents, then="more")

    assert answer.status_code == 422
    assert "पहले कोई फ़ोटो या PDF चुनें।" in answer.text


def test_a_fourth_paper_is_too_many(browser: Browser, documents: str) -> None:
    papers = [(f"{n}.jpg", "image/jpeg", JPEG) for n in range(3)]
    full = browser.follow(browser.send(browser.open(documents), documents, papers, then="more"))

    answer = browser.send(full, documents, papers[:1], then="more")
    in_parts = put(browser, f"{documents}/{uuid4()}", PHOTOGRAPH[:PART], 0)

    assert answer.status_code == 422
    assert 'type="file"' not in full.text
    assert in_parts.status_code == 422


def test_a_photograph_comes_in_parts_over_a_breaking_line(
    browser: Browser, documents: str, town: Database, means: Context
) -> None:
    address, at = f"{documents}/{uuid4()}", 0
    while at < len(PHOTOGRAPH):
        answer = put(browser, address, PHOTOGRAPH[at : at + PART], at)
        lost_on_the_way_back = put(browser, address, PHOTOGRAPH[at : at + PART], at)
        assert answer.json == lost_on_the_way_back.json
        at = int(str(received(browser, address)["received"]))

    assert received(browser, address) == {"received": at, "size": at, "done": True}
    assert parts(town) == 0
    with town.transaction(reading=True) as tx:
        draft_id = documents.split("/")[2]
        paper = actions.papers_of(tx, draft_id)[0]  # type: ignore[arg-type]  # a UUID as text does as well.
    assert paper.wrapped_key
    assert paper.sha256
    assert means.blobs.open(paper.sha256, means.sealing.unwrap(paper.wrapped_key)).read() == PHOTOGRAPH
    assert "दस्तावेज़ 1</strong>: फ़ोटो" in browser.open(documents).text


def test_a_broken_upload_says_how_far_it_came_and_stays_sealed(
    browser: Browser, documents: str, town: Database
) -> None:
    address = f"{documents}/{uuid4()}"

    put(browser, address, PHOTOGRAPH[:PART], 0)

    assert received(browser, address) == {"received": PART, "size": len(PHOTOGRAPH), "done": False}
    assert "36% पहुँच चुका है" in browser.open(documents).text
    with town.transaction(reading=True) as tx:
        assert PHOTOGRAPH[:64].hex() not in tx.fetch_value(queries.find_drafts_written)


def test_an_unknown_paper_has_come_nowhere(browser: Browser, documents: str) -> None:
    assert received(browser, f"{documents}/{uuid4()}") == {"received": 0, "size": 0, "done": False}


@pytest.mark.parametrize(
    ("begins_at", "content", "size", "status"),
    [
        (PART, PHOTOGRAPH[PART : 2 * PART], None, 409),
        (10, PHOTOGRAPH[10 : PART + 10], None, 409),
        (0, b"", None, 422),
        (0, PHOTOGRAPH[: PART + 1], None, 422),
        (0, PHOTOGRAPH[:PART], 100, 422),
        (0, PHOTOGRAPH[:PART], 0, 422),
        (0, PHOTOGRAPH[:PART], LARGEST_PAPER_BYTES + 1, 413),
        (0, b"<html><script>alert(1)</script>" * 10, 310, 415),
        (-1, PHOTOGRAPH[:PART], None, 422),
    ],
)
def test_a_part_that_does_not_fit_changes_nothing(
    browser: Browser,
    documents: str,
    town: Database,
    begins_at: int,
    content: bytes,
    size: int | None,
    status: int,
) -> None:
    answer = put(browser, f"{documents}/{uuid4()}", content, begins_at, size)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert re.search(r"[ऀ-ॿ]", answer.json["detail"])
    assert parts(town) == 0


def test_parts_of_two_sizes_are_not_one_paper(browser: Browser, documents: str) -> None:
    address = f"{documents}/{uuid4()}"
    put(browser, address, PHOTOGRAPH[:PART], 0)

    answer = put(browser, address, PHOTOGRAPH[PART : 2 * PART], PART, len(PHOTOGRAPH) - 1)

    assert answer.status_code == 409


def test_a_foreign_draft_takes_nothing(browser: Browser, documents: str, town: Database) -> None:
    address, stranger = f"{documents}/{uuid4()}", Browser(browser.client)
    asked(stranger, "documents")

    sent = put(stranger, address, PHOTOGRAPH[:PART], 0)
    looked = stranger.open(address)

    assert (sent.status_code, looked.status_code) == (404, 404)
    assert parts(town) == 0


def test_a_paper_of_another_draft_is_not_taken_over(browser: Browser, documents: str) -> None:
    paper = uuid4()
    put(browser, f"{documents}/{paper}", PHOTOGRAPH[:PART], 0)
    stranger = Browser(browser.client)
    own = address_on(asked(stranger, "documents"), "/documents")

    answer = put(stranger, f"{own}/{paper}", PHOTOGRAPH[:PART], 0)

    assert answer.status_code == 404
    assert received(browser, f"{documents}/{paper}")["received"] == PART


def test_unfinished_uploads_take_no_room(browser: Browser, documents: str, town: Database) -> None:
    for _ in range(5):
        assert put(browser, f"{documents}/{uuid4()}", PHOTOGRAPH[:PART], 0).status_code == 200

    page = browser.follow(
        browser.send(browser.open(documents), documents, [("a.jpg", "image/jpeg", JPEG)] * 3, then="more")
    )

    assert parts(town) == 3
    assert page.text.count("</strong>: फ़ोटो") == 3


def test_a_paper_that_did_not_wholly_arrive_stays_behind(browser: Browser, town: Database) -> None:
    check = asked(browser, "check")
    address = address_on(check, "/check")
    put(browser, f"{address.replace('/check', '/documents')}/{uuid4()}", PHOTOGRAPH[:PART], 0)

    shown = browser.open(address)
    browser.send(shown, address)

    assert "जो दस्तावेज़ पूरा नहीं पहुँचा है" in shown.text
    assert counts(town) == {**counts(town), "filings": 1, "documents": 0}


def test_who_comes_back_goes_on_at_the_paper_of_which_only_a_part_is_here(browser: Browser) -> None:
    check = asked(browser, "check")
    code = code_on(check)
    documents = address_on(check, "/check").replace("/check", "/documents")
    put(browser, f"{documents}/{uuid4()}", PHOTOGRAPH[:PART], 0)
    other = Browser(browser.client)

    page = other.follow(other.send(other.open("/drafts"), "/drafts", code=code))

    assert "36% पहुँच चुका है" in page.text
    assert f'href="{documents}"' in other.open("/drafts").text


def test_papers_of_a_draft_are_not_swept_away(
    browser: Browser, documents: str, town: Database, means: Context
) -> None:
    browser.send(browser.open(documents), documents, [("a.jpg", "image/jpeg", JPEG)], then="more")
    with town.transaction() as tx:
        paper = actions.papers_of(tx, documents.split("/")[2])[0]  # type: ignore[arg-type]  # a UUID as text.
        assert paper.sha256
        assert paper.wrapped_key
        means.blobs.sweep(lambda addresses: store.find_named_blobs(tx, addresses), grace=0)

    assert means.blobs.open(paper.sha256, means.sealing.unwrap(paper.wrapped_key)).read() == JPEG


def test_an_address_sends_only_so_many_papers(
    browser: Browser, documents: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PAPERS_PER_ADDRESS_AND_HOUR", 1)

    first = put(browser, f"{documents}/{uuid4()}", PHOTOGRAPH[:PART], 0)
    second = put(browser, f"{documents}/{uuid4()}", PHOTOGRAPH[:PART], 0)
    whole = browser.send(browser.open(documents), documents, [("a.jpg", "image/jpeg", JPEG)], then="more")

    assert (first.status_code, second.status_code, whole.status_code) == (200, 429, 429)
    assert 'action="' + documents in whole.text
