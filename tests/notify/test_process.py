"""The sender as a process: killed at any point it loses nothing, and its log says nothing private."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.local import mailbox, smsc
from kernel import clock
from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.sealing import Sealing
from services.notify import actions
from services.notify.domain import Channel
from services.notify.sender import Mail, Sender, providers
from services.notify.settings import Settings
from services.public import events as public
from tests.architecture.house import ROOT
from tests.notify.desks import (
    CONTACT,
    MAIL,
    MOBILE,
    NUMBER,
    a_citizens_contact,
    deliveries,
    hear,
    messages,
    received,
    registered,
)

queries = Queries.beside(__file__)
Seals = Callable[[str], Sealing]
KILLED = 70
Process = subprocess.Popen[str]
Run = Callable[..., AbstractContextManager[Process]]


@pytest.fixture
def environment(
    notify: Database,
    keys: Path,
    tmp_path: Path,
    mail_server: tuple[Path, int],
    sms_server: tuple[Path, int],
) -> dict[str, str]:
    """The environment of a sender of this test."""
    return {
        **os.environ,
        "KS_DATABASE_URL": notify.dsn,
        "KS_SEALING_DIR": str(keys / "notify"),
        "KS_BLOB_DIR": str(tmp_path / "blobs"),
        "KS_TOKEN_KEYS": str(tmp_path / "jwks.json"),
        "KS_SMTP_URL": f"smtp://127.0.0.1:{mail_server[1]}",
        "KS_SMPP_URL": f"smpp://notify:local@127.0.0.1:{sms_server[1]}",
        "KS_MAIL_FROM": "KaryaSetu <no-reply@karyasetu.example>",
        "KS_LOG_LEVEL": "debug",
    }


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """run(KS_...="..."): a sender process with that in its environment, ended at the end of the block."""

    @contextmanager
    def a_sender(**over: str) -> Iterator[Process]:
        with (tmp_path / "sender.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "deploy.launch", "notify", "sender"],
                cwd=ROOT,
                env={**environment, **over},
                stdout=log,
                stderr=log,
                text=True,
            )
            try:
                yield process
            finally:
                process.terminate()
                process.wait(20)

    return a_sender


def _wait(done: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def _states(notify: Database) -> set[str]:
    return {row["state"] for row in messages(notify)}


@pytest.mark.parametrize("crash", [("sender:claimed", 0), ("sender:handed-over", 1)])
def test_killed_between_claim_and_result_nothing_is_lost_and_the_reference_stays(
    notify: Database,
    sender: Sender,
    seals: Seals,
    mail: Mail,
    inbox: Path,
    run: Run,
    crash: tuple[str, int],
) -> None:
    crash_at, already_arrived = crash
    a_citizens_contact(notify, seals, mobile=None)
    hear(notify, registered(nodal_post=None))
    sender.plan_once()
    with run(KS_SMPP_URL="", KS_MAIL_CONNECTIONS="1", KS_CRASH_AT=crash_at) as process:
        assert process.wait(30) == KILLED
    arrived = len(mailbox.messages(inbox))
    nothing_yet = sender.send_once(mail)
    with frozen(clock.now() + actions.LEASE):
        sender.send_once(mail)

    assert (arrived, nothing_yet) == (already_arrived, 0)
    letters = mailbox.messages(inbox)
    assert len(letters) == already_arrived + 1
    (row,) = deliveries(notify, channel="EMAIL")
    assert {letter["Message-ID"] for letter in letters} == {f"<{row['delivery_id']}@karyasetu.example>"}
    assert (row["state"], row["tries"], row["attempt"]) == ("SENT", 2, 1)


@pytest.mark.parametrize("crash_at", ["sender:planned", "sender:plan-committed"])
def test_killed_while_planning_the_message_is_planned_once(
    notify: Database,
    sender: Sender,
    seals: Seals,
    mail: Mail,
    inbox: Path,
    run: Run,
    crash_at: str,
) -> None:
    a_citizens_contact(notify, seals, mobile=None)
    hear(notify, registered(nodal_post=None))
    with run(KS_SMPP_URL="", KS_SMTP_URL="", KS_CRASH_AT=crash_at) as process:
        assert process.wait(30) == KILLED
    sender.plan_once()
    sender.send_once(mail)

    assert len(mailbox.messages(inbox)) == 1
    assert len(deliveries(notify, channel="EMAIL")) == 1


def test_the_process_tells_the_citizen_within_seconds_and_ends_when_asked(
    notify: Database,
    seals: Seals,
    inbox: Path,
    phone: Path,
    run: Run,
) -> None:
    with run() as process:
        a_citizens_contact(notify, seals)
        hear(notify, registered(nodal_post=None))
        _wait(lambda: "DELIVERED" in _states(notify))
        _wait(lambda: len(mailbox.messages(inbox)) == 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0

    assert [text.to for text in smsc.messages(phone)] == [f"91{MOBILE}"]


def test_a_log_at_its_most_talkative_says_nothing_private(
    notify: Database,
    seals: Seals,
    inbox: Path,
    phone: Path,
    run: Run,
    tmp_path: Path,
) -> None:
    a_citizens_contact(notify, seals)
    sealed = seals("public").seal({"code": "402918"}, to="notify")
    expires_at = clock.now() + timedelta(minutes=10)
    code = received(public.CodeRequested, contact_id=CONTACT, sealed=sealed, expires_at=expires_at)
    mailbox.refuse(inbox, "550 5.1.1 No such user")
    smsc.tell(phone, {f"91{MOBILE}": smsc.REJECTED})
    with run():
        hear(notify, registered(nodal_post=None), code)
        _wait(lambda: _states(notify) == {"PERMANENT_FAILURE"})
    away = "127.0.0.1:9"
    with run(KS_SMTP_URL=f"smtp://{away}", KS_SMPP_URL=f"smpp://u:secret@{away}"):
        _wait(lambda: "sender-trouble" in (tmp_path / "sender.log").read_text("utf-8"))

    log = (tmp_path / "sender.log").read_text("utf-8")
    for private in (MOBILE, MAIL, "402918", NUMBER, "प्रकरण", "secret", "No such user", sealed):
        assert private not in log
    assert {json.loads(line)["event"] for line in log.splitlines()} == {"sender-trouble"}


def test_nothing_private_is_kept_after_the_end(
    notify: Database,
    seals: Seals,
    inbox: Path,
    phone: Path,
    run: Run,
) -> None:
    a_citizens_contact(notify, seals)
    with run():
        hear(notify, registered(nodal_post=None))
        _wait(lambda: _states(notify) == {"DELIVERED"})

    with notify.transaction() as tx:
        kept: Any = tx.fetch_value(queries.find_everything)
    for private in (MOBILE, MAIL, "प्रकरण", "registered"):
        assert private not in kept.replace("case-registered", "")


def test_a_sender_has_as_many_sessions_and_connections_as_it_is_told() -> None:
    reached = Settings(smtp_url="smtp://mail.invalid", smpp_url="smpp://sms.invalid")
    several = replace(reached, sms_sessions=3, mail_connections=1)

    assert Counter(each.channel for each in providers(reached)) == {Channel.SMS: 1, Channel.EMAIL: 2}
    assert Counter(each.channel for each in providers(several)) == {Channel.SMS: 3, Channel.EMAIL: 1}
    assert providers(Settings()) == []
