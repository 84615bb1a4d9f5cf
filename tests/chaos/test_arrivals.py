"""What notify says it sent is found where the doubles of the providers keep it."""

import asyncio
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from email.policy import SMTP
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from aiosmtpd.smtp import Envelope

from deploy.local import mailbox, smsc
from kernel.clock import new_id
from kernel.database import Database, connect
from services.notify.domain import Rendered
from services.notify.sender import Mail, Parcel
from tests.chaos.arrivals import arrivals
from tests.chaos.evidence import GIVEN_UP, SENT

NOBODY = cast("Any", None)


def a_mail_came(folder: Path, delivery_id: UUID) -> None:
    content = Rendered(subject="आपकी शिकायत दर्ज हुई", body="शिकायत क्रमांक 26100000175")
    parcel = Parcel(delivery_id, 1, 1, "citizen@example.in", content)
    envelope = Envelope()
    envelope.rcpt_tos = [parcel.address]
    mail = Mail("smtp://127.0.0.1:25", "KaryaSetu <no-reply@karyasetu.example>")
    envelope.content = mail._written(parcel).as_bytes(policy=SMTP)
    asyncio.run(mailbox.Keeper(folder).handle_DATA(NOBODY, NOBODY, envelope))


def test_arrivals_are_counted_by_what_notify_knows_them_by(tmp_path: Path) -> None:
    since, once, twice = time.time(), new_id(), new_id()
    phones, mails = tmp_path / "phones", tmp_path / "mails"
    phones.mkdir()
    mails.mkdir()
    smsc.tell(phones, {"919800000001": smsc.DELIVERED})
    smsc.Centre(phones).keep(smsc.Sms("5f3a", "KRYSTU", "919800000001", "शिकायत"))
    for delivery_id in (once, twice, twice):
        a_mail_came(mails, delivery_id)
    (mails / ".half.eml").write_text("a draft")

    assert arrivals(phones, mails, since) == {"5f3a": 1, str(once): 1, str(twice): 2}
    assert arrivals(phones, mails, time.time() + 60) == {}


def test_only_what_left_must_have_arrived_and_what_was_given_up_is_known_by_its_case(
    database: Callable[..., Database],
) -> None:
    message, mail, since = str(new_id()), str(new_id()), time.time() - 1
    ways = [(mail, "EMAIL", "SENT", None, 2), (str(new_id()), "SMS", "DELIVERED", "5f3a", 1)]
    ways += [(str(new_id()), "NOTICE", "DELIVERED", None, 0), (str(new_id()), "SMS", "SENDING", None, 1)]
    with closing(connect(database("notify").dsn, "chaos")) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO message (message_id, event_id, purpose, contact_id, params, state, due_at, created_at)"
            " VALUES (%s, %s, 'case-registered', %s, '{\"case_id\": \"case-1\"}', 'CANCELLED', now(), now())",
            (message, str(new_id()), str(new_id())),
        )
        for attempt, (delivery_id, channel, state, reference, tries) in enumerate(ways, 1):
            cursor.execute(
                "INSERT INTO delivery (delivery_id, message_id, channel, attempt, state, due_at, tries,"
                " provider_message_id, created_at) VALUES (%s, %s, %s, %s, %s, now(), %s, %s, now())",
                (delivery_id, message, channel, attempt, state, tries, reference),
            )
        cursor.execute(SENT, {"since": datetime.fromtimestamp(since, UTC)})
        sent = dict(cursor.fetchall())
        cursor.execute(SENT, {"since": datetime.fromtimestamp(since + 60, UTC)})
        later = cursor.fetchall()
        cursor.execute(GIVEN_UP)
        given_up = cursor.fetchall()

    assert (sent, later) == ({mail: 2, "5f3a": 1}, [])
    assert given_up == [("case-1", "CANCELLED")]
