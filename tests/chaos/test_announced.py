"""The history is compared with what the stores hold, and with what relays say they may tell twice."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kernel.clock import new_id
from kernel.database import Database, connect
from kernel.events import TYPE_PREFIX
from services.public.events import ActionTaken, CaseWithdrawn, ContactGiven
from tests.chaos.checker import LISTENS
from tests.chaos.evidence import Evidence, Movement
from tests.chaos.history import SAID, Happened, Repeat, first_id, read_repeats
from tests.chaos.kept import BIRTH, CASE, TRANSFER, acts, kept, kinds
from tests.chaos.record import Act, Outcome
from tests.chaos.violation import Window


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


def without_the_last_event() -> Evidence:
    return replace(
        kept(),
        history=kept().history[:1],
        copies={BIRTH: [10.0]},
        handled={"notify": [BIRTH], "files": [], "public": []},
    )


def test_the_last_event_of_a_case_is_missed_by_its_timeline_and_by_the_store_each_alone() -> None:
    by_timeline = replace(without_the_last_event(), said={})
    by_store = replace(without_the_last_event(), events_of={}, audits={(CASE, "case.registered"): 1})

    assert kinds(by_timeline) == ["lost"]
    assert kinds(by_store, acts()[:1]) == ["lost"]


def test_a_case_without_its_first_event_is_missed_where_no_later_one_follows() -> None:
    nothing = replace(without_the_last_event(), history=[], copies={}, said={}, handled={})
    silent = replace(nothing, handled={service: [] for service in LISTENS}, events_of={})

    assert kinds(replace(silent, audits={(CASE, "case.registered"): 1}), acts()[:1]) == ["lost"]


FILE, ONE, TWO = "file-1", "post-1", "post-2"


@pytest.mark.parametrize(("events", "found"), [(1, ["lost"]), (2, []), (3, ["duplicated"])])
def test_each_movement_that_is_told_is_in_the_history_once(events: int, found: list[str]) -> None:
    moved = [
        Happened(f"moved-{number}", f"{TYPE_PREFIX}files.file-forwarded.v1", FILE, number, number, 12.0)
        for number in range(1, events + 1)
    ]
    told = [each.event_id for each in moved]
    moves = [Movement(1, "OPENED", "", ONE), Movement(2, "FORWARDED", ONE, TWO)]
    evidence = replace(
        kept(),
        # What an ended post leaves is passed on by the service itself, and told as well; what is pulled back tells that.
        movements={FILE: [*moves, Movement(3, "PASSED_ON", TWO, ONE), Movement(4, "PULLED_BACK", ONE, TWO)]},
        holders={FILE: TWO},
        audits=kept().audits | {(FILE, "file.forwarded"): 1},
        history=[*kept().history, *moved],
        copies=kept().copies | {event_id: [12.0] for event_id in told},
        handled=kept().handled | {"notify": [BIRTH, TRANSFER, *told]},
    )

    assert kinds(evidence, [*acts(), Act("forward", "key-7", 12.0, FILE, Outcome.OK)]) == found


def test_a_store_names_the_newest_event_of_each_kind_but_what_is_sealed_or_on_its_way(
    database: Callable[..., Database],
) -> None:
    pool, case, since = database("public"), new_id(), time.time()
    with pool.transaction() as tx:
        tx.announce(ActionTaken(case_id=case, post_id=new_id()), born_in="REV")
        tx.announce(ActionTaken(case_id=case, post_id=new_id()))
        tx.announce(CaseWithdrawn(case_id=case, post_id=new_id()))
        tx.announce(ContactGiven(contact_id=new_id(), sealed="sealed"), born_in="REV")
    with closing(connect(pool.dsn, "chaos")) as connection, connection.cursor() as cursor:

        def said(at: float) -> set[str]:
            cursor.execute(SAID, {"first": first_id(at)})
            return {event_id for (event_id,) in cursor.fetchall()}

        assert said(since) == set()
        cursor.execute("DELETE FROM outbox RETURNING event_id::text, envelope")
        sent = {json.loads(envelope)["type"]: event_id for event_id, envelope in cursor.fetchall()}
        assert said(since) == {sent[ActionTaken.type()], sent[CaseWithdrawn.type()]}
        assert said(since + 60) == set()


def test_an_id_is_sorted_by_when_it_was_made() -> None:
    before, event_id, after = time.time(), str(new_id()), time.time() + 0.001

    assert first_id(before) <= event_id < first_id(after)
