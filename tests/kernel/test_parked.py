"""What cannot be handled is parked with its cause, harms no neighbour, and can be replayed."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pika
import pytest

from kernel import parked
from kernel.clock import new_id
from kernel.database import Database, Queries
from kernel.events import CONTENT_TYPE
from kernel.history.tails import Tails
from kernel.inbox import FENCE_TYPE, SPOKEN_AS_ANOTHER, Delivery, Fault, Span, decode
from kernel.parked.__main__ import main
from kernel.topology import EVENTS
from tests.kernel.backbone.events import StepCounted, StepTaken
from tests.kernel.backbone.house import House, queries, some_cases
from tests.kernel.test_tails import compared

own = Queries.beside(__file__)

CANARY = "canary-Ramesh-9876543210"
KEY = f"{StepTaken.name}.v1.rev"


def envelope(**over: Any) -> dict[str, Any]:
    """A good envelope of a step."""
    event_id = str(new_id())
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": "/karyasetu/wfh",
        "type": StepTaken.type(),
        "subject": event_id,
        "time": "2026-01-01T00:00:00+00:00",
        "sequence": "1",
        "department": "REV",
        "correlationid": event_id,
        "data": {"case_id": event_id, "number": 1},
        **over,
    }


def spoilt() -> list[tuple[str, bytes, str, dict[str, Any]]]:
    """Messages that no handler ever sees: the cause, the body, the message id, the properties."""
    stranger = envelope(type="in.karyasetu.wfh.never-heard-of.v1", note=CANARY)
    newer = envelope(type="in.karyasetu.wfh.step-taken.v7", note=CANARY)
    invalid = envelope(data={"case_id": "not a uuid", "number": CANARY})
    missing = envelope()
    del missing["correlationid"]
    ancient = envelope(id="01000000-0000-7000-8000-000000000001")
    random_id = envelope(id="f47ac10b-58cc-4372-a567-0e02b2c3d479")
    plain = envelope(note=CANARY)
    return [
        ("bad-json", b'{"id": "' + CANARY.encode(), str(new_id()), {}),
        ("bad-json", b'{"id": "\xff\xfe' + CANARY.encode() + b'"}', str(new_id()), {}),
        ("wrong-content-type", _bytes(plain), plain["id"], {"content_type": "text/plain"}),
        ("wrong-content-type", _bytes(nul := envelope()), nul["id"], {"content_type": "text/pl\0ain"}),
        ("unknown-version", _bytes(newer), newer["id"], {}),
        ("unknown-type", _bytes(stranger), stranger["id"], {}),
        ("schema-invalid", _bytes(invalid), invalid["id"], {}),
        ("schema-invalid", _bytes(missing), missing["id"], {}),
        ("schema-invalid", b'["' + CANARY.encode() + b'"]', str(new_id()), {}),
        ("too-large", b'{"id": "' + CANARY.encode() + b"x" * 10_000_000 + b'"}', str(new_id()), {}),
        ("too-deep", b"[" * 200_000, str(new_id()), {}),
        ("too-old", _bytes(ancient), ancient["id"], {}),
        ("id-unusable", _bytes(random_id), random_id["id"], {}),
        ("id-mismatch", _bytes(envelope()), str(new_id()), {}),
        ("bad-json", CANARY.encode(), "", {}),
    ]


def test_undecodable_messages_are_parked_beside_unharmed_neighbours(house: House) -> None:
    house.worker()
    bad = spoilt()

    with house.broker() as broker:
        for _cause, body, message_id, properties in bad:
            good = envelope()
            broker.publish(_bytes(good), good["id"], content_type=CONTENT_TYPE)
            broker.publish(body, message_id, **properties)

    house.wait_for_effects(len(bad))
    house.wait_until(lambda: len(house.parked()) == len(bad))
    assert [row["cause"] for row in house.parked()] == [cause for cause, *_ in bad]
    assert house.count_effects() == len(bad)
    assert all(row["attempts"] == 0 for row in house.parked())
    assert [bytes(row["body"]) for row in house.parked()] == [body for _, body, *_ in bad]
    assert "canary" not in house.logs()


def test_who_speaks_as_another_is_parked_whichever_way_is_tried_and_never_replayed(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KS_DATABASE_URL", house.dsns["files"])
    house.worker()
    house.relay()
    own = StepTaken(case_id=some_cases(1)[0], number=1)
    house.announce(own)
    house.wait_for_effects(1)

    with house.broker() as broker:
        broker.publish_over("auth.evil", KEY, _bytes(envelope()))
        broker.publish_over("events", KEY, _bytes(envelope(type=StepCounted.type())))
    house.wait_until(lambda: len(house.parked()) == 2)
    refused = [main(["replay", str(row["parked_id"])]) for row in house.parked()]

    assert refused == [1, 1]
    assert capsys.readouterr().err.count("somebody spoke as another") == 2
    assert sorted(row["cause"] for row in house.parked()) == ["foreign-exchange", "key-mismatch"]
    assert house.count_held() == 0
    assert house.count_effects() == 1


@pytest.mark.parametrize(
    ("exchange", "key", "spoken"),
    [
        ("public.evil", KEY, False),
        (EVENTS, "public.said.v1.rev", False),
        (EVENTS, "public.lane.shared", False),
        (None, "public.said.v1.rev", False),
        (None, f"{StepTaken.name}.v1", True),
        (None, f"{KEY}.17", True),
        (None, "files.lane.shared", True),
        ("", "files.directory", True),
    ],
)
def test_a_message_is_what_its_key_says_wherever_it_waited(
    exchange: str | None, key: str, *, spoken: bool
) -> None:
    said = envelope()
    delivery = Delivery(_bytes(said), CONTENT_TYPE, said["id"], key)
    delivery.exchange = exchange

    with nullcontext() if spoken else pytest.raises(Fault) as refusal:
        decode(delivery, {StepTaken: ()}, Span("0", "f"))

    assert refusal is None or refusal.value.cause in SPOKEN_AS_ANOTHER


@pytest.mark.parametrize(
    ("exchange", "key", "headers"),
    [
        ("public.evil", KEY, {}),
        ("public.evil", KEY, {"x-exchange": EVENTS}),
        (EVENTS, "public.said.v1.rev", {"x-routing-key": KEY}),
        (EVENTS, "public.said.v1.rev", {"CC": [KEY]}),
    ],
)
def test_who_speaks_as_another_in_the_history_is_not_heard(
    house: House, exchange: str, key: str, headers: dict[str, Any]
) -> None:
    house.end(house.worker())

    house.deceive(exchange, key, _bytes(envelope()), headers)

    assert compared(house, Tails()) == 0
    assert house.count_held() == 0


@pytest.mark.parametrize("message_id", ["no id at all", "0190a5b2-7c3e-7000-8000-000000000001"])
def test_an_operators_mark_that_comes_as_an_event_is_parked_and_opens_nothing(
    house: House, message_id: str
) -> None:
    house.worker(KS_COMPARE_SECONDS="2", KS_SETTLED_SECONDS="1")
    mark = pika.BasicProperties(content_type=FENCE_TYPE, message_id=message_id, delivery_mode=2)
    with house.broker() as broker:
        broker.channel.basic_publish("events", f"{StepTaken.name}.v1.rev", b"{}", mark, mandatory=True)
        house.wait_until(lambda: len(house.parked()) == 1)
        good = envelope()
        broker.publish(_bytes(good), good["id"], content_type=CONTENT_TYPE)

    house.wait_for_effects(1)
    assert [row["cause"] for row in house.parked()] == ["wrong-content-type"]
    assert "fence-met" not in house.logs()
    assert house.count_held() == 0


def test_handlers_that_fail_are_parked_after_bounded_attempts(house: House) -> None:
    case = some_cases(1)[0]
    house.worker(KS_STATEMENT_TIMEOUT="1s")
    house.relay()

    acts = ["raise", "fine", "dawdle", "fine", "raise", "fine"]
    house.announce(*(StepTaken(case_id=case, number=n, act=act) for n, act in enumerate(acts)))

    effects = house.wait_for_effects(3)
    house.wait_until(lambda: len(house.parked()) == 3)
    assert [effect["sequence"] for effect in effects] == [2, 4, 6]
    assert [row["cause"] for row in house.parked()] == [
        "handler-failed",
        "statement-timed-out",
        "handler-failed",
    ]
    assert {row["attempts"] for row in house.parked()} == {5}
    assert "canary" not in house.logs()
    assert "KeyError at worker.py" in house.parked()[0]["detail"]


@pytest.mark.parametrize("act", ["die", "loop", "hang"])
def test_a_handler_that_ends_or_blocks_its_process_is_parked(house: House, act: str) -> None:
    cases = some_cases(10)
    house.relay()
    settings = {"KS_WATCHDOG_SECONDS": "1.5"}
    # The queue stands; from here on whoever ends is started anew.
    house.end(house.worker())
    process = house.standby(**settings)
    house.announce(*(StepTaken(case_id=case, number=0) for case in cases))
    house.announce(StepTaken(case_id=cases[0], number=1, act=act))
    house.announce(*(StepTaken(case_id=case, number=2) for case in cases))

    def supervised() -> bool:
        nonlocal process
        if not process.is_running():
            process = house.standby(**settings)
        return bool(house.parked()) and house.count_effects() >= 20

    house.wait_until(supervised, 90)
    assert [(row["cause"], row["attempts"]) for row in house.parked()] == [("ended-the-process", 5)]
    assert len({effect["event_id"] for effect in house.effects()}) == house.count_effects() == 20


def test_a_parked_event_is_replayed_exactly_once(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KS_DATABASE_URL", house.dsns["files"])
    first, second = envelope(type="in.karyasetu.wfh.step-taken.v7"), envelope()
    house.worker()
    house.publish(_bytes(second), second["id"], content_type="text/plain")
    house.publish(_bytes(first), first["id"])
    house.wait_until(lambda: len(house.parked()) == 2)
    numbers = [str(row["parked_id"]) for row in house.parked()]
    with house.listener.transaction() as tx:
        tx.execute(queries.mend_parked, parked_id=int(numbers[0]), content_type=CONTENT_TYPE)

    assert main(["replay", *numbers]) == 0
    replayed = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in replayed] == [f"replayed: parked_id={n}" for n in numbers]
    house.wait_for_effects(1)
    house.wait_until(lambda: len(house.parked()) == 1)

    house.publish(_bytes(second), second["id"])
    house.publish(_bytes(second), second["id"])
    assert main(["replay", numbers[0]]) == 1
    assert "Nothing is parked" in capsys.readouterr().err
    assert main(["list"]) == 0
    assert "cause=unknown-version" in capsys.readouterr().out
    with house.listener.transaction() as tx:
        left = parked.listed(tx)
        assert main(["discard", str(left[0]["parked_id"])]) == 0
    assert len(house.wait_for_effects(1)) == 1
    assert house.parked() == []


def test_a_long_list_says_how_much_it_does_not_show_and_goes_on_from_there(
    database: Callable[..., Database],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool = database("files")
    monkeypatch.setenv("KS_DATABASE_URL", pool.dsn)
    with pool.transaction() as tx:
        for _ in range(102):
            tx.execute(own.add_parked, event_id=new_id(), cause="handler-failed", body=CANARY.encode())

    assert main(["list"]) == 0
    *shown, last = capsys.readouterr().out.splitlines()
    assert len(shown) == 100
    assert "2 more" in last
    assert main(last.partition("with: ")[2].split()) == 0
    rest = capsys.readouterr().out.splitlines()

    assert len({line.split("  ")[0] for line in (*shown, *rest)}) == 102
    assert "canary" not in "".join(shown)


@pytest.mark.parametrize("act", ["show", "replay", "discard", "resend"])
def test_who_names_no_number_is_asked_for_it(act: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([act])

    assert f"{act} which?" in capsys.readouterr().err


def _bytes(document: Any) -> bytes:
    return json.dumps(document).encode()
