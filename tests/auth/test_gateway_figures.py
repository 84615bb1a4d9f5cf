"""Operators read of the processes beside the gateway what its counter offers, and that it offers nothing."""

from contextlib import closing

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server

from deploy.gateway.counting import CAUSES
from deploy.local.programs import free_port
from services.auth.actions import gateway_figures
from services.auth.pages.operations import WORDS_OF_CAUSE


def test_refusals_are_added_up_over_networks_and_what_was_answered_is_none() -> None:
    registry, port = CollectorRegistry(), free_port()
    requests = Counter("gateway_requests_total", "Requests.", ["zone", "status", "cause"], registry=registry)
    for zone, cause in (
        ("VPN", "no-device"),
        ("INTERNET", "too-many"),
        ("VPN", "too-many"),
        ("VPN", "service"),
    ):
        requests.labels(zone, "403", cause).inc()
    Gauge("gateway_keeper_silent_seconds", "Silent.", registry=registry).set(61)
    server, thread = start_http_server(port, addr="127.0.0.1", registry=registry)

    with closing(server.socket):
        found = gateway_figures(f"http://127.0.0.1:{port}/metrics")
        server.shutdown()
        thread.join()

    assert found is not None
    assert found.keeper_silent_seconds == 61
    assert found.refused == {"no-device": 1, "too-many": 2}


def test_a_counter_that_does_not_answer_is_told_as_such() -> None:
    assert gateway_figures(f"http://127.0.0.1:{free_port()}/metrics") is None


def test_every_cause_of_the_gateway_has_its_words() -> None:
    assert set(WORDS_OF_CAUSE) == CAUSES
