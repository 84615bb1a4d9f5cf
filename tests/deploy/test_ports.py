"""Ports are chosen long before they are listened on."""

import os
import secrets
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from deploy.local import ports


def test_no_outgoing_connection_is_ever_given_a_port_that_was_chosen() -> None:
    first, last = map(int, ports.OUTGOING.read_text().split())

    chosen = {ports.free_port() for _ in range(200)}

    assert len(chosen) > 150
    assert not [port for port in chosen if first <= port <= last]


def test_a_port_on_which_somebody_listens_is_not_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "ENOUGH_PORTS", 0)
    with ExitStack() as open_ones, socket.create_server(("127.0.0.1", 0)):
        taken = ports.free_port()
        open_ones.enter_context(socket.create_server(("127.0.0.1", taken)))
        monkeypatch.setattr(ports, "KEPT_SECONDS", 0)
        wanted, chance = iter([taken - ports.FIRST_PORT]), secrets.randbelow
        monkeypatch.setattr(ports.secrets, "randbelow", lambda below: next(wanted, chance(below)))

        assert ports.free_port() != taken


def test_who_listens_on_a_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        assert os.getpid() in ports.listeners(port)

    assert os.getpid() not in ports.listeners(port)


def test_a_system_that_gives_away_every_port_is_asked_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "range").write_text("1024 65535")
    monkeypatch.setattr(ports, "OUTGOING", tmp_path / "range")

    assert ports.free_port() > 0


def test_a_port_that_was_chosen_and_is_not_listened_on_yet_is_chosen_by_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = ports.free_port()
    wanted = iter([first - ports.FIRST_PORT] * 3)
    chance = secrets.randbelow
    monkeypatch.setattr(ports.secrets, "randbelow", lambda choices: next(wanted, chance(choices)))

    assert ports.free_port() != first
