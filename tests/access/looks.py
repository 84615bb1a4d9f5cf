"""What the access rooms decide about the one thing behind a door: the second look, after the right to the door."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

from kernel.errors import Refused
from kernel.identity import ALLOWED, Actor, Decision, refused
from services.auth import access as auth
from services.auth.domain import Charge, ChargeKind
from services.files import access as files
from services.files.domain import Grade
from services.notify import access as notify
from services.public import access as public
from services.public.domain.acts import Act
from services.public.domain.centres import Opening
from services.public.domain.promise import Appeal
from services.wfh import access as wfh
from tests.access.decisions.test_files import a_receipt
from tests.access.facts import MOMENT, TODAY, Owned
from tests.access.owned import (
    directory,
    test_auth,
    test_centre,
    test_files,
    test_notify,
    test_public,
    test_wfh,
)
from tests.fakes import an_id
from tests.files.desks import ASSISTANT, OFFICER, a_plain_file
from tests.files.test_domain import a_note
from tests.public.test_life import a_case
from tests.wfh.test_domain import a_day

Look = Callable[[Actor, Grade], Iterator[Decision]]

# The statement itself looks for what is the caller's own, and access has nothing to decide.
FOUND_AS_ONES_OWN: Look | None = None


def _nothing(_actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield ALLOWED


def _yes(allowed: bool) -> Decision:
    return ALLOWED if allowed else refused()


# An employee of Land, under Revenue: her charge, her devices, her department's portal and tables.
SHE = an_id(directory.HERSELF)
BELOW = {"REV": {"REV", "LAND"}, "LAND": {"LAND"}, "HFW": {"HFW"}}
LENT = Charge(
    charge_id=an_id("charge"),
    person_id=an_id("somebody else"),
    post_id=an_id("her post"),
    kind=ChargeKind.DELEGATED,
    order_number="GAD/1",
    valid_from=TODAY,
    valid_to=TODAY,
    for_person=SHE,
)


def _own(actor: Actor) -> set[str]:
    return BELOW.get(actor.department or "", set())


def _administers(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield auth.may_change_in(actor, "LAND", _own(actor))
    yield auth.may_keep_holder(actor, SHE, ())


def _orders(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield auth.may_favour(actor, {SHE})
    yield from _administers(actor, grade)


def _ends_sessions(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield auth.may_end_sessions(actor, {"LAND"}, _own(actor))
    yield auth.may_keep_holder(actor, SHE, ())


def _reports(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield auth.may_report_on(actor, SHE, {"LAND"}, _own(actor))


def _looks_after(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield auth.may_look_after(actor, {"LAND"}, (), _own(actor))


def _issues(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield from _looks_after(actor, grade)
    yield auth.may_favour(actor, {SHE})


def _keeps_portal(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield auth.may_keep_portal(actor, "LAND", _own(actor))


def _keeps_posts(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield auth.may_keep_kind(actor, of_state=False)
    yield auth.may_change_in(actor, "LAND", _own(actor))
    yield auth.may_hang_roles(actor, ())


def _keeps_her_post(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield from _keeps_posts(actor, grade)
    yield auth.may_favour(actor, {SHE})


def _exports(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield _yes(auth.works_for_state(actor) or "LAND" in _own(actor))


def _ends_delegation(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield auth.may_end_delegation(actor, LENT)


# A file and a receipt at the assistant's desk, which the officer sent there.
FILE = a_plain_file(holder_post=ASSISTANT, opened_by_post=ASSISTANT, sent_from=OFFICER, seen_at=None)
RECEIPT = a_receipt(marked_to=ASSISTANT)
DESKS = frozenset({ASSISTANT, OFFICER})


def _reads_paper(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield files.may_see_papers(actor)
    yield files.may_handle(actor, grade)
    yield files.may_read_file(actor, DESKS)


def _reads_receipt(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield files.may_see_papers(actor)
    yield files.may_handle(actor, grade)
    yield files.may_read_receipt(actor, DESKS)


def _works_on_file(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield from _reads_paper(actor, grade)
    yield files.may_act_on_file(actor, FILE)


def _works_on_receipt(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield from _reads_receipt(actor, grade)
    yield files.may_act_on_receipt(actor, RECEIPT)


def _writes_note(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield from _reads_paper(actor, grade)
    yield files.may_write_note(actor, a_note(author_post=ASSISTANT))


def _approves(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield files.may_approve(actor)
    yield from _works_on_file(actor, grade)


def _closes(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield from _works_on_file(actor, grade)
    yield files.may_close(actor, FILE, FILE.opened_by_post)


def _reopens(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield from _reads_paper(actor, grade)
    yield files.may_close(actor, FILE, FILE.opened_by_post)


def _pulls_back(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield from _reads_paper(actor, grade)
    try:
        FILE.pulled_back_by(actor.post_id or UUID(int=0), MOMENT)
    except Refused as refusal:
        yield refused(refusal)


# A day at home and an absence of a section officer of Revenue, whom the post above decides about.
DAY = a_day(person_id=an_id("section officer"), approver_post=an_id("REV-US-1"))


def _sees_day(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield wfh.may_see(actor, DAY)


def _decides_day(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield wfh.may_decide(actor, DAY)


def _withdraws_day(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield wfh.may_withdraw(actor, DAY)


def _cancels_absence(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield wfh.may_record_for(actor, DAY.person_id, {DAY.approver_post}, {"REV"})


def _takes_back(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield wfh.may_take_back(actor, {"REV"})


# A case of Revenue in Dhamtari at the desk of a section officer, an appeal, what a centre's operator opened.
CASE = a_case(assigned_post=test_public.PLACES[test_public.DESK].post_id)
APPEAL = Appeal(
    appeal_id=an_id("appeal"),
    number="1",
    case_id=CASE.case_id,
    level="SECRETARIAT",
    post_id=test_public.PLACES[test_public.HEARS].post_id,
    filed_at=MOMENT,
    due_at=None,
    decided_at=None,
    accepted=None,
)
_PERSON, _SESSION, _CENTRE = (an_id(each) for each in test_centre.PLACES[test_centre.OPERATOR])
OPENING = Opening(CASE.case_id, _SESSION, _PERSON, _CENTRE, MOMENT + timedelta(minutes=1))


def _is_in_scope(actor: Actor) -> bool:
    # As the statement has it; CG holds the districts, and nothing stands under Revenue here.
    scope = public.scope_of(actor)
    in_area = scope["area"] in ("CG", "CG-DMT")
    by_department = scope["by_department"] and scope["department"] == "REV"
    return scope["post_id"] == CASE.assigned_post or (in_area and bool(scope["by_area"] or by_department))


def lists_petitions(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    """Desks and what is counted of them."""
    yield public.may_open_desk(actor, TODAY)


def _reads_case(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield from lists_petitions(actor, grade)
    yield _yes(_is_in_scope(actor))


def _does(act: Act) -> Look:
    def look(actor: Actor, grade: Grade) -> Iterator[Decision]:
        yield from lists_petitions(actor, grade)
        yield public.POLICY[public.ACTS[act]](actor)
        yield public.may_work_on(actor, CASE, in_scope=_is_in_scope(actor))

    return look


def _hears(actor: Actor, grade: Grade) -> Iterator[Decision]:
    yield from lists_petitions(actor, grade)
    yield public.may_decide_appeal(actor, APPEAL)
    yield public.may_judge(actor, ())


def _keeps_block(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    own = None if public.keeps_all_portals(actor) else [actor.department or ""]
    yield public.may_keep_portal("REV", own)


def _acts_on_opened(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield public.may_act_on_opened(actor, OPENING, MOMENT)


def _confirms(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield public.may_confirm_filing(actor, _CENTRE)


def _shows_slip(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield public.may_see_slip(actor, _CENTRE)


def _sees_message(actor: Actor, _grade: Grade) -> Iterator[Decision]:
    yield notify.may_see_message(actor, test_notify.PLACES[test_notify.TOLD][0])


def handles(actor: Actor, grade: Grade) -> Iterator[Decision]:
    """A paper that is about to be diarised."""
    yield files.may_see_papers(actor)
    yield files.may_handle(actor, grade)


# In the order of the sentences.
_OF_SENTENCES: tuple[tuple[tuple[Owned, ...], tuple[Look | None, ...]], ...] = (
    (
        test_auth.RULES,
        (
            FOUND_AS_ONES_OWN,
            _administers,
            _orders,
            _ends_sessions,
            _reports,
            _administers,
            _nothing,
            _nothing,
            _issues,
            _looks_after,
            _keeps_her_post,
            _keeps_posts,
            _exports,
            _administers,
        ),
    ),
    (test_files.RULES, (_reads_paper, _works_on_file, _pulls_back)),
    (test_wfh.RULES, (_sees_day, _decides_day, _withdraws_day, _cancels_absence, _takes_back)),
    (test_public.RULES, (_reads_case, _does(Act.ANSWER), _does(Act.ASSIGN), _hears, _keeps_block, _nothing)),
    (test_centre.RULES, (_acts_on_opened, _confirms, _nothing)),
    (test_notify.RULES, (FOUND_AS_ONES_OWN, _sees_message, _nothing)),
)
# Where acts of one sentence look at different things: what stands in the path, within a sentence's doors.
_WITHIN: dict[tuple[Look | None, str], Look] = {
    (FOUND_AS_ONES_OWN, "/delegations/"): _ends_delegation,
    (_looks_after, "/portals/"): _keeps_portal,
    (_reads_paper, "/receipts/"): _reads_receipt,
    (_works_on_file, "/receipts/"): _works_on_receipt,
    (_works_on_file, "PUT /v1/notes/"): _writes_note,
    (_works_on_file, "/approve"): _approves,
    (_works_on_file, "/close"): _closes,
    (_works_on_file, "/reopen"): _reopens,
    (_confirms, "/registered/"): _shows_slip,
    (_confirms, "/slips/"): _shows_slip,
}


def look_at(door: str, look: Look | None) -> Look | None:
    """What is looked at behind a door whose sentence has this *look*."""
    return next((within for (of, part), within in _WITHIN.items() if of is look and part in door), look)


LOOKS: dict[str, Look | None] = {
    door: look_at(door, look)
    for rules, looks in _OF_SENTENCES
    for rule, look in zip(rules, looks, strict=True)
    for door in rule.doors
}
