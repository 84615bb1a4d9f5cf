"""From the commit in public to the citizen's mobile: relay, broker, worker and sender as they really run."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.local import mailbox, smsc
from deploy.local.stack import Stack
from kernel import clock
from kernel.database import Database, Queries
from kernel.sealing import Sealing
from services.public import events as public
from tests.architecture.house import ROOT
from tests.notify.desks import CASE, CONTACT, MAIL, MOBILE, NUMBER, US, deliveries, messages

queries = Queries.beside(__file__)
LONGEST_WAIT_SECONDS = 90
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(stack: Stack, keys: Path, tmp_path: Path) -> Iterator[Start]:
    """start("notify", "worker", database): a process as the supervisor would start it."""
    started: list[subprocess.Popen[bytes]] = []

    def process(service: str, kind: str, database: Database, **settings: str) -> subprocess.Popen[bytes]:
        own = {
            "KS_DATABASE_URL": database.dsn,
            "KS_AMQP_URL": stack.amqp_url(service),
            "KS_SEALING_DIR": str(keys / service),
            "KS_BLOB_DIR": str(tmp_path / "blobs"),
            "KS_WITNESS_DIR": str(tmp_path / "witness"),
            "KS_TOKEN_KEYS": str(tmp_path / "jwks.json"),
        }
        with (tmp_path / "processes.log").open("ab") as log:
            argv = [sys.executable, "-m", "deploy.launch", service, kind]
            environment = {**os.environ, **own, **settings}
            one = subprocess.Popen(argv, cwd=ROOT, env=environment, stdout=log, stderr=log)
        started.append(one)
        return one

    yield process
    for one in started:
        one.kill()
        one.wait()


@pytest.mark.timeout(240)
def test_a_citizen_is_told_and_nothing_private_stays_on_the_way(
    notify: Database,
    database: Callable[..., Database],
    seals: Callable[[str], Sealing],
    start: Start,
    mail_server: tuple[Path, int],
    sms_server: tuple[Path, int],
    request: pytest.FixtureRequest,
) -> None:
    inbox, phone = request.getfixturevalue("inbox"), request.getfixturevalue("phone")
    log = request.getfixturevalue("tmp_path") / "processes.log"
    start("notify", "worker", notify, KS_LANES="shared,directory")
    _wait(log, lambda: log.read_text("utf-8").count("lane-open") >= 2)
    start("public", "relay", database("public"))
    start(
        "notify",
        "sender",
        notify,
        KS_SMTP_URL=f"smtp://127.0.0.1:{mail_server[1]}",
        KS_SMPP_URL=f"smpp://notify:local@127.0.0.1:{sms_server[1]}",
    )

    _register(database("public"), seals("public"))
    _wait(log, lambda: len(deliveries(notify, state="DELIVERED")) >= 3)
    _wait(log, lambda: len(mailbox.messages(inbox, to=MAIL)) == 1)

    texts = " ".join(text.text for text in smsc.messages(phone, to=f"91{MOBILE}"))
    assert NUMBER in texts
    assert "402918" in texts
    assert {row["purpose"] for row in messages(notify)} == {"code", "case-registered", "case-received"}
    with notify.transaction() as tx:
        kept = tx.fetch_value(queries.find_everything)
    for private in (MOBILE, MAIL, "402918"):
        assert private not in kept
        assert private not in log.read_text("utf-8")


def _register(database: Database, sealing: Sealing) -> None:
    contact = sealing.seal({"mobile": MOBILE, "email": MAIL, "language": "hi"}, to="notify")
    code = sealing.seal({"code": "402918"}, to="notify")
    asked = public.CodeRequested(
        code_id=clock.new_id(),
        contact_id=CONTACT,
        purpose="confirm",
        language="hi",
        sealed=code,
        expires_at=clock.now() + timedelta(minutes=10),
    )
    registered = public.CaseRegistered(
        case_id=CASE,
        number=NUMBER,
        contact_id=CONTACT,
        language="hi",
        nature="GRIEVANCE",
        department="REV",
        area="CG",
        due_on=clock.local_date(clock.now()) + timedelta(days=30),
        nodal_post=US,
    )
    with database.transaction() as tx:
        tx.announce(public.ContactGiven(contact_id=CONTACT, sealed=contact), born_in="REV")
        tx.announce(asked)
        tx.announce(registered, born_in="REV")


def _wait(log: Path, done: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_WAIT_SECONDS
    while not done():
        assert time.monotonic() < end, log.read_text("utf-8")[-4000:]
        time.sleep(0.05)
