"""The local mailbox and SMS centre behave like the real ones towards a real client."""

import smtplib
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import smpplib.client
import smpplib.consts
import smpplib.gsm

from deploy.local import mailbox, smsc
from deploy.local.programs import free_port, running

HINDI = "आपका प्रकरण दर्ज हो गया है। प्रकरण क्रमांक 10230000017, अंतिम तिथि 15.12.2026।" * 2
MOBILE = "919800000001"


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    port = free_port()
    with running(mailbox.command(tmp_path / "mail", port), port):
        yield tmp_path / "mail", port


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    port = free_port()
    with running(smsc.command(tmp_path / "sms", port), port):
        yield tmp_path / "sms", port


def _mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "seva@example.in", "citizen@example.in", "प्रकरण दर्ज"
    mail.set_content(HINDI)
    return mail


def test_a_mail_in_hindi_is_kept_as_it_was_sent(inbox: tuple[Path, int]) -> None:
    directory, port = inbox

    with smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(_mail())

    (kept,) = mailbox.messages(directory, to="citizen@example.in")
    assert kept["Subject"] == "प्रकरण दर्ज"
    assert kept.get_content().strip() == HINDI


def test_the_mailbox_refuses_when_told_and_keeps_nothing(inbox: tuple[Path, int]) -> None:
    directory, port = inbox
    mailbox.refuse(directory, "451 4.3.0 Try again later")

    with smtplib.SMTP("127.0.0.1", port) as client, pytest.raises(smtplib.SMTPDataError) as refusal:
        client.send_message(_mail())

    assert refusal.value.smtp_code == 451
    assert mailbox.messages(directory) == []


class _Sender:
    """A bound SMPP client that collects message ids and receipts."""

    def __init__(self, port: int) -> None:
        self.accepted: list[str] = []
        self.receipts: list[str] = []
        self.errors: list[int] = []
        self.client = smpplib.client.Client("127.0.0.1", port, allow_unknown_opt_params=True)
        self.client.set_message_sent_handler(
            lambda pdu: self.accepted.append((pdu.message_id or b"").decode())
        )
        self.client.set_message_received_handler(lambda pdu: self.receipts.append(pdu.short_message.decode()))
        self.client.set_error_pdu_handler(lambda pdu: self.errors.append(pdu.status))
        self.client.connect()
        self.client.bind_transceiver(system_id="notify", password="local")

    def send(self, to: str, text: str) -> None:
        parts, coding, esm_class = smpplib.gsm.make_parts(text)
        for part in parts:
            self.client.send_message(
                source_addr="KARYAS",
                destination_addr=to,
                short_message=part,
                data_coding=coding,
                esm_class=esm_class,
                registered_delivery=True,
            )

    def close(self) -> None:
        self.client.disconnect()

    def wait(self, answers: list[str] | list[int], count: int) -> None:
        end = time.monotonic() + 30
        while len(answers) < count and time.monotonic() < end:
            self.client.poll()
            time.sleep(0.01)


def test_a_long_hindi_sms_arrives_whole_and_its_receipts_come_back(
    centre: tuple[Path, int], request: pytest.FixtureRequest
) -> None:
    directory, port = centre
    sender = _Sender(port)
    request.addfinalizer(sender.close)
    parts = len(smpplib.gsm.make_parts(HINDI)[0])

    sender.send(MOBILE, HINDI)
    sender.wait(sender.receipts, parts)

    (kept,) = smsc.messages(directory, to=MOBILE)
    assert kept.text == HINDI
    assert len(sender.accepted) == parts > 1
    assert all("stat:DELIVRD" in receipt for receipt in sender.receipts)
    assert {receipt.split()[0] for receipt in sender.receipts} == {f"id:{one}" for one in sender.accepted}


def test_the_sms_centre_fails_the_numbers_it_was_told_to_fail(
    centre: tuple[Path, int], request: pytest.FixtureRequest
) -> None:
    directory, port = centre
    smsc.tell(directory, {MOBILE: smsc.UNDELIVERED, "919800000002": smsc.REJECTED})
    sender = _Sender(port)
    request.addfinalizer(sender.close)

    sender.send(MOBILE, "lost")
    sender.send("919800000002", "refused")
    sender.wait(sender.receipts, 1)
    sender.wait(sender.errors, 1)

    assert ["stat:UNDELIV" in receipt for receipt in sender.receipts] == [True]
    assert len(sender.errors) == 1
    assert smsc.messages(directory, to="919800000002") == []
