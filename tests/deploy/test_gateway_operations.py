"""The gateway's own part of the operations page: the last hour, the keeper's pulse, what needs attention."""

import os
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.gateway.counting import CAUSES, count
from deploy.gateway.hour import LastHour
from deploy.gateway.keeping import Revocations, known
from deploy.gateway.part import SILENT_AFTER, Part, refused
from deploy.gateway.pulse import PULSE, Facts, beat, facts_in, written_at
from deploy.local.authority import Authority
from deploy.local.gateway import Gateway
from deploy.local.programs import running, wait_until
from kernel import clock
from kernel.operations.overview import SILENT_AFTER_SECONDS

NOW = datetime(2026, 11, 27, 8, 35, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def an_hour(*answers: tuple[timedelta, str], began: timedelta = timedelta(days=1)) -> LastHour:
    hour = LastHour(NOW - began)
    for ago, cause in answers:
        hour.add(NOW - ago, cause)
    return hour


def a_part(folder: Path, hour: LastHour | None = None) -> Part:
    return Part(folder, hour or an_hour(), NOW - timedelta(hours=2))


def tiles(page: str) -> dict[str, str]:
    """How each process stands, by its name."""
    found = re.findall(r'<li class="ks-tile([^"]*)"><b[^>]*translate="no">([^<]+)</b>', page)
    return {name: state.strip() for state, name in found}


def test_an_hour_is_counted_minute_by_minute_and_older_answers_are_forgotten() -> None:
    hour = an_hour(
        *[(61 * MINUTE, "service"), (60 * MINUTE, "service"), (2 * MINUTE, "busy"), (2 * MINUTE, "service")],
        (timedelta(0), "service"),
    )

    figures = hour.figures(NOW)

    assert figures.by_cause == Counter({"service": 3, "busy": 1})
    assert figures.requests == 4
    assert len(figures.by_minute) == 60
    assert figures.since == figures.by_minute[0][0] == NOW.replace(second=0) - 60 * MINUTE
    assert [(NOW.replace(second=0) - at, times) for at, times in figures.by_minute if times] == [
        (60 * MINUTE, 1),
        (2 * MINUTE, 2),
    ]


def test_of_the_time_before_the_counter_began_nothing_is_said() -> None:
    figures = an_hour((9 * MINUTE, "service"), (1 * MINUTE, "service"), began=3 * MINUTE).figures(NOW)

    assert figures.since == NOW.replace(second=0) - 3 * MINUTE
    assert [times for _, times in figures.by_minute] == [0, 0, 1]
    assert figures.requests == 1


def test_days_of_answers_are_kept_for_an_hour_only() -> None:
    hour = an_hour(*((minutes * MINUTE, "service") for minutes in range(3000, -1, -1)))

    assert len(hour._minutes) <= 62


def test_a_line_of_the_log_is_counted_in_the_minute_that_it_names() -> None:
    hour = an_hour()

    count(b'{"at":"2026-11-27T14:03:59+05:30","zone":"VPN","status":503,"cause":"busy","upstream":""}', hour)

    figures = hour.figures(NOW)
    assert [at for at, times in figures.by_minute if times] == [datetime(2026, 11, 27, 8, 33, tzinfo=UTC)]
    assert figures.by_cause == {"busy": 1}


def test_every_refusal_is_told_in_the_words_of_its_own_page() -> None:
    figures = an_hour(*((MINUTE, cause) for cause in CAUSES), (MINUTE, "service"), (MINUTE, "busy")).figures(
        NOW
    )

    rows = refused(figures)

    assert len(rows) == len(CAUSES)
    assert rows[0] == ("The service is busy", 2, True)
    assert {title for title, _, alarming in rows if alarming} == {
        "The service is busy",
        "The service is starting or out of order",
    }


@pytest.mark.parametrize(
    ("ago", "state"),
    [(timedelta(seconds=44), ""), (timedelta(seconds=46), "ks-tile--down"), (None, "ks-tile--down")],
)
def test_a_keeper_that_is_not_heard_is_said_to_be_silent(
    tmp_path: Path, ago: timedelta | None, state: str
) -> None:
    if ago is not None:
        beat(tmp_path / PULSE, Facts(NOW - timedelta(hours=1)))
        heard = (NOW - ago).timestamp()
        os.utime(tmp_path / PULSE, (heard, heard))

    page = a_part(tmp_path).html("en", NOW)

    assert SILENT_AFTER.total_seconds() == SILENT_AFTER_SECONDS
    assert tiles(page) == {"gateway": "", "gateway-counter": "", "gateway-keeper": state}
    assert ("never heard" in page) == (ago is None)


@pytest.mark.parametrize("written", ["", "[]", "null", '{"what": 1}', '{"started_at": "then"}'])
def test_a_pulse_that_says_nothing_is_still_one(tmp_path: Path, written: str) -> None:
    (tmp_path / PULSE).write_text(written, "utf-8")

    page = a_part(tmp_path).html("en", clock.now())

    assert facts_in(tmp_path / PULSE) == Facts()
    assert tiles(page)["gateway-keeper"] == ""


def test_the_keeper_knows_how_old_the_list_is_and_until_when_the_certificate_holds(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    authority.prepare()
    authority.revoke(authority.issue_device("lost").serial)
    began = clock.now()

    facts = known(Facts(began), Revocations(tmp_path / "auth-api.sock", authority.directory))
    beat(tmp_path / PULSE, facts)

    assert facts_in(tmp_path / PULSE) == facts
    assert (facts.started_at, facts.revoked) == (began, 1)
    assert facts.list_begins_at
    assert facts.list_ends_at
    assert facts.certificate_ends_at
    # It begins an hour early, for clocks that are late.
    assert timedelta(0) < began - facts.list_begins_at < timedelta(hours=2)
    assert abs(facts.list_ends_at - began - timedelta(days=7)) < timedelta(minutes=1)
    assert timedelta(days=364) < facts.certificate_ends_at - began <= timedelta(days=365)


def test_a_list_or_a_certificate_that_cannot_be_read_leaves_the_keeper_alive(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    authority.prepare()
    authority.revocations_path.write_text("no list", "ascii")
    (authority.directory / "gateway.pem").unlink()
    began = clock.now()

    assert known(Facts(began), Revocations(tmp_path / "auth-api.sock", authority.directory)) == Facts(began)


def test_an_old_list_and_a_certificate_that_ends_soon_need_attention(tmp_path: Path) -> None:
    def attention(list_age: timedelta, certificate_left: timedelta) -> int:
        begins_at = NOW - list_age
        ends = NOW + certificate_left, begins_at, begins_at + timedelta(days=7)
        beat(tmp_path / PULSE, Facts(NOW, *ends, revoked=3))
        return a_part(tmp_path).html("en", NOW).count("ks-tile--warn")

    assert attention(timedelta(hours=30), timedelta(days=40)) == 0
    assert attention(timedelta(hours=50), timedelta(days=40)) == 1
    assert attention(timedelta(hours=50), timedelta(days=20)) == 2


def test_the_part_is_whole_in_hindi_and_speaks_it_to_who_asks_for_another(tmp_path: Path) -> None:
    beat(tmp_path / PULSE, Facts(NOW, NOW, NOW, NOW, 2))
    hour = an_hour(*((MINUTE, cause) for cause in CAUSES))

    page = a_part(tmp_path, hour).html("hi", NOW)

    said = re.sub(r"<[^>]*translate=\"no\"[^>]*>[^<]*(?=<)|<[^>]+>|aria-label=", " ", page)
    assert re.findall(r"[A-Za-z]{4,}", said.replace("https", "")) == []
    assert "<polyline" in page
    assert a_part(tmp_path, hour).html("../en", NOW) == page


def test_the_keeper_leaves_a_pulse_while_no_service_answers(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path / "gateway", tmp_path / "s")
    gateway.prepare()
    pulse, port = gateway.directory / PULSE, gateway.plan().listeners[0].port
    with running(gateway.command(), port), running(gateway.keeper_command(), port):
        wait_until(pulse.exists, 20, "the first pulse")
        first = written_at(pulse)
        wait_until(lambda: written_at(pulse) != first, 20, "the next pulse")

    assert facts_in(pulse).certificate_ends_at
    assert first
    assert abs(first - clock.now()) < timedelta(minutes=1)
