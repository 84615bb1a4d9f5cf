"""Operators see how each service is doing, in figures and ids only; nobody else sees anything."""

import importlib
import re
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from falcon.testing import Result

from deploy.local.programs import free_port, wait_until
from kernel import clock, operations
from kernel.database import Database, Json, Queries, Transaction
from kernel.edge.pages import Pages
from kernel.edge.pages.operations import WORDS_OF_KIND
from kernel.identity import Actor, Zone
from kernel.metrics import REQUESTS, requests_and_faults
from kernel.operations import Pulse, Sample, beat, overview
from kernel.operations.figures import LANE, OUTBOX
from kernel.operations.overview import MOST_STEPS
from tests.clients import Client, a_client
from tests.fakes import a_charge, an_actor
from tests.kernel.backbone.house import House
from tests.kernel.test_outbox import LampLit

queries = Queries.beside(__file__)

PARTS = {"auth": "/staff", "files": "/files", "wfh": "/wfh", "public": "/desk", "notify": "/notify"}
HOSTILE = "<script>alert(1)</script>"


def staff(role: str, **over: Any) -> Actor:
    return an_actor(charge=a_charge(roles=frozenset({role})), **over)


OPERATOR = staff("operator")


def a_page(database: Callable[..., Database], folder: Path, service: str, role: str = "app") -> Client:
    pages: Pages = importlib.import_module(f"services.{service}.pages").pages
    return a_client(service, database(service, role), folder, [pages])


def heard_of(
    database: Database, process: str, kind: str, ago: timedelta = timedelta(0), **facts: Any
) -> None:
    with database.transaction() as tx:
        tx.execute(queries.add_pulse, process=process, kind=kind, ago=ago, facts=Json(facts))


def ops(client: Client, service: str, actor: Actor | None = OPERATOR, kind: str = "_fragment") -> Result:
    return client.get(f"{PARTS[service]}/{kind}/ops", actor=actor)


def lit(tx: Transaction, times: int) -> None:
    for _ in range(times):
        tx.announce(LampLit(lamp_id=clock.new_id(), by="x"), born_in="REV")


@pytest.mark.parametrize("service", sorted(PARTS))
def test_every_service_shows_itself_to_operators_and_to_nobody_else(
    service: str, database: Callable[..., Database], tmp_path: Path
) -> None:
    client = a_page(database, tmp_path, service)
    heard_of(database(service), f"{service}-relay", "relay")

    for actor in (OPERATOR, staff("state_admin"), staff("operator", zone=Zone.SECURE_LAN)):
        shown = ops(client, service, actor)
        assert f"{service}-relay" in shown.text
        assert "<html" not in shown.text
    for stranger in (staff("collector"), staff("nodal_officer"), staff("operator", zone=Zone.INTERNET), None):
        assert ops(client, service, stranger).text == "<!-- -->"


@pytest.mark.parametrize("role", ["lan", "vpn"])
def test_files_shows_itself_under_the_role_of_each_inner_zone(
    role: str, database: Callable[..., Database], tmp_path: Path
) -> None:
    client = a_page(database, tmp_path, "files", role)
    with database("files").transaction() as tx:
        lit(tx, 2)
        operations.add_samples(tx, [Sample(LANE, "shared", 3)])

    assert "Messages that wait in each lane" in ops(client, "files").text


@pytest.mark.parametrize("role", ["internet", "lan", "vpn"])
def test_the_api_of_every_zone_of_files_has_a_pulse(role: str, database: Callable[..., Database]) -> None:
    connection = database("files", role)._open()

    beat(connection, f"files-api-{role}", "api", clock.now(), {"requests": 1, "faults": 0})

    connection.close()
    with database("files").transaction(reading=True) as tx:
        assert [row["process"] for row in overview(tx).processes] == [f"files-api-{role}"]


def test_a_process_that_is_silent_is_said_to_be_so(database: Callable[..., Database], tmp_path: Path) -> None:
    heard_of(database("wfh"), "wfh-api", "api", requests=12, faults=1)
    heard_of(database("wfh"), "wfh-worker", "worker", timedelta(minutes=5), lanes=["shared", "directory"])

    page = ops(a_page(database, tmp_path, "wfh"), "wfh").text

    tiles = re.findall(r'<li class="ks-tile([^"]*)"><b[^>]*>([^<]+)</b>', page)
    assert (" ks-tile--down", "wfh-worker") in tiles
    assert ("", "wfh-api") in tiles
    assert "12 requests, 1 faults" in page
    assert "shared, directory" in page


def test_an_empty_service_says_that_it_has_heard_of_nobody(
    database: Callable[..., Database], tmp_path: Path
) -> None:
    page = ops(a_page(database, tmp_path, "wfh"), "wfh").text

    assert "No process has been heard of yet." in page
    assert "told nothing about its lanes" in page


def test_backlog_and_parked_messages_are_shown_without_their_content(
    database: Callable[..., Database], tmp_path: Path
) -> None:
    with database("public").transaction() as tx:
        lit(tx, 3)
        tx.execute(queries.add_parked, event_id=clock.new_id(), cause=HOSTILE, body=b"Ramesh 9876543210")

    page = ops(a_page(database, tmp_path, "public"), "public").text

    assert "<b>3</b><span>Events that wait to be sent</span>" in page
    assert "<b>1</b><span>Messages parked</span>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert HOSTILE not in page
    assert "Ramesh" not in page
    assert re.search(r"<code[^>]*>make parked S=public ARGS=\"show \d+\"</code>", page)


def test_the_database_answers_with_its_size_and_who_is_connected(
    database: Callable[..., Database], tmp_path: Path
) -> None:
    page = ops(a_page(database, tmp_path, "wfh"), "wfh").text

    megabytes, connections = re.findall(
        r"<b>(\d+) MB</b><span>in the database</span><span>(\d+) connections; its server has run since", page
    )[0]
    assert int(megabytes) > 0
    assert int(connections) > 0


def test_a_relay_tells_whether_the_broker_answers(database: Callable[..., Database], tmp_path: Path) -> None:
    client = a_page(database, tmp_path, "wfh")

    heard_of(database("wfh"), "wfh-relay", "relay", broker=False)
    away = ops(client, "wfh").text
    heard_of(database("wfh"), "wfh-relay-2", "relay", broker=True)
    there = ops(client, "wfh").text

    assert '<span class="ks-due--late">The broker does not answer</span>' in away
    assert "<span>The broker answers</span>" in there


@pytest.mark.parametrize(
    ("actor", "told"),
    [
        (OPERATOR, "yes"),
        (staff("state_admin", zone=Zone.SECURE_LAN), "yes"),
        (staff("collector"), "<!-- -->"),
        (staff("operator", zone=Zone.INTERNET), "<!-- -->"),
        (None, "<!-- -->"),
    ],
)
def test_auth_tells_the_gateway_who_may_see_its_own_part(
    actor: Actor | None, told: str, database: Callable[..., Database], tmp_path: Path
) -> None:
    client = a_page(database, tmp_path, "auth")

    assert client.get("/staff/_fragment/operates", actor=actor).text == told


def test_the_part_is_whole_in_hindi(database: Callable[..., Database], tmp_path: Path) -> None:
    heard_of(database("notify"), "notify-sender", "sender")
    with database("notify").transaction() as tx:
        operations.add_samples(
            tx,
            [Sample(LANE, "shared", 3), Sample("deliveries-failed", "", 1), Sample("deliveries-done", "", 0)],
        )

    page = ops(a_page(database, tmp_path, "notify"), "notify", replace(OPERATOR, language="hi")).text

    said = re.sub(r"<[^>]*translate=\"no\"[^>]*>[^<]*<|<[^>]+>|aria-label=", " ", page)
    assert re.findall(r"[A-Za-z]{4,}", said.replace("shared", "")) == []
    assert "लेन shared में प्रतीक्षारत संदेश" in page


def test_figures_over_time_come_in_few_steps_with_their_peaks(database: Callable[..., Database]) -> None:
    with database("wfh").transaction() as tx:
        began = tx.now
        for minute in range(600):
            tx.now = began - timedelta(minutes=minute)
            operations.add_samples(tx, [Sample(OUTBOX, "", 777 if minute == 300 else minute % 7)])
        tx.now = began

        series = overview(tx).series

    assert [each.name for each in series] == [OUTBOX]
    assert MOST_STEPS / 2 < len(series[0].points) <= MOST_STEPS + 1
    assert max(value for _, value in series[0].points) == 777
    assert series[0].points == sorted(series[0].points)


def test_what_only_the_history_had_in_the_last_hour_is_counted_and_stands_out(
    database: Callable[..., Database], tmp_path: Path
) -> None:
    client = a_page(database, tmp_path, "wfh")
    calm = ops(client, "wfh").text
    with database("wfh").transaction() as tx:
        began = tx.now
        for minutes, count in ((0, 2), (0, 3), (59, 4), (61, 1000)):
            tx.now = began - timedelta(minutes=minutes)
            operations.add_missed(tx, count)

    page = ops(client, "wfh").text

    assert '<li class="ks-tile"><b>0</b><span>Events of the last hour that only the history had' in calm
    assert "If this goes on" not in calm
    assert '<li class="ks-tile ks-tile--warn"><b>9</b><span>Events of the last hour that only the' in page
    assert "Nothing is lost. If this goes on, a queue does not bring its messages." in page


def test_figures_of_one_moment_are_kept_once_and_forgotten_after_a_week(
    database: Callable[..., Database],
) -> None:
    with database("wfh").transaction() as tx:
        began = tx.now
        for ago in (timedelta(0), timedelta(0), timedelta(days=6), timedelta(days=8)):
            tx.now = began - ago
            operations.add_samples(tx, operations.figures_of_kernel(tx))
        tx.now = began
        heard = tx.fetch_value(queries.count_samples)
        operations.tidy(tx)

        assert (heard, tx.fetch_value(queries.count_samples)) == (15, 10)


def test_a_process_that_ended_unasked_is_looked_for_a_month_long(database: Callable[..., Database]) -> None:
    heard_of(database("wfh"), "old", "api", timedelta(days=31))
    heard_of(database("wfh"), "young", "api", timedelta(days=29))

    with database("wfh").transaction() as tx:
        operations.tidy(tx)

        assert [(row["process"], row["silent"]) for row in overview(tx).processes] == [("young", True)]


@pytest.mark.parametrize("kind", WORDS_OF_KIND)
def test_each_kind_of_process_that_has_a_name_has_a_pulse(
    kind: str, database: Callable[..., Database]
) -> None:
    heard_of(database("notify"), f"notify-{kind}", kind, timedelta(0))

    with database("notify").transaction() as tx:
        assert [row["kind"] for row in overview(tx).processes] == [kind]


def test_a_pulse_beats_by_itself(database: Callable[..., Database]) -> None:
    pool = database("wfh")

    def seen() -> list[tuple[str, set[str]]]:
        with pool.transaction(reading=True) as tx:
            return [(row["process"], set(row["facts"])) for row in overview(tx).processes]

    Pulse("wfh-api", "api", requests_and_faults).start(pool)

    wait_until(lambda: bool(seen()), 20, "The first beat")
    assert seen() == [("wfh-api", {"requests", "faults"})]


def test_a_process_that_ends_on_purpose_is_forgotten_but_not_the_next_of_its_name(
    database: Callable[..., Database],
) -> None:
    pool = database("wfh")
    first, ended = Pulse("wfh-live", "live"), Pulse("wfh-sender", "sender")
    for pulse in (first, ended, Pulse("wfh-live", "live")):
        pulse._beat_once(pool)

    for pulse in (first, ended):
        pulse.end(pool.dsn)
        pulse._beat_on(pool)

    with pool.transaction(reading=True) as tx:
        assert [row["process"] for row in overview(tx).processes] == ["wfh-live"]


def test_faults_are_counted_among_the_requests() -> None:
    before = requests_and_faults()

    for status in ("200", "404", "500"):
        REQUESTS.labels("wfh", "GET /x", status).inc()

    after = requests_and_faults()
    assert (after["requests"] - before["requests"], after["faults"] - before["faults"]) == (3, 1)


def test_worker_and_relay_have_a_pulse_and_measure_their_queues(house: House) -> None:
    house.worker(KS_MEASURE_SECONDS="2")
    house.relay("files")

    def seen() -> set[str]:
        with house.listener.transaction(reading=True) as tx:
            found = overview(tx)
            return {row["kind"] for row in found.processes} | {lane for lane, _ in found.lanes}

    house.wait_until(lambda: seen() >= {"worker", "relay", "shared", "directory"})
    for process in house.processes:
        process.send(signal.SIGTERM)
    house.wait_until(lambda: not seen() & {"worker", "relay"})


def test_a_relay_says_of_the_broker_what_it_sees(house: House) -> None:
    def seen() -> list[bool]:
        with house.listener.transaction(reading=True) as tx:
            return [row["facts"]["broker"] for row in overview(tx).processes]

    lost = house.relay("files", KS_AMQP_URL=f"amqp://guest:guest@127.0.0.1:{free_port()}")
    house.wait_until(lambda: seen() == [False])
    house.end(lost)
    house.relay("files")

    house.wait_until(lambda: seen() == [True])
