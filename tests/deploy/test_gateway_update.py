"""A gateway that runs while an update comes reads what changed, and loses nothing that its keeper brought."""

import http.client
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from deploy.gateway import FRAMES, Plan
from deploy.local.authority import Authority
from deploy.local.gateway import Gateway
from deploy.local.programs import running, wait_until
from kernel import clock
from kernel.certificates import read_certificate, read_key


class _Updated(Gateway):
    """Where a form may be smaller than before."""

    def plan(self) -> Plan:
        return replace(super().plan(), largest_form_kb=1)


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    """One that was made eleven months ago and runs."""
    made = Gateway(tmp_path / "gateway", tmp_path / "s")
    with clock.frozen(clock.now() - timedelta(days=340)):
        made.prepare()
    with running(made.command(), made.plan().listeners[0].port):
        yield made


def answer_to_a_form(gateway: Gateway) -> int:
    listener = gateway.plan().listeners[0]
    connection = http.client.HTTPConnection(listener.address, listener.port, timeout=10)
    try:
        connection.request("POST", "/case", b"x" * 2000)
        return connection.getresponse().status
    finally:
        connection.close()


def shown(gateway: Gateway) -> x509.Certificate:
    listener = next(one for one in gateway.plan().listeners if one.zone == "SECURE_LAN")
    text = ssl.get_server_certificate((listener.address, listener.port), timeout=10)
    return x509.load_pem_x509_certificate(text.encode())


def test_a_running_gateway_reads_what_an_update_changed(gateway: Gateway) -> None:
    before = answer_to_a_form(gateway)

    _Updated(gateway.directory, gateway.sockets).prepare()

    wait_until(lambda: answer_to_a_form(gateway) == 413, 30, "The limit of the update")
    assert before == 503


def test_a_certificate_that_ends_soon_is_made_anew_and_shown_at_once(gateway: Gateway) -> None:
    old = shown(gateway)

    gateway.prepare()

    # For a moment a worker of before may still answer.
    wait_until(
        lambda: shown(gateway).not_valid_after_utc - clock.now() > timedelta(days=360),
        30,
        "The new certificate",
    )
    assert old.not_valid_after_utc - clock.now() < timedelta(days=30)


def test_a_certificate_is_renewed_in_its_last_month_only_and_keeps_its_key(tmp_path: Path) -> None:
    authority, began = Authority(tmp_path / "authority"), clock.now()
    renewed = []
    for days in (0, 300, 334, 336, 337):
        with clock.frozen(began + timedelta(days=days)):
            renewed.append(authority.prepare())

    assert renewed == [False, False, False, True, False]
    certificate = read_certificate(authority.directory / "gateway.pem")
    key = read_key(authority.directory / "gateway.key")
    assert certificate.public_key() == key.public_key()
    certificate.verify_directly_issued_by(authority.signer().certificate)


def test_the_portals_that_the_keeper_brought_stay(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path / "gateway", tmp_path / "s")
    gateway.prepare()
    brought = '"0190a5b2-7c3e-7000-8000-000000000001" "https://revenue.example";\n'
    (gateway.directory / FRAMES).write_text(brought)

    gateway.prepare()

    assert (gateway.directory / FRAMES).read_text() == brought
