"""The checker finds each kind of broken promise, and nothing where all were kept."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deploy.events import listener
from kernel.events import TYPE_PREFIX
from tests.chaos.checker import LISTENS, Window, check
from tests.chaos.evidence import Evidence, Happened, Movement, Repeat, read_repeats
from tests.chaos.record import Act, Outcome

CASE, CONTACT, KEY, BIRTH, TRANSFER = "case-1", "contact-1", "key-1", "event-1", "event-2"
REGISTERED = "in.karyasetu.public.case-registered.v1"
TRANSFERRED = "in.karyasetu.public.case-transferred.v1"


def acts() -> list[Act]:
    return [
        Act("file", KEY, 10.0, CASE, Outcome.OK),
        Act("transfer", "key-2", 11.0, CASE, Outcome.OK),
    ]


def kept() -> Evidence:
    return Evidence(
        answers={KEY: CASE},
        cases={CASE: {"contact": CONTACT, "at": 10.0}},
        history=[
            Happened(BIRTH, REGISTERED, CASE, 1, 0, 10.0),
            Happened(TRANSFER, TRANSFERRED, CASE, 2, 1, 11.0),
        ],
        copies={BIRTH: [10.0], TRANSFER: [11.0]},
        handled={"notify": [BIRTH, TRANSFER], "files": [], "public": []},
        told={CASE: 1},
        contacts={CONTACT},
        events_of={(CASE, "TRANSFERRED"): 1},
        audits={(CASE, "case.registered"): 1, (CASE, "case.transferred"): 1},
        parked={"notify": []},
        outbox={"public": 0},
    )


def kinds(evidence: Evidence, asked: list[Act] | None = None, **given: Any) -> list[str]:
    poison = given.get("poison", {})
    windows = given.get("windows", ())
    return sorted({each.kind for each in check(asked or acts(), evidence, poison, windows)})


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


@pytest.mark.parametrize(
    ("service", "span", "is_said"),
    [
        ("public", (9.2, 10.0), True),
        ("public", (10.7, 12.0), True),
        ("public", (11.0, 12.0), False),
        ("public", (8.0, 9.9), False),
        ("files", (9.2, 10.8), False),
    ],
)
def test_an_event_may_be_published_twice_if_its_relay_said_so(
    service: str, span: tuple[float, float], is_said: bool
) -> None:
    twice = replace(
        kept(), copies={BIRTH: [10.0, 10.0], TRANSFER: [11.0]}, repeats=[Repeat(service, 3, *span)]
    )

    assert kinds(twice, windows=[Window(5.0, 15.0, frozenset({service}))]) == (
        [] if is_said else ["duplicated"]
    )


def test_a_relay_may_say_so_only_while_what_it_needs_is_broken() -> None:
    twice = replace(
        kept(), copies={BIRTH: [10.0, 10.0], TRANSFER: [11.0]}, repeats=[Repeat("public", 3, 9.2, 10.0)]
    )

    assert kinds(twice, windows=[Window(5.0, 15.0, frozenset({"files"}))]) == ["duplicated"]
    assert kinds(twice, windows=[Window(10.5, 15.0, frozenset({"public"}))]) == ["duplicated"]


def test_what_a_relay_said_is_read_from_its_logs(tmp_path: Path) -> None:
    line = {"event": "may-repeat", "events": 4, "recorded_from": "1970-01-01T00:00:09.5+00:00"}
    line["recorded_until"] = "1970-01-01T00:00:10+00:00"
    (tmp_path / "files-relay.log").write_text('{"event": "broker-away"}\nno JSON\n')
    (tmp_path / "files-relay.log.1").write_text(json.dumps(line) + "\n")

    assert list(read_repeats(tmp_path)) == [Repeat("files", 4, 9.5, 10.0)]


@pytest.mark.parametrize("outcome", [Outcome.UNKNOWN, Outcome.OK])
def test_who_got_no_answer_may_have_a_case_or_none(outcome: Outcome) -> None:
    asked = [Act("file", KEY, 10.0, CASE if outcome is Outcome.OK else "", outcome)]
    none = Evidence(parked={"notify": []}, outbox={"public": 0}, handled=kept().handled)
    without_transfer = replace(
        kept(),
        history=kept().history[:1],
        events_of={},
        audits={(CASE, "case.registered"): 1},
    )

    assert kinds(without_transfer, asked) == []
    assert kinds(none, asked) == ([] if outcome is Outcome.UNKNOWN else ["lost"])


def test_a_refused_case_that_exists_is_found() -> None:
    assert kinds(kept(), [Act("file", KEY, 10.0, "", Outcome.FAIL), acts()[1]]) == ["phantom"]


def test_a_referral_that_is_diarised_twice_is_found() -> None:
    referred = replace(
        kept(),
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
