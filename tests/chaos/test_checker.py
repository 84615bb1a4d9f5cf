"""The checker finds each kind of broken promise, and nothing where all were kept."""

from dataclasses import replace
from typing import Any

import pytest

from deploy.events import listener
from kernel.events import TYPE_PREFIX
from tests.chaos.checker import LISTENS
from tests.chaos.evidence import Evidence, Movement
from tests.chaos.history import Happened, Repeat
from tests.chaos.kept import BIRTH, CASE, CONTACT, KEY, MAIL, TRANSFER, TRANSFERRED, acts, kept, kinds
from tests.chaos.record import Act, Outcome


def test_kept_promises_are_no_violation() -> None:
    assert kinds(kept()) == []


BROKEN: dict[str, tuple[str, dict[str, Any]]] = {
    "a case that was acknowledged is gone": ("lost", {"cases": {}, "answers": {}}),
    "the history has nothing of a case": ("lost", {"history": [], "copies": {}}),
    "a citizen was never told": ("lost", {"told": {}}),
    "a citizen was told twice": ("duplicated", {"told": {CASE: 2}}),
    "the contact never arrived": ("lost", {"contacts": set()}),
    "an act has no audit row": ("lost", {"audits": {(CASE, "case.transferred"): 1}}),
    "a transfer happened twice": (
        "duplicated",
        {
            "events_of": {(CASE, "TRANSFERRED"): 2},
            "audits": {(CASE, "case.registered"): 1, (CASE, "case.transferred"): 2},
        },
    ),
    "an event was never handled": ("lost", {"handled": {"notify": [BIRTH], "files": [], "public": []}}),
    "an event was handled twice": (
        "duplicated",
        {"handled": {"notify": [BIRTH, TRANSFER, TRANSFER], "files": [], "public": []}},
    ),
    "a consumer saw the second version first": (
        "misordered",
        {"handled": {"notify": [TRANSFER, BIRTH], "files": [], "public": []}},
    ),
    "the history has a gap": ("misordered", {"history": [Happened(TRANSFER, TRANSFERRED, CASE, 2, 0, 11.0)]}),
    "an announcement was never published": ("lost", {"outbox": {"public": 3}}),
    "something was parked that nobody sowed": ("parked", {"parked": {"notify": ["body-1"]}}),
    "somebody got a case that nobody asked for": (
        "phantom",
        {"cases": {CASE: {"contact": CONTACT, "at": 10.0}, "case-9": {"contact": CONTACT, "at": 12.0}}},
    ),
    "an event was published twice, and its relay did not say so": (
        "duplicated",
        {"copies": {BIRTH: [10.0, 10.0], TRANSFER: [11.0]}},
    ),
    "the history lost a case's last event, and nobody listens to it": (
        "lost",
        {
            "history": kept().history[:1],
            "copies": {BIRTH: [10.0]},
            "handled": {"notify": [BIRTH], "files": [], "public": []},
        },
    ),
    "what a store says it told never came into the history": (
        "lost",
        {"said": {"public": {BIRTH, TRANSFER}, "notify": {"event-9"}}},
    ),
    "the history tells a transfer that no timeline has": ("duplicated", {"events_of": {}}),
    "what was sent arrived nowhere": ("lost", {"arrived": {}}),
    "a mail arrived more often than it was taken": ("duplicated", {"arrived": {MAIL: 2}}),
    "a citizen's message was given up": ("lost", {"given_up": {CASE: "TECHNICAL_FAILURE"}}),
    "something lies in a waiting room": ("waiting", {"held": {"notify": 1}}),
    "it was never quiet": ("waiting", {"waiting": {"queues": 3}}),
    "a relay lost what was under way in calm": ("duplicated", {"repeats": [Repeat("files", 3, 9.0, 10.5)]}),
}


@pytest.mark.parametrize("what", sorted(BROKEN))
def test_a_broken_promise_is_found(what: str) -> None:
    kind, over = BROKEN[what]

    assert kind in kinds(replace(kept(), **over))


def test_poison_that_vanished_is_found() -> None:
    assert kinds(kept(), poison={"notify": ["body-1", "body-2"]}) == ["parked"]


def test_poison_that_was_parked_is_no_violation() -> None:
    parked = replace(kept(), parked={"notify": ["body-2", "body-1"]})

    assert kinds(parked, poison={"notify": ["body-1", "body-2"]}) == []


def test_what_was_parked_instead_of_poison_is_found() -> None:
    parked = replace(kept(), parked={"notify": ["body-1", BIRTH]})

    assert kinds(parked, poison={"notify": ["body-1", "body-2"]}) == ["parked"]


def test_poison_that_was_parked_twice_is_found() -> None:
    parked = replace(kept(), parked={"notify": ["body-1", "body-1"]})

    assert kinds(parked, poison={"notify": ["body-1"]}) == ["parked"]


@pytest.mark.parametrize("outcome", [Outcome.UNKNOWN, Outcome.OK])
def test_who_got_no_answer_may_have_a_case_or_none(outcome: Outcome) -> None:
    asked = [Act("file", KEY, 10.0, CASE if outcome is Outcome.OK else "", outcome)]
    none = Evidence(parked={"notify": []}, outbox={"public": 0}, handled=kept().handled)
    without_transfer = replace(
        kept(),
        history=kept().history[:1],
        said={"public": {BIRTH}},
        copies={BIRTH: [10.0]},
        events_of={},
        audits={(CASE, "case.registered"): 1},
    )

    assert kinds(without_transfer, asked) == []
    assert kinds(none, asked) == ([] if outcome is Outcome.UNKNOWN else ["lost"])


def test_a_refused_case_that_exists_is_found() -> None:
    assert kinds(kept(), [Act("file", KEY, 10.0, "", Outcome.FAIL), acts()[1]]) == ["phantom", "refused"]


def test_a_valid_filing_that_was_refused_is_found() -> None:
    assert kinds(kept(), [*acts(), Act("file", "key-9", 12.0, "", Outcome.FAIL, status=403)]) == ["refused"]


def test_a_referral_that_is_diarised_twice_is_found() -> None:
    told = Happened("event-9", "in.karyasetu.public.case-referred.v1", CASE, 2, 1, 12.0)
    referred = replace(
        kept(),
        history=[kept().history[0], told],
        copies={BIRTH: [10.0], told.event_id: [12.0]},
        said={"public": {BIRTH, told.event_id}},
        handled={"notify": [BIRTH], "files": [told.event_id], "public": []},
        events_of={(CASE, "REFERRED"): 1, (CASE, "DIARISED"): 2},
        audits={(CASE, "case.registered"): 1, (CASE, "case.referred"): 1},
        receipts={CASE: 1},
    )

    assert kinds(referred, [acts()[0], Act("refer", "key-3", 12.0, CASE, Outcome.OK)]) == ["duplicated"]


FILE, ONE, TWO, SENT = "file-1", "post-1", "post-2", "event-3"
FORWARDED = "in.karyasetu.files.file-forwarded.v1"


def a_file_sent_once() -> Evidence:
    return replace(
        kept(),
        movements={FILE: [Movement(1, "OPENED", "", ONE), Movement(2, "FORWARDED", ONE, TWO)]},
        holders={FILE: TWO},
        audits=kept().audits | {(FILE, "file.forwarded"): 1},
        history=[*kept().history, Happened(SENT, FORWARDED, FILE, 1, 2, 12.0)],
        copies=kept().copies | {SENT: [12.0]},
        handled=kept().handled | {"notify": [BIRTH, TRANSFER, SENT]},
    )


def both_desks_sent_it() -> list[Act]:
    told = (Outcome.OK, Outcome.FAIL)
    return [*acts(), *(Act("forward", f"key-{outcome}", 12.0, FILE, outcome) for outcome in told)]


def test_of_two_desks_that_send_a_file_at_once_one_did() -> None:
    assert kinds(a_file_sent_once(), both_desks_sent_it()) == []


AMISS: dict[str, tuple[str, dict[str, Any]]] = {
    "a desk sent what lay at another": (
        "holders",
        {
            "movements": {
                FILE: [
                    Movement(1, "OPENED", "", ONE),
                    Movement(2, "FORWARDED", ONE, TWO),
                    Movement(3, "FORWARDED", ONE, TWO),
                ]
            }
        },
    ),
    "a file lies where it never went": ("holders", {"holders": {FILE: ONE}}),
    "a movement was forgotten": ("lost", {"movements": {FILE: [Movement(1, "OPENED", "", TWO)]}}),
    "a movement has no audit row": ("duplicated", {"audits": kept().audits}),
    "the next desk was never told": ("lost", {"handled": kept().handled}),
}


@pytest.mark.parametrize("what", sorted(AMISS))
def test_a_file_that_went_amiss_is_found(what: str) -> None:
    kind, over = AMISS[what]

    assert kind in kinds(replace(a_file_sent_once(), **over), both_desks_sent_it())


RECEIPT, DIARISED = "receipt-1", "event-4"


def a_referred_case() -> Evidence:
    receipt = Happened(DIARISED, "in.karyasetu.files.receipt-diarised.v1", RECEIPT, 1, 2, 12.0)
    return replace(
        kept(),
        papers={RECEIPT: CASE},
        history=[*kept().history, receipt],
        copies=kept().copies | {DIARISED: [12.0]},
        handled={"notify": [BIRTH, TRANSFER, DIARISED], "files": [], "public": [DIARISED]},
    )


def a_paper_put_up() -> tuple[list[Act], Evidence]:
    return [*acts(), Act("diarise", "key-5", 9.0, RECEIPT, Outcome.OK)], replace(a_referred_case(), papers={})


@pytest.mark.parametrize("deaf", ["notify", "public"])
def test_a_receipt_of_which_a_service_never_heard_is_found(deaf: str) -> None:
    asked, put_up = a_paper_put_up()
    unheard = {service: [BIRTH, TRANSFER, DIARISED] for service in LISTENS} | {deaf: [BIRTH, TRANSFER]}

    assert kinds(a_referred_case()) == kinds(put_up, asked) == []
    assert kinds(replace(a_referred_case(), handled=unheard)) == ["lost"]
    assert kinds(replace(put_up, handled=unheard), asked) == ["lost"]


# What the acts of the storm (file, transfer, refer, diarise, open, forward) announce, but for what no history keeps.
TOLD = {
    *("public.case-registered", "public.case-transferred", "public.case-referred"),
    *("files.receipt-diarised", "files.file-opened", "files.file-forwarded"),
}


@pytest.mark.parametrize("service", ["auth", "files", "wfh", "public", "notify"])
def test_every_service_is_watched_that_listens_to_what_the_storm_tells(service: str) -> None:
    heard = listener(service)
    names = {event.name for event in (*heard.lane_events, *heard.directory_events)}

    assert {f"{name}." for name in names & TOLD} == set(LISTENS.get(service, ()))


def test_what_is_watched_is_known_by_the_types_of_events() -> None:
    types = {event.type() for service in LISTENS for event in listener(service).lane_events}

    assert all(
        any(kind.startswith(TYPE_PREFIX + name) for kind in types)
        for names in LISTENS.values()
        for name in names
    )
