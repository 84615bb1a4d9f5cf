"""How a case begins, in rows, events and audit."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel import calendar, clock
from kernel.database import Database
from kernel.edge.context import Context
from kernel.errors import Refused
from services.public import actions, store
from services.public.domain.numbers import is_number
from services.public.domain.papers import LARGEST_PAPER_BYTES
from services.public.domain.refusals import (
    AlreadyConfirmed,
    ExternalNumberTaken,
    FilingExpired,
    MobileWrong,
    PaperEmpty,
    PaperNotAccepted,
    PaperTooLarge,
    TooManyPapers,
    UnknownArea,
    UnknownDepartment,
    UnknownService,
)
from tests.clients import Client
from tests.fakes import an_id
from tests.kernel.test_calendar_store import a_rule
from tests.public.citizens import Browser, announced, asked, code_sent
from tests.public.conftest import Desk
from tests.public.questions import queries
from tests.public.town import MORNING, PORTAL_KEY, a_body, a_portal, a_visitor

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 2000 + b"\xff\xd9"
# In what is sealed, hashed or an id any five digits stand by chance.
_BY_CHANCE = re.compile(r"\\+x[0-9a-f]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@dataclass
class APaper:
    """An uploaded file."""

    stream: io.BytesIO
    size: int

    @classmethod
    def of(cls, content: bytes) -> "APaper":
        return cls(io.BytesIO(content), len(content))


def counts(town: Database) -> dict[str, int]:
    with town.transaction() as tx:
        return tx.fetch_one(queries.count_rows) or {}


def file_form(town: Database, means: Context, *papers: bytes, **over: Any) -> Any:
    with town.transaction() as tx:
        form = a_body(department="REV", **over)
        return actions.file_by_form(tx, a_visitor(), means, form, [APaper.of(each) for each in papers])


def test_a_case_gets_its_number_its_date_and_its_order(town: Database, means: Context) -> None:
    with town.transaction() as tx:
        case = actions.file_by_portal(tx, a_portal(), means, a_body(), [APaper.of(JPEG), APaper.of(PDF)])

    assert case.number.startswith("261")
    assert case.due_at == datetime(2026, 3, 25, 12, 0, tzinfo=UTC)
    assert case.limit
    assert case.limit.order_number == "CG GAD May 2024"
    assert counts(town) == {
        "cases": 1,
        "petitions": 1,
        "complainants": 1,
        "documents": 2,
        "filings": 0,
        "announced": 2,
        "recorded": 1,
    }


def test_the_contact_goes_sealed_before_the_case(town: Database, means: Context) -> None:
    with town.transaction() as tx:
        actions.file_by_portal(tx, a_portal(), means, a_body())

    contact, case = announced(town)
    assert (contact["exchange"], case["exchange"]) == ("sealed", "events")
    assert contact["data"]["contact_id"] == case["data"]["contact_id"]
    assert case["data"]["nodal_post"] == str(an_id("REV-US-1"))
    assert case["data"]["due_on"] == "2026-03-25"
    assert case["routing_key"] == "public.case-registered.v1.rev"


@pytest.mark.parametrize(("protected", "named"), [(False, {"sitabai", "verma"}), (True, set())])
def test_only_the_words_for_the_officers_search_are_readable_in_rows_events_and_audit(
    client: Client, browser: Browser, town: Database, protected: bool, named: set[str]
) -> None:
    said = {"name": "Sitabai Verma", "text": "The patwari of Kurud says: come next week!"}
    reached = {"mobile": "98765 43210", "email": "sitabai@example.in", "address": "Ward 4, Kurud"}
    headers = {"X-Portal-Key": PORTAL_KEY, "Idempotency-Key": str(clock.new_id())}

    filed = client.post("/v1/cases", json=a_body(**said, **reached, protected=protected), headers=headers)
    asked(browser, "code")

    with town.transaction() as tx:
        written = tx.fetch_value(queries.find_everything_written)
        words = set(tx.fetch_value(queries.find_words))
    assert written.count(filed.json["number"]) > 1
    readable = _BY_CHANCE.sub("", written.replace(filed.json["number"], ""))
    for secret in ("Sitabai", "sitabai", "patwari", "Ward 4", "43210", "सीता", "हैंडपंप", "४३२१०"):
        assert secret not in readable
        assert secret.encode().hex() not in written
    assert words == {"the", "patwari", "of", "kurud", "say", "come", "next", "week"} | named


def test_a_suggestion_has_no_date_because_no_order_sets_one(desk: Desk) -> None:
    case = desk.file(nature="SUGGESTION")

    assert case.due_at is None


def test_a_guaranteed_service_counts_working_days(desk: Desk) -> None:
    for weekday in (6, 7):
        calendar.save_rule(desk.tx, a_rule(rule_id=str(clock.new_id()), weekday=weekday))

    case = desk.file(nature="SERVICE", category="KHASRA_COPY")

    assert case.due_at == datetime(2026, 3, 31, 12, 0, tzinfo=UTC)


def test_the_installation_chooses_among_rival_orders(desk: Desk) -> None:
    rival = next(limit for limit in actions.limits(desk.tx) if limit.days == 21)

    chosen = actions.choose_limit(desk.tx, a_portal(), rival.limit_id)

    in_force = [limit for limit in chosen if limit.nature == "GRIEVANCE" and limit.in_force]
    assert [limit.order_number for limit in in_force] == ["DARPG S-15/21/2021-(PG)-DARPG (e-7085)"]


@pytest.mark.parametrize(
    ("over", "refusal"),
    [
        ({"department": "HFW"}, UnknownDepartment),
        ({"department": "NOWHERE"}, UnknownDepartment),
        ({"area": "XX"}, UnknownArea),
        ({"nature": "SERVICE", "category": "MAGIC"}, UnknownService),
        ({"mobile": "123"}, MobileWrong),
    ],
)
def test_a_wrong_filing_is_refused_whole(
    over: dict[str, Any], refusal: type[Refused], town: Database, means: Context
) -> None:
    with pytest.raises(refusal), town.transaction() as tx:
        actions.file_by_portal(tx, a_portal(), means, a_body(**over))

    assert set(counts(town).values()) == {0}


def test_a_portal_may_file_for_what_stands_below_its_department(desk: Desk) -> None:
    assert desk.file(department="LAND").department == "LAND"


def test_a_number_of_another_system_comes_over_once(desk: Desk) -> None:
    desk.file(external_system="CPGRAMS", external_number="DARPG/E/2026/1")

    with pytest.raises(ExternalNumberTaken):
        desk.file(external_system="CPGRAMS", external_number="DARPG/E/2026/1")


@pytest.mark.parametrize(
    ("papers", "refusal"),
    [
        ([b"MZ\x90\x00 program"], PaperNotAccepted),
        ([b"<html><script>alert(1)</script>"], PaperNotAccepted),
        ([b"GIF89a...."], PaperNotAccepted),
        ([b"PK\x03\x04word"], PaperNotAccepted),
        ([b""], PaperEmpty),
        ([PDF, PDF, PDF, PDF], TooManyPapers),
        ([JPEG + b"\x00" * LARGEST_PAPER_BYTES], PaperTooLarge),
        ([PDF, b"#!/bin/sh"], PaperNotAccepted),
    ],
)
def test_hostile_papers_are_refused_before_anything_is_stored(
    papers: list[bytes], refusal: type[Refused], desk: Desk
) -> None:
    with pytest.raises(refusal):
        actions.file_by_portal(
            desk.tx, a_portal(), desk.means, a_body(), [APaper.of(each) for each in papers]
        )

    assert not list(desk.means.blobs._shelves.blobs.rglob("*"))


def test_a_filing_counts_only_when_its_mobile_is_confirmed(town: Database, means: Context) -> None:
    filing_id = file_form(town, means, PDF)
    before = counts(town)

    with town.transaction() as tx:
        done = actions.confirm_code(tx, a_visitor(), means, filing_id, code_sent(town, means))

    assert (before["cases"], before["filings"]) == (0, 1)
    assert counts(town)["cases"] == 1
    with town.transaction() as tx:
        assert done.case_id
        assert len(store.find_documents(tx, done.case_id)) == 1
        assert store.get_case_facts(tx, done.case_id)["contact_confirmed_by"] == "CODE"


def test_a_code_works_once(town: Database, means: Context) -> None:
    filing_id = file_form(town, means)
    code = code_sent(town, means)
    with town.transaction() as tx:
        actions.confirm_code(tx, a_visitor(), means, filing_id, code)

    with pytest.raises(AlreadyConfirmed), town.transaction() as tx:
        actions.confirm_code(tx, a_visitor(), means, filing_id, code)

    assert counts(town)["cases"] == 1


def test_a_code_dies_after_five_wrong_tries(town: Database, means: Context) -> None:
    filing_id = file_form(town, means)
    code = code_sent(town, means)
    wrong = f"{(int(code) + 1) % 10**6:06d}"

    for _ in range(5):
        with town.transaction() as tx:
            assert actions.confirm_code(tx, a_visitor(), means, filing_id, wrong).case_id is None

    with town.transaction() as tx:
        assert actions.confirm_code(tx, a_visitor(), means, filing_id, code).case_id is None


def test_a_code_dies_after_ten_minutes(town: Database, means: Context) -> None:
    filing_id = file_form(town, means)
    code = code_sent(town, means)

    with clock.frozen(MORNING + timedelta(minutes=10, seconds=1)), town.transaction() as tx:
        assert actions.confirm_code(tx, a_visitor(), means, filing_id, code).case_id is None


def test_the_filing_itself_keeps_its_code_from_rows(town: Database, means: Context) -> None:
    filing_id = file_form(town, means)

    with town.transaction() as tx:
        filing = store.find_filing(tx, filing_id)
    assert filing
    assert "नामांतरण".encode() not in bytes(filing["sealed"])


def test_a_mobile_files_five_times_a_day(town: Database, means: Context) -> None:
    for _ in range(5):
        file_form(town, means)

    with pytest.raises(Refused) as refusal:
        file_form(town, means)

    assert refusal.value.status == 429


def test_what_nobody_confirms_goes_with_its_papers(town: Database, means: Context) -> None:
    filing_id = file_form(town, means, PDF)

    with clock.frozen(MORNING + timedelta(days=1, minutes=1)):
        with town.transaction() as tx:
            gone = actions.expire_filings(tx)
        with pytest.raises(FilingExpired), town.transaction() as tx:
            actions.confirm_code(tx, a_visitor(), means, filing_id, "123456")

    assert gone == 1
    assert counts(town)["documents"] == 0
    with town.transaction() as tx:
        means.blobs.sweep(lambda sha256s: store.find_named_blobs(tx, sha256s), grace=0)
    assert not [path for path in means.blobs._shelves.blobs.rglob("*") if path.is_file()]


def test_a_confirmed_filing_never_expires(town: Database, means: Context) -> None:
    filing_id = file_form(town, means, PDF)
    with town.transaction() as tx:
        actions.confirm_code(tx, a_visitor(), means, filing_id, code_sent(town, means))

    with clock.frozen(MORNING + timedelta(days=30)), town.transaction() as tx:
        assert actions.expire_filings(tx) == 0

    assert counts(town)["documents"] == 1


def test_a_timeline_is_never_rewritten(town: Database, means: Context) -> None:
    with town.transaction() as tx:
        actions.file_by_portal(tx, a_portal(), means, a_body())

    with pytest.raises(Exception, match=r"permission denied|append-only"), town.transaction() as tx:
        tx.execute(queries.change_history)


def test_what_is_held_legally_is_not_erased(town: Database, means: Context) -> None:
    with town.transaction() as tx:
        actions.file_by_portal(tx, a_portal(), means, a_body())
        tx.execute(queries.hold_legally)

    with pytest.raises(Exception, match="held_is_not_erased"), town.transaction() as tx:
        tx.execute(queries.erase_petitions)


def test_one_code_sent_by_two_hands_at_once_registers_once(town: Database, means: Context) -> None:
    filing_id = file_form(town, means)
    code = code_sent(town, means)

    def confirm(_hand: int) -> str | None:
        with clock.frozen(MORNING):
            try:
                with town.transaction() as tx:
                    return actions.confirm_code(tx, a_visitor(), means, filing_id, code).number
            except AlreadyConfirmed:
                return None

    with ThreadPoolExecutor(4) as hands:
        numbers = list(hands.map(confirm, range(4)))

    assert len([number for number in numbers if number]) == 1
    assert counts(town)["cases"] == 1


def test_many_hands_get_different_numbers(town: Database, means: Context) -> None:
    def file(_hand: int) -> str:
        with clock.frozen(MORNING), town.transaction() as tx:
            return actions.file_by_portal(tx, a_portal(), means, a_body()).number

    with ThreadPoolExecutor(6) as hands:
        numbers = list(hands.map(file, range(40)))

    assert len(set(numbers)) == 40
    assert all(is_number(number) for number in numbers)
