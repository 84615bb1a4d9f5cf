"""One inbox over all desks of an officer: what is shown, counted, due and passed over."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from kernel import calendar, clock
from kernel.calendar import DayKind, Rule, RuleKind, Scope
from kernel.database import Transaction
from kernel.identity import Actor, Zone
from kernel.tokens import PostNotHeld
from services.files import actions, store
from services.files.access import NoAccessGrant
from services.files.actions.limits import DeskClock
from services.files.actions.sending import DeskNotFound, NobodyNamed, SeveralDesks
from services.files.domain import (
    CaseNeedsItsOwnFile,
    Grade,
    MediumDiffers,
    NoteWasChanged,
    PapersNotInThisZone,
    Priority,
    ReceiptIsGradedHigher,
)
from services.files.store import Sort, Wish
from tests.fakes import an_id
from tests.files.desks import (
    ASSISTANT,
    LAN,
    OFFICER,
    SECRETARY,
    Section,
    a_file,
    a_receipt,
    assistant,
    go,
    officer,
    recorded,
    secretary,
)

FIRST = (None, 50)


def at_two_desks(**over: object) -> Actor:
    """The section officer, who is also the link officer for the under secretary."""
    own = officer(**over)
    other = secretary().charge
    assert own.charge
    assert other
    link = replace(other, kind="LINK_OFFICER", for_person=an_id("holder of REV-US-1"))
    return replace(own, charges=(own.charge, link))


@pytest.fixture(autouse=True)
def _calendar(section: Section) -> None:
    with section.at("app") as tx:
        sunday = Rule(
            rule_id=an_id("sunday"),
            scope=Scope.STATE,
            scope_id="",
            kind=RuleKind.WEEKDAY,
            valid_from=date(2020, 1, 1),
            order_number="GAD 1/2022",
            weekday=6,
            working=False,
            name_en="Sunday",
            name_hi="रविवार",
        )
        calendar.save_rule(tx, sunday)


def numbers(found: dict[str, object]) -> list[str]:
    items = found["items"]
    assert isinstance(items, list)
    return [item["number"] for item in items]


def test_papers_of_all_posts_lie_in_one_inbox_with_a_count_for_each(section: Section) -> None:
    with section.at("lan") as tx:
        own = a_receipt(tx, to=OFFICER)
        for_another = a_receipt(tx, to=SECRETARY)
        a_receipt(tx, to=ASSISTANT)

    with section.at("vpn") as tx:
        found = actions.whole_inbox(tx, at_two_desks(), Wish(), FIRST)
        at_one = actions.whole_inbox(tx, at_two_desks(), Wish(post=SECRETARY), FIRST)

    assert numbers(found) == [own.diary_number, for_another.diary_number]
    assert numbers(at_one) == [for_another.diary_number]
    assert [(desk.post_id, desk.waiting) for desk in found["desks"]] == [(OFFICER, 1), (SECRETARY, 1)]


def test_a_desk_that_is_not_held_is_refused(section: Section) -> None:
    with section.at("vpn") as tx, pytest.raises(PostNotHeld):
        actions.whole_inbox(tx, at_two_desks(), Wish(post=ASSISTANT), FIRST)


def test_a_post_without_access_does_not_hide_the_others(section: Section) -> None:
    with section.at("lan") as tx:
        a_receipt(tx, to=OFFICER)
        a_receipt(tx, to=SECRETARY)
    actor = at_two_desks()
    without = replace(actor, charges=(actor.charges[0], replace(actor.charges[1], granted_until=None)))

    with section.at("vpn") as tx:
        found = actions.whole_inbox(tx, without, Wish(), FIRST)
        with pytest.raises(NoAccessGrant):
            actions.whole_inbox(tx, without, Wish(post=SECRETARY), FIRST)

    assert len(found["items"]) == 1
    assert [desk.seeing.allowed for desk in found["desks"]] == [True, False]


def test_over_the_vpn_nothing_confidential_is_listed_counted_found_or_urgent(section: Section) -> None:
    with section.at("lan") as tx:
        a_receipt(tx, to=OFFICER, grade=Grade.CONFIDENTIAL, subject="छापा")
        shown = a_receipt(tx, to=OFFICER, subject="पेंशन")

    with section.at("vpn") as tx:
        # Even who claims the secure LAN in the VPN's process sees nothing more: its role cannot.
        for actor in (at_two_desks(), at_two_desks(**LAN)):
            found = actions.whole_inbox(tx, actor, Wish(), FIRST)
            searched = actions.whole_inbox(tx, actor, Wish(search="छापा"), FIRST)
            by_number = actions.whole_inbox(tx, actor, Wish(search="C/"), FIRST)
            card = actions.inbox_card(tx, actor)

            assert numbers(found) == numbers(card) == [shown.diary_number]
            assert numbers(searched) == numbers(by_number) == []
            assert found["desks"][0].waiting == 1
    with section.at("lan") as tx:
        assert actions.whole_inbox(tx, at_two_desks(**LAN), Wish(), FIRST)["desks"][0].waiting == 2


def test_from_the_internet_only_the_number_is_given(section: Section) -> None:
    with section.at("lan") as tx:
        a_receipt(tx, to=OFFICER)
        a_receipt(tx, to=SECRETARY)
    outside = at_two_desks(zone=Zone.INTERNET)

    with section.at("internet") as tx:
        assert actions.waiting_over_all(tx, outside) == 2
        with pytest.raises(PapersNotInThisZone):
            actions.whole_inbox(tx, outside, Wish(), FIRST)


def test_a_list_is_wished_by_kind_order_and_what_is_unread(section: Section) -> None:
    with section.at("lan") as tx:
        file = a_file(tx)
        receipt = a_receipt(tx)
        pressing = a_file(tx)
        go(tx, pressing.file_id, assistant(**LAN), OFFICER)
        onward = actions.Onward(ASSISTANT, priority=Priority.TOP_PRIORITY)
        actions.forward(tx, officer(**LAN), pressing.file_id, onward)

        def listed(**wish: object) -> list[str]:
            return numbers(actions.whole_inbox(tx, assistant(**LAN), Wish(**wish), FIRST))  # type: ignore[arg-type]  # told by name

        assert set(listed(kind="FILE")) == {file.number, pressing.number}
        assert listed(kind="RECEIPT") == [receipt.diary_number]
        assert listed(sort=Sort.URGENT)[0] == pressing.number
        assert set(listed(unread=True)) == {receipt.diary_number, pressing.number}
        actions.read_receipt(tx, assistant(**LAN), receipt.receipt_id)
        assert listed(unread=True) == [pressing.number]


def test_pages_in_every_order_lead_through_all_papers_once(section: Section) -> None:
    with section.at("lan") as tx:
        for _each in range(5):
            a_receipt(tx)
        for sort in Sort:
            seen, after = [], None
            while True:
                found = actions.whole_inbox(tx, assistant(**LAN), Wish(sort=sort), (after, 2))
                seen += numbers(found)
                after = found["next"]
                if after is None:
                    break

            assert len(seen) == len(set(seen)) == 5


def test_a_paper_is_due_after_seven_working_days_and_then_overdue(section: Section) -> None:
    with section.at("lan") as tx:
        a_receipt(tx)
        fresh = actions.whole_inbox(tx, assistant(**LAN), Wish(), FIRST)
        none = actions.whole_inbox(tx, assistant(**LAN), Wish(overdue=True), FIRST)
        late = wait(tx, timedelta(days=12))

        counted = actions.whole_inbox(late, assistant(**LAN), Wish(overdue=True), FIRST)

    assert (
        clock.local_date(fresh["items"][0]["due"]) - clock.local_date(fresh["items"][0]["since"])
    ).days in (8, 9)
    assert none["items"] == []
    assert counted["items"][0]["overdue"]
    assert counted["desks"][0].overdue == 1


def wait(tx: Transaction, spell: timedelta) -> Transaction:
    """The same transaction, *spell* later."""
    tx.now += spell
    return tx


def test_the_cutoff_agrees_with_each_papers_own_due_date() -> None:
    now = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
    timing = DeskClock(now, calendar.Calendar(()), 7, DayKind.WORKING)
    cutoff = timing.overdue_before()

    assert cutoff is not None
    assert cutoff.time() == time.min
    for hours in range(24 * 20):
        since = now - timedelta(hours=hours)
        assert timing.is_overdue(since) == (since < cutoff)


def test_a_desk_is_found_by_a_part_of_its_name_or_its_code(section: Section) -> None:
    with section.at("vpn") as tx:
        desks = actions.desks_to_send_to(tx, assistant())

        assert [desk.code for desk in desks] == ["REV-SO-1", "REV-US-1", "REV-REG-1"]
        assert actions.chosen_desk(tx, assistant(), desks[0].label) == OFFICER
        assert actions.chosen_desk(tx, assistant(), "rev-us-1") == SECRETARY
        assert actions.chosen_desk(tx, assistant(language="hi"), "  धारक  REV-SO ") == OFFICER
        for typed, refusal in (("", NobodyNamed), ("collector", DeskNotFound), ("post", SeveralDesks)):
            with pytest.raises(refusal):
                actions.chosen_desk(tx, assistant(), typed)


def test_a_receipt_is_put_on_a_file_at_the_same_desk_and_its_papers_follow(section: Section) -> None:
    with section.at("lan") as tx:
        file = a_file(tx)
        receipt = a_receipt(tx)
        actions.add_paper_to_receipt(tx, assistant(**LAN), receipt.receipt_id, paper(), section.vault)
        actions.add_paper_to_file(tx, assistant(**LAN), file.file_id, paper(), section.vault)

        actions.put_on_file(tx, assistant(**LAN), receipt.receipt_id, file.file_id, "आवक संलग्न।")
        view = actions.read_file(tx, assistant(**LAN), file.file_id)

    assert [document["place"] for document in view["documents"]] == ["1/c", "2/c"]
    assert view["notes"][0].body == "प्रस्तुत है।\n\nआवक संलग्न।"
    assert ("receipt.put-on-file", str(receipt.receipt_id)) in recorded(section)


def test_what_is_put_on_a_graded_file_gets_its_grade(section: Section) -> None:
    with section.at("lan") as tx:
        file = a_file(tx, grade=Grade.RESTRICTED)
        receipt = a_receipt(tx)
        actions.add_paper_to_receipt(tx, assistant(**LAN), receipt.receipt_id, paper(), section.vault)

        actions.put_on_file(tx, assistant(**LAN), receipt.receipt_id, file.file_id)
        documents = store.find_documents_of_file(tx, file.file_id, Grade.RESTRICTED)
        receipts = store.find_receipts_of_file(tx, file.file_id)

    assert [document["grade"] for document in documents] == [Grade.RESTRICTED]
    assert {lying["grade"] for lying in receipts} == {Grade.RESTRICTED}


def paper() -> actions.Paper:
    return actions.Paper(b"text", "a.txt", Grade.UNCLASSIFIED)


def test_a_receipt_that_does_not_belong_on_a_file_is_refused(section: Section) -> None:
    over = (
        ({"grade": Grade.RESTRICTED}, ReceiptIsGradedHigher),
        ({"medium": "P"}, MediumDiffers),
        ({"case_id": an_id("case")}, CaseNeedsItsOwnFile),
    )
    for facts, refusal in over:
        with section.at("lan") as tx, pytest.raises(refusal):
            file = a_file(tx)
            receipt = a_receipt(tx, **facts)
            actions.put_on_file(tx, assistant(**LAN), receipt.receipt_id, file.file_id)


def test_what_stands_in_the_notes_box_is_kept_and_never_overwrites_another_text(section: Section) -> None:
    with section.at("lan") as tx:
        file = a_file(tx)
        first = actions.read_file(tx, assistant(**LAN), file.file_id)["notes"][0]
        actions.keep_note(
            wait(tx, timedelta(minutes=1)),
            assistant(**LAN),
            file.file_id,
            "दूसरा पाठ",
            first.written_at.isoformat(),
        )

        with pytest.raises(NoteWasChanged):
            actions.keep_note(tx, assistant(**LAN), file.file_id, "तीसरा", first.written_at.isoformat())
        again = actions.keep_note(tx, assistant(**LAN), file.file_id, "दूसरा पाठ")

    assert again.body == "दूसरा पाठ"
