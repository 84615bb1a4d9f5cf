"""What officers and citizens do with a case, on real tables."""

from base64 import urlsafe_b64encode
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel import clock, directory
from kernel.errors import NotAllowed, NotFound
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth.events import PostPublished
from services.files.events import ReplyIssued
from services.public import actions, store
from services.public.domain.case import Case, CaseState
from services.public.domain.refusals import (
    AlreadyReferred,
    AnsweredByOneself,
    AppealAlreadyDecided,
    CaseNumberWrong,
    ChangedMeanwhile,
    CodeNeeded,
    CursorWrong,
    DeskNeedsGrant,
    NoActionYet,
    NobodyToReceive,
    NobodyToRefer,
    NoSuchAppeal,
    NoSuchCase,
    NothingAsked,
    UnknownPost,
)
from tests.fakes import an_id
from tests.public.conftest import Desk
from tests.public.questions import queries
from tests.public.test_filing import PDF, APaper
from tests.public.town import (
    MORNING,
    a_body,
    a_citizen,
    a_collector,
    a_portal,
    a_post,
    a_visitor,
    appellate,
    district,
    nodal,
)
from tests.wfh.office import heard

WORDS = {"text": "कार्यवाही कर दी गई है, कृपया देखें।"}
SEARCH: dict[str, Any] = {"limit": 50}


def search(desk: Desk, actor: Actor, **wanted: Any) -> list[str]:
    found = actions.find_cases(desk.tx, actor, {**SEARCH, **wanted})
    return [case.number for case in found["items"]]


def kinds(desk: Desk) -> list[str]:
    desk.tx.commit()
    return [row["type"].split(".")[-2] for row in desk.tx.fetch_all(queries.find_announced)]


def disposed(desk: Desk, **over: Any) -> Case:
    case = desk.file(**over)
    actions.resolve(desk.tx, nodal(), desk.means, case.case_id, WORDS)
    return actions.dispose(desk.tx, nodal(), desk.means, case.case_id, WORDS)


def test_a_nodal_officer_sees_the_own_department_and_what_is_below_it(desk: Desk) -> None:
    own, below = desk.file(), desk.file(department="LAND")

    assert search(desk, nodal()) == [own.number, below.number]
    assert search(desk, a_post("HFW-US-1")) == []


def test_a_collector_sees_the_whole_district_and_no_other(desk: Desk) -> None:
    inside, _outside = desk.file(area="CG-DMT-KRD"), desk.file(area="CG-DRG")

    assert search(desk, a_collector("CG-DMT")) == [inside.number]


def test_an_officer_of_a_district_sees_the_departments_cases_there_only(desk: Desk) -> None:
    inside, _outside = desk.file(area="CG-DMT"), desk.file(area="CG-DRG")

    district = nodal(area="CG-DMT", post_id=an_id("another nodal post"))

    assert search(desk, district) == [inside.number]


def test_counts_stay_within_the_scope(desk: Desk) -> None:
    desk.file(area="CG-DMT")
    desk.file(area="CG-DRG")

    found = actions.find_cases(desk.tx, a_collector("CG-DRG"), SEARCH)

    assert found["counts"] == [{"state": "REGISTERED", "cases": 1, "late": 0}]


def test_pages_follow_each_other_without_gap_or_repetition(desk: Desk) -> None:
    numbers = {desk.file(nature=nature).number for nature in ("GRIEVANCE", "DEMAND", "SUGGESTION") * 2}
    seen: list[str] = []
    after = None

    while True:
        page = actions.find_cases(desk.tx, nodal(), {"limit": 4, "after": after})
        seen += [case.number for case in page["items"]]
        after = page["next"]
        if after is None:
            break

    assert len(seen) == 6
    assert set(seen) == numbers


@pytest.mark.parametrize("place", ["x'; DROP TABLE", "2026-W10-1", "2026-03-01?10:00", "20260301T10"])
def test_a_made_up_place_in_the_list_is_refused(place: str, desk: Desk) -> None:
    disguised = urlsafe_b64encode(f"{place}~{UUID(int=1)}".encode()).decode()

    for after in (place, disguised):
        with pytest.raises(CursorWrong):
            actions.find_cases(desk.tx, nodal(), {"limit": 4, "after": after})


@pytest.mark.parametrize(
    "wanted", ["स\u0921\u093cक", "स\u095cक", "सडक", "Mutation", "mutations pending", "ROAD"]
)
def test_words_find_a_case_in_hindi_and_english(wanted: str, desk: Desk) -> None:
    hindi = desk.file(text="गाँव की सड़क टूटी है, mutation भी लंबित pending है, road खराब")
    desk.file(text="राशन कार्ड छह महीने से नहीं बना है।")

    assert search(desk, nodal(), text=wanted) == [hindi.number]


@pytest.mark.parametrize("sort", [None, "newest"])
def test_a_number_finds_its_case_however_it_is_written_and_when_it_is_no_longer_open(
    sort: str | None, desk: Desk
) -> None:
    case = disposed(desk)
    desk.file()
    devanagari = case.number.translate({ord(str(n)): "०१२३४५६७८९"[n] for n in range(10)})

    for written in (case.number, f"{case.number[:3]} {case.number[3:7]}-{case.number[7:]}", devanagari):
        assert search(desk, nodal(), text=written, sort=sort) == [case.number]
    assert search(desk, nodal(), text=case.number, state="ASSIGNED", when="week", sort=sort) == [case.number]
    assert search(desk, a_post("HFW-US-1"), text=case.number, sort=sort) == []
    listed = actions.list_cases(desk.tx, nodal(), {"text": case.number}, limit=10)
    assert [row["number"] for row in listed] == [case.number]


def test_filters_narrow_the_desk(desk: Desk) -> None:
    grievance, demand = desk.file(), desk.file(nature="DEMAND", area="CG-DRG")

    assert search(desk, nodal(), nature="DEMAND") == [demand.number]
    assert search(desk, nodal(), area="CG-DMT") == [grievance.number]
    assert search(desk, nodal(), due_by=(MORNING + timedelta(days=20)).date()) == [grievance.number]
    assert search(desk, nodal(), state="DISPOSED") == []


def test_reading_a_case_is_recorded_and_shows_who_complained(desk: Desk) -> None:
    case = desk.file()

    shown = actions.read_case(desk.tx, nodal(), desk.means, case.case_id)

    assert shown["text"].startswith("नामांतरण")
    assert shown["complainant"]["mobile"] == "+919876543210"
    assert desk.tx._recorded[-1].act == "case.read"


def test_a_protected_complainant_is_shown_to_nobody_at_the_desk(desk: Desk) -> None:
    case = desk.file(protected=True)

    shown = actions.read_case(desk.tx, nodal(), desk.means, case.case_id)

    assert shown["complainant"] is None
    assert search(desk, nodal(), text="राम कुमार") == []


def test_another_department_does_not_learn_that_a_case_exists(desk: Desk) -> None:
    case = desk.file()

    with pytest.raises(NoSuchCase):
        actions.read_case(desk.tx, a_post("HFW-US-1"), desk.means, case.case_id)
    with pytest.raises(NoSuchCase):
        actions.resolve(desk.tx, a_post("HFW-US-1"), desk.means, case.case_id, WORDS)


def test_without_a_living_grant_the_desk_stays_shut(desk: Desk) -> None:
    with pytest.raises(DeskNeedsGrant):
        search(desk, nodal(granted_until=None))


def test_an_assigned_post_works_on_the_case_and_others_do_not(desk: Desk) -> None:
    case = desk.file()
    actions.assign(desk.tx, nodal(), case.case_id, {"to_post": an_id("REV-SO-1")})

    done = actions.resolve(desk.tx, a_post("REV-SO-1"), desk.means, case.case_id, WORDS)

    assert done.state is CaseState.ACTION_TAKEN
    with pytest.raises((NotAllowed, NotFound)):
        actions.answer(desk.tx, a_post("REV-DA-1"), desk.means, case.case_id, WORDS)


def test_a_case_is_assigned_within_its_department_only(desk: Desk) -> None:
    case = desk.file()

    for stranger in (an_id("HFW-US-1"), an_id("no such post")):
        with pytest.raises(UnknownPost):
            actions.assign(desk.tx, nodal(), case.case_id, {"to_post": stranger})


def test_an_act_on_an_older_version_is_refused(desk: Desk) -> None:
    case = desk.file()
    actions.answer(desk.tx, nodal(), desk.means, case.case_id, WORDS)

    with pytest.raises(ChangedMeanwhile):
        actions.resolve(desk.tx, nodal(), desk.means, case.case_id, {**WORDS, "version": 1})


def test_a_transfer_keeps_number_clock_order_and_lane(desk: Desk) -> None:
    case = desk.file()

    moved = actions.transfer(desk.tx, nodal(), desk.means, case.case_id, {**WORDS, "to_department": "HFW"})

    kept = store.get_case(desk.tx, case.case_id)
    assert (kept.number, kept.due_at, kept.born_in) == (case.number, case.due_at, "REV")
    assert (kept.department, kept.nodal_post, moved.transfers) == ("HFW", an_id("HFW-US-1"), 1)
    desk.tx.commit()
    last = desk.tx.fetch_all(queries.find_announced)[-1]
    assert last["routing_key"] == "public.case-transferred.v1.rev"


def test_a_department_without_nodal_officer_receives_no_case_for_nobody_would_see_it(desk: Desk) -> None:
    case = desk.file()

    with pytest.raises(NobodyToReceive):
        actions.transfer(desk.tx, nodal(), desk.means, case.case_id, {**WORDS, "to_department": "EDU"})

    assert store.get_case(desk.tx, case.case_id) == case


def test_after_a_transfer_the_new_department_works_and_the_old_one_does_not(desk: Desk) -> None:
    case = desk.file()
    actions.transfer(desk.tx, nodal(), desk.means, case.case_id, {**WORDS, "to_department": "HFW"})

    actions.answer(desk.tx, a_post("HFW-US-1"), desk.means, case.case_id, WORDS)

    with pytest.raises(NoSuchCase):
        actions.answer(desk.tx, nodal(), desk.means, case.case_id, WORDS)


def test_asking_stops_the_clock_and_the_answer_moves_it_by_exactly_the_pause(desk: Desk) -> None:
    case = desk.file()
    actions.ask_citizen(desk.tx, nodal(), desk.means, case.case_id, WORDS)
    desk.tx.now = MORNING + timedelta(days=2, minutes=7)

    answered = actions.answer_question(desk.tx, a_citizen(case.case_id), desk.means, "खसरा नंबर 12/3 है।")

    assert case.due_at
    assert answered.due_at == case.due_at + timedelta(days=2, minutes=7)
    assert desk.tx.fetch_all(queries.find_pauses) == [
        {"paused_at": MORNING, "resumed_at": MORNING + timedelta(days=2, minutes=7)}
    ]
    assert kinds(desk)[-2:] == ["clarification-requested", "citizen-replied"]


def test_referring_sends_the_petition_and_its_papers_to_files_alone(desk: Desk) -> None:
    paper = [APaper.of(PDF)]
    case_id = actions.file_by_portal(desk.tx, a_portal(), desk.means, a_body(), paper).case_id

    actions.refer_to_file(desk.tx, nodal(), desk.means, case_id, {})

    desk.tx.commit()
    told = desk.tx.fetch_all(queries.find_announced)[-1]["data"]
    assert told["post_id"] == str(an_id("REV-SO-1"))
    assert sorted(each["kind"] for each in told["documents"]) == ["ATTACHMENT", "PETITION"]
    folder = desk.means.blobs._shelves.blobs.parent.parent / "sealing"
    files = Sealing.from_directory(folder / "files", "files")
    petition = next(each for each in told["documents"] if each["kind"] == "PETITION")
    key = files.open_key(petition["sealed_key"])
    text = desk.means.blobs.open(petition["sha256"], key).read().decode()
    assert "आवेदक: राम कुमार" in text
    assert "नामांतरण" in text


def test_a_protected_name_is_not_on_the_petition_for_the_file(desk: Desk) -> None:
    case = desk.file(protected=True)

    actions.refer_to_file(desk.tx, nodal(), desk.means, case.case_id, {})

    row = store.find_documents(desk.tx, case.case_id)[0]
    key = desk.means.sealing.unwrap(row["wrapped_key"])
    text = desk.means.blobs.open(row["sha256"], key).read().decode()
    assert "पहचान संरक्षित" in text
    assert "राम" not in text


def test_a_case_is_referred_once_and_needs_a_section(desk: Desk) -> None:
    case, health = desk.file(), desk.file()
    actions.refer_to_file(desk.tx, nodal(), desk.means, case.case_id, {"to_post": an_id("REV-DA-1")})
    actions.transfer(desk.tx, nodal(), desk.means, health.case_id, {**WORDS, "to_department": "HFW"})

    with pytest.raises(AlreadyReferred):
        actions.refer_to_file(desk.tx, nodal(), desk.means, case.case_id, {})
    with pytest.raises(NobodyToRefer):
        actions.refer_to_file(desk.tx, a_post("HFW-US-1"), desk.means, health.case_id, {})


def a_reply(desk: Desk, case: Case) -> ReplyIssued:
    """A reply as files issues it, its bytes in the common store."""
    blob = desk.means.blobs.put(APaper.of("आदेश संलग्न है।".encode()).stream, "text/plain")
    check = {
        "document_id": str(clock.new_id()),
        "sha256": blob.sha256,
        "size": blob.size,
        "media_type": blob.media_type,
        "sealed_key": desk.means.sealing.seal_key(blob.key, to="public"),
    }
    event = ReplyIssued(
        dispatch_id=clock.new_id(),
        file_id=clock.new_id(),
        case_id=case.case_id,
        dispatch_number="SEC-REV-S1/D/2026/000004",
        department="REV",
        documents=[check],
    )
    kept: ReplyIssued = heard(event)
    return kept


def test_the_reply_of_a_file_comes_back_and_the_citizen_reads_it(desk: Desk) -> None:
    case = desk.file()
    actions.refer_to_file(desk.tx, nodal(), desk.means, case.case_id, {})

    actions.keep_reply(desk.tx, desk.means, a_reply(desk, case))

    assert store.get_case(desk.tx, case.case_id).state is CaseState.ACTION_TAKEN
    shown = actions.read_own_case(desk.tx, a_citizen(case.case_id), desk.means)
    reply = next(paper for paper in shown["documents"] if paper["kind"] == "REPLY")
    _row, stream = actions.open_own_document(
        desk.tx, a_citizen(case.case_id), desk.means, reply["document_id"]
    )
    assert stream.read().decode() == "आदेश संलग्न है।"
    assert shown["events"][-1]["reference"] == "SEC-REV-S1/D/2026/000004"


def test_a_reply_ends_an_open_question_and_its_pause(desk: Desk) -> None:
    case = desk.file()
    actions.refer_to_file(desk.tx, nodal(), desk.means, case.case_id, {})
    actions.ask_citizen(desk.tx, nodal(), desk.means, case.case_id, WORDS)
    desk.tx.now = MORNING + timedelta(days=1)

    actions.keep_reply(desk.tx, desk.means, a_reply(desk, case))

    kept = store.get_case(desk.tx, case.case_id)
    assert (kept.state, kept.paused_at) == (CaseState.ACTION_TAKEN, None)
    assert case.due_at
    assert kept.due_at == case.due_at + timedelta(days=1)
    assert desk.tx.fetch_all(queries.find_pauses)[0]["resumed_at"] == desk.tx.now


def test_a_case_is_disposed_of_after_action_only(desk: Desk) -> None:
    case = desk.file()

    with pytest.raises(NoActionYet):
        actions.dispose(desk.tx, nodal(), desk.means, case.case_id, WORDS)


def test_not_satisfied_opens_an_appeal_with_its_own_number(desk: Desk) -> None:
    case = disposed(desk)

    contested = actions.judge(
        desk.tx, a_citizen(case.case_id), desk.means, satisfied=False, text="काम नहीं हुआ।"
    )

    appeal = actions.open_appeals(desk.tx, appellate(), None, 10)[0]
    assert contested.state is CaseState.UNDER_APPEAL
    assert appeal.post_id == an_id("REV-DS-1")
    assert appeal.number.startswith("269")
    assert appeal.number != case.number
    assert kinds(desk)[-2:] == ["feedback-received", "appeal-filed"]


def test_who_opened_a_case_goes_on_to_it_by_the_number_of_its_appeal(desk: Desk) -> None:
    case, other = disposed(desk), desk.file()
    reader = a_citizen(case.case_id)
    actions.judge(desk.tx, reader, desk.means, satisfied=False, text="काम नहीं हुआ।")
    appeal = actions.open_appeals(desk.tx, appellate(), None, 10)[0]

    numbers = (case.number, appeal.number, other.number, "26999999999")
    assert [actions.has_opened(desk.tx, reader, number) for number in numbers] == [True, True, False, False]


def test_an_appeal_goes_to_the_officer_of_its_own_district(desk: Desk) -> None:
    for event in (*district("CG-DMT", rank_level=5), *district("CG-DRG", rank_level=6)):
        directory.save(desk.tx, heard(event))
    case = disposed(desk, area="CG-DRG")

    actions.judge(desk.tx, a_citizen(case.case_id), desk.means, satisfied=False)

    (appeal,) = store.find_appeals_of_case(desk.tx, case.case_id)
    assert case.level == "DISTRICT"
    assert appeal.post_id == an_id("CG-DRG-COL-1")


def test_where_the_level_has_no_appellate_officer_the_nearest_of_any_level_decides(desk: Desk) -> None:
    for event in district("CG-DRG", rank_level=6)[:2]:
        directory.save(desk.tx, heard(event))
    case = disposed(desk, area="CG-DRG")

    actions.judge(desk.tx, a_citizen(case.case_id), desk.means, satisfied=False)

    assert case.level == "DISTRICT"
    assert [appeal.case_id for appeal in actions.open_appeals(desk.tx, appellate(), None, 10)] == [
        case.case_id
    ]


def test_nobody_decides_about_an_answer_that_he_gave_himself(desk: Desk) -> None:
    case = disposed(desk)
    actions.judge(desk.tx, a_citizen(case.case_id), desk.means, satisfied=False)
    appeal = actions.open_appeals(desk.tx, appellate(), None, 10)[0]
    both = replace(appellate(), charges=(appellate().charge, nodal().charge))
    decision = {**WORDS, "accepted": False}

    with pytest.raises(AnsweredByOneself):
        actions.decide_appeal(desk.tx, both, desk.means, appeal.appeal_id, decision)
    actions.decide_appeal(desk.tx, appellate(), desk.means, appeal.appeal_id, decision)


def test_the_nodal_officers_own_post_hears_no_appeal(desk: Desk) -> None:
    known = asdict(directory.post(desk.tx, an_id("REV-US-1")))
    roles = ["nodal_officer", "appellate_officer"]
    for code, over in (("REV-US-1", {"roles": roles}), ("REV-DS-1", {"roles": [], "rank_level": 7})):
        post = {**known, "post_id": an_id(code), "code": code, **over}
        directory.save(desk.tx, heard(PostPublished(**post), sequence=2))
    case = disposed(desk)

    actions.judge(desk.tx, a_citizen(case.case_id), desk.means, satisfied=False)

    (appeal,) = store.find_appeals_of_case(desk.tx, case.case_id)
    assert appeal.post_id is None


def test_an_accepted_appeal_is_told_to_the_desk_that_has_to_act_again(desk: Desk) -> None:
    case = disposed(desk)
    actions.judge(desk.tx, a_citizen(case.case_id), desk.means, satisfied=False)
    appeal = actions.open_appeals(desk.tx, appellate(), None, 10)[0]

    actions.decide_appeal(desk.tx, appellate(), desk.means, appeal.appeal_id, {**WORDS, "accepted": True})

    assert kinds(desk)[-2:] == ["appeal-disposed", "case-assigned"]


def test_an_officer_goes_on_without_an_answer_that_never_comes(desk: Desk) -> None:
    case = desk.file()
    asked = actions.ask_citizen(desk.tx, nodal(), desk.means, case.case_id, WORDS)
    desk.tx.now += timedelta(days=40)

    gone_on = actions.proceed(desk.tx, nodal(), desk.means, case.case_id, WORDS)

    assert (gone_on.state, gone_on.paused_at) == (case.state, None)
    assert gone_on.due_at - case.due_at == desk.tx.now - asked.paused_at
    assert kinds(desk)[-1] == "interim-replied"
    actions.resolve(desk.tx, nodal(), desk.means, case.case_id, WORDS)
    with pytest.raises(NothingAsked):
        actions.proceed(desk.tx, nodal(), desk.means, case.case_id, WORDS)


def test_an_appeal_is_decided_once_by_the_officer_before_whom_it_lies(desk: Desk) -> None:
    case = disposed(desk)
    actions.judge(desk.tx, a_citizen(case.case_id), desk.means, satisfied=False)
    appeal = actions.open_appeals(desk.tx, appellate(), None, 10)[0]
    decision = {**WORDS, "accepted": True}

    with pytest.raises(NoSuchAppeal):
        actions.decide_appeal(desk.tx, nodal(), desk.means, appeal.appeal_id, decision)
    actions.decide_appeal(desk.tx, appellate(), desk.means, appeal.appeal_id, decision)

    assert store.get_case(desk.tx, case.case_id).state is CaseState.REGISTERED
    with pytest.raises(AppealAlreadyDecided):
        actions.decide_appeal(desk.tx, appellate(), desk.means, appeal.appeal_id, decision)


def test_a_reopened_case_can_be_disposed_of_and_judged_again(desk: Desk) -> None:
    case = disposed(desk)
    actions.judge(desk.tx, a_citizen(case.case_id), desk.means, satisfied=False)
    appeal = actions.open_appeals(desk.tx, appellate(), None, 10)[0]
    actions.decide_appeal(desk.tx, appellate(), desk.means, appeal.appeal_id, {**WORDS, "accepted": True})
    desk.tx.now = MORNING + timedelta(days=3)
    actions.resolve(desk.tx, nodal(), desk.means, case.case_id, WORDS)
    actions.dispose(desk.tx, nodal(), desk.means, case.case_id, WORDS)

    closed = actions.judge(desk.tx, a_citizen(case.case_id), desk.means, satisfied=True)

    assert closed.state is CaseState.CLOSED


def test_a_citizen_takes_a_case_back_even_while_asked(desk: Desk) -> None:
    case = desk.file()
    actions.ask_citizen(desk.tx, nodal(), desk.means, case.case_id, WORDS)

    withdrawn = actions.withdraw(desk.tx, a_citizen(case.case_id))

    assert withdrawn.state is CaseState.WITHDRAWN


def test_number_and_mobile_belong_together(desk: Desk) -> None:
    case = desk.file()

    right = actions.track(desk.tx, a_visitor(), desk.means, case.number, "09876543210")
    wrong = actions.track(desk.tx, a_visitor(), desk.means, case.number, "9876543211")

    assert right
    assert right.number == case.number
    assert wrong is None
    with pytest.raises(CaseNumberWrong):
        actions.track(desk.tx, a_visitor(), desk.means, "26100000170", "9876543210")


def test_a_visitor_reads_no_content(desk: Desk) -> None:
    with pytest.raises(CodeNeeded):
        actions.read_own_case(desk.tx, a_visitor(), desk.means)


def test_a_broken_promise_is_marked_once_and_told(desk: Desk) -> None:
    late, waiting, free = desk.file(), desk.file(), desk.file(nature="SUGGESTION")
    actions.ask_citizen(desk.tx, nodal(), desk.means, waiting.case_id, WORDS)
    desk.tx.now = MORNING + timedelta(days=16)

    marked = [actions.mark_overdue(desk.tx), actions.mark_overdue(desk.tx)]

    assert marked == [1, 0]
    assert store.get_case(desk.tx, late.case_id).overdue_at == desk.tx.now
    assert store.get_case(desk.tx, waiting.case_id).overdue_at is None
    assert store.get_case(desk.tx, free.case_id).overdue_at is None
    assert kinds(desk)[-1] == "case-overdue"


def test_the_diary_number_is_shown_to_the_citizen(desk: Desk) -> None:
    case = desk.file()

    actions.note_diary(desk.tx, case.case_id, "SEC-REV-S1/2026/000017")

    shown = actions.read_own_case(desk.tx, a_citizen(case.case_id), desk.means)
    assert shown["events"][-1]["reference"] == "SEC-REV-S1/2026/000017"
