"""Messages leave over real SMTP and SMPP, once, and what the providers say is kept."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from deploy.local import mailbox, smsc
from kernel import clock
from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.sealing import Sealing
from services.auth import events as auth
from services.files import events as files
from services.notify import actions
from services.notify.domain import Channel, Receipt, State
from services.notify.sender import Mail, ProviderAwayError, Sender, Sms, compose
from services.public import events as public
from tests.notify.desks import (
    CONTACT,
    MAIL,
    MOBILE,
    NUMBER,
    ON_DUTY,
    SO,
    US,
    VACANT,
    a_charge,
    a_citizens_contact,
    absent,
    an_officers_contact,
    deliveries,
    hear,
    holder_of,
    messages,
    received,
    registered,
    save,
)

queries = Queries.beside(__file__)
Seals = Callable[[str], Sealing]
T = TypeVar("T")


def _registered_citizen(notify: Database, seals: Seals, **contact: Any) -> None:
    a_citizens_contact(notify, seals, **contact)
    hear(notify, registered(nodal_post=None))


def _a_code(notify: Database, seals: Seals, code: str = "402918", minutes: int = 10, **where: bool) -> None:
    sealed = seals("public").seal({"code": code}, to="notify")
    until = {"expires_at": clock.now() + timedelta(minutes=minutes)}
    hear(notify, received(public.CodeRequested, contact_id=CONTACT, sealed=sealed, **until, **where))


def _a_first_login(notify: Database, seals: Seals, code: str) -> None:
    sealed = seals("auth").seal({"code": code}, to="notify")
    until = clock.now() + timedelta(days=7)
    hear(notify, received(auth.FirstLoginIssued, person_id=CONTACT, sealed=sealed, expires_at=until))


def _until(sender: Sender, provider: Sms, done: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not done() and time.monotonic() < end:
        sender.take_receipts(provider)
        time.sleep(0.01)


def _only(rows: list[T]) -> T:
    (row,) = rows
    return row


def test_a_citizen_reads_number_and_due_date_in_hindi_by_sms_and_mail(
    notify: Database, sender: Sender, seals: Seals, mail: Mail, sms: Sms, inbox: Path, phone: Path
) -> None:
    _registered_citizen(notify, seals)
    sender.plan_once()
    sender.send_once(mail)
    sender.send_once(sms)

    letter = _only(mailbox.messages(inbox, to=MAIL))
    text = _only(smsc.messages(phone, to=f"91{MOBILE}"))
    for words in (letter.get_content(), text.text, letter["Subject"] + "17 मार्च 2026"):
        assert NUMBER in words
        assert "17 मार्च 2026" in words
    assert letter["Subject"] == f"प्रकरण {NUMBER} दर्ज हुआ"
    assert text.sender == "KRYSTU"
    assert len(text.text) > 70


def test_the_delivery_is_the_reference_and_the_receipt_completes_it(
    notify: Database, sender: Sender, seals: Seals, mail: Mail, sms: Sms, inbox: Path
) -> None:
    _registered_citizen(notify, seals)
    sender.plan_once()
    sender.send_once(mail)
    sender.send_once(sms)
    _until(sender, sms, lambda: bool(deliveries(notify, state="DELIVERED")))

    by_mail, by_sms = (_only(deliveries(notify, channel=channel)) for channel in ("EMAIL", "SMS"))
    letter = _only(mailbox.messages(inbox))
    assert letter["Message-ID"] == f"<{by_mail['delivery_id']}@karyasetu.example>"
    assert (by_mail["state"], by_sms["state"]) == ("SENT", "DELIVERED")
    assert by_sms["provider_message_id"]
    assert _only(messages(notify))["state"] == "DELIVERED"


def test_the_same_event_twice_is_sent_once(
    notify: Database, sender: Sender, seals: Seals, mail: Mail, inbox: Path
) -> None:
    a_citizens_contact(notify, seals)
    event = registered(nodal_post=None)
    for _repetition in range(2):
        hear(notify, event)
        sender.plan_once()
        sender.send_once(mail)

    assert len(mailbox.messages(inbox)) == 1


def test_a_code_reaches_the_mobile_and_is_forgotten(
    notify: Database, sender: Sender, seals: Seals, sms: Sms, phone: Path
) -> None:
    a_citizens_contact(notify, seals)
    _a_code(notify, seals)
    sender.plan_once()
    sender.send_once(sms)

    text = _only(smsc.messages(phone))
    assert "402918" in text.text
    assert len(text.text) <= 70
    with notify.transaction() as tx:
        assert tx.fetch_one(queries.count_rows) == {"messages": 1, "deliveries": 1, "secrets": 0}
        assert "402918" not in tx.fetch_value(queries.find_everything)


def test_a_code_for_a_centre_says_to_whom_it_is_told(
    notify: Database, sender: Sender, seals: Seals, sms: Sms, phone: Path
) -> None:
    a_citizens_contact(notify, seals)
    _a_code(notify, seals, at_centre=True)
    sender.plan_once()
    sender.send_once(sms)

    text = _only(smsc.messages(phone)).text
    assert "402918" in text
    assert "सामने बैठे लोक सेवा केंद्र संचालक को ही बताएं" in text


def test_a_code_for_a_first_sign_in_reaches_the_employee(
    notify: Database, sender: Sender, seals: Seals, sms: Sms, phone: Path
) -> None:
    a_citizens_contact(notify, seals)
    _a_first_login(notify, seals, "AB3D-EFGH-JK4L-MNPQ-RT67")
    sender.plan_once()
    sender.send_once(sms)

    assert "AB3D-EFGH-JK4L-MNPQ-RT67" in _only(smsc.messages(phone)).text


def test_a_code_goes_by_mail_to_a_contact_without_mobile(
    notify: Database, sender: Sender, seals: Seals, mail: Mail, sms: Sms, inbox: Path
) -> None:
    a_citizens_contact(notify, seals, mobile=None)
    _a_code(notify, seals)
    sender.plan_once()
    sender.send_once(sms)
    sender.send_once(mail)

    letter = _only(mailbox.messages(inbox))
    assert "402918" in letter.get_content()
    assert _only(messages(notify))["state"] == "SENT"


def test_a_code_that_expired_never_leaves(
    notify: Database, sender: Sender, seals: Seals, sms: Sms, phone: Path
) -> None:
    a_citizens_contact(notify, seals)
    _a_code(notify, seals, minutes=-1)
    sender.plan_once()
    sender.send_once(sms)

    assert smsc.messages(phone) == []
    assert _only(messages(notify))["state"] == "CANCELLED"


def test_a_code_that_expires_on_the_way_is_stopped(
    notify: Database, sender: Sender, seals: Seals, sms: Sms, phone: Path
) -> None:
    a_citizens_contact(notify, seals)
    _a_code(notify, seals)
    sender.plan_once()
    with frozen(clock.now() + timedelta(minutes=11)):
        sender.send_once(sms)

    assert smsc.messages(phone) == []
    assert _only(deliveries(notify))["reason"] == "expired"
    assert _only(messages(notify))["state"] == "CANCELLED"


def test_a_mail_refused_for_a_time_goes_again_as_a_new_attempt(
    notify: Database, sender: Sender, seals: Seals, mail: Mail, inbox: Path
) -> None:
    _registered_citizen(notify, seals, mobile=None)
    sender.plan_once()
    mailbox.refuse(inbox)
    with frozen(clock.now()):
        sender.send_once(mail)
        between = _only(messages(notify))["state"]
        mailbox.accept(inbox)
        too_early = sender.send_once(mail)
    with frozen(clock.now() + timedelta(seconds=6)):
        sender.send_once(mail)

    assert (between, too_early) == ("TEMPORARY_FAILURE", 0)
    attempts = deliveries(notify, channel="EMAIL")
    assert [(row["attempt"], row["state"], row["code"]) for row in attempts] == [
        (2, "SENT", None),
        (1, "TEMPORARY_FAILURE", "smtp-451"),
    ]
    assert len(mailbox.messages(inbox)) == 1


def test_a_message_refused_for_good_on_all_channels_has_failed(
    notify: Database, sender: Sender, seals: Seals, mail: Mail, sms: Sms, inbox: Path, phone: Path
) -> None:
    _registered_citizen(notify, seals)
    smsc.tell(phone, {f"91{MOBILE}": smsc.REJECTED})
    mailbox.refuse(inbox, "550 5.1.1 No such user")
    sender.plan_once()
    sender.send_once(sms)
    half = _only(messages(notify))["state"]
    sender.send_once(mail)

    assert half == "SENDING"
    failed = _only(messages(notify))
    assert (failed["state"], failed["failure"]) == ("PERMANENT_FAILURE", "provider-refused")
    assert {row["code"] for row in deliveries(notify)} == {"smpp-0xb", "smtp-550"}
    with notify.transaction() as tx:
        (told,) = tx.fetch_all(queries.find_announced)
    assert told["data"] == {"message_id": str(failed["message_id"]), "reason": "provider-refused"}


def test_an_undelivered_text_message_is_known_by_its_receipt(
    notify: Database, sender: Sender, seals: Seals, sms: Sms, phone: Path
) -> None:
    a_citizens_contact(notify, seals, email=None)
    hear(notify, registered(nodal_post=None))
    smsc.tell(phone, {f"91{MOBILE}": smsc.UNDELIVERED})
    sender.plan_once()
    sender.send_once(sms)
    _until(sender, sms, lambda: bool(deliveries(notify, state="PERMANENT_FAILURE")))

    row = _only(deliveries(notify, channel="SMS"))
    assert (row["reason"], row["code"]) == ("not-delivered", "smpp-receipt-001")


def test_a_receipt_comes_once_or_twice_or_for_somebody_else(
    notify: Database, sender: Sender, seals: Seals, sms: Sms, phone: Path
) -> None:
    _registered_citizen(notify, seals, email=None)
    smsc.tell(phone, {f"91{MOBILE}": smsc.SILENT})
    sender.plan_once()
    sender.send_once(sms)
    ours = _only(deliveries(notify, channel="SMS"))["provider_message_id"]
    delivered, forged = Receipt(ours, State.DELIVERED), Receipt("somebody else's", State.DELIVERED)
    late_failure = Receipt(ours, State.PERMANENT_FAILURE, "not-delivered")

    with notify.transaction() as tx:
        known = actions.settle_receipts(tx, [delivered, forged, delivered])
        actions.settle_receipts(tx, [late_failure])

    assert known == {ours}
    assert _only(deliveries(notify, channel="SMS"))["state"] == "DELIVERED"


def test_a_provider_that_is_away_costs_no_attempt(notify: Database, sender: Sender, seals: Seals) -> None:
    _registered_citizen(notify, seals)
    sender.plan_once()

    for provider in (Mail("smtp://127.0.0.1:9", "a@b.example"), Sms("smpp://a:b@127.0.0.1:9", "KRYSTU")):
        with pytest.raises(ProviderAwayError):
            sender.send_once(provider)

    assert {(row["state"], row["tries"]) for row in deliveries(notify)} == {("CREATED", 0)}


def test_what_one_sender_has_in_hand_no_other_takes_until_the_lease_ends(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    _registered_citizen(notify, seals)
    sender.plan_once()
    now = clock.now()

    def claimed() -> list[actions.Outgoing]:
        with notify.transaction() as tx:
            return actions.claim(tx, Channel.EMAIL, 10)

    with frozen(now):
        first, second = claimed(), claimed()
    with frozen(now + actions.LEASE):
        third = claimed()

    assert (len(first), len(second), len(third)) == (1, 0, 1)
    assert third[0].delivery_id == first[0].delivery_id
    assert third[0].tries == 2


def test_a_delivery_that_was_tried_too_often_is_given_up(
    notify: Database, sender: Sender, seals: Seals, mail: Mail, inbox: Path
) -> None:
    _registered_citizen(notify, seals, mobile=None)
    sender.plan_once()
    now = clock.now()
    for lease in range(48):
        with frozen(now + lease * actions.LEASE), notify.transaction() as tx:
            actions.claim(tx, Channel.EMAIL, 10)
    with frozen(now + 48 * actions.LEASE):
        sender.send_once(mail)

    assert mailbox.messages(inbox) == []
    assert _only(deliveries(notify, channel="EMAIL"))["reason"] == "retries-spent"


def test_a_notice_by_mail_says_a_for_b(
    notify: Database, sender: Sender, seals: Seals, mail: Mail, inbox: Path
) -> None:
    save(notify, a_charge(US, holder_of(SO), kind="LINK_OFFICER", for_person=holder_of(US)))
    absent(notify, holder_of(US))
    an_officers_contact(notify, seals, SO, "ravi@example.in")
    with frozen(ON_DUTY):
        hear(notify, received(files.FileForwarded, to_post=US, priority="PRIORITY"))
        sender.plan_once()
        sender.send_once(mail)

    letter = _only(mailbox.messages(inbox, to="ravi@example.in"))
    assert letter.get_content().startswith("मीना के लिए रवि\n")


def test_a_notice_for_a_vacant_post_says_so(
    notify: Database, sender: Sender, seals: Seals, mail: Mail, inbox: Path
) -> None:
    an_officers_contact(notify, seals, US, "meena@example.in")
    with frozen(ON_DUTY):
        hear(notify, received(files.FileForwarded, to_post=VACANT, priority="TOP_PRIORITY"))
        sender.plan_once()
        sender.send_once(mail)

    letter = _only(mailbox.messages(inbox, to="meena@example.in"))
    assert letter.get_content().startswith("पद अनुभाग अधिकारी 2 के लिए मीना\n")


def test_an_officer_without_address_still_has_the_notice(
    notify: Database, sender: Sender, mail: Mail
) -> None:
    with frozen(ON_DUTY):
        hear(notify, received(files.FileForwarded, to_post=US, priority="PRIORITY"))
        sender.plan_once()
        sender.send_once(mail)

    assert deliveries(notify, channel="EMAIL") == []
    assert _only(messages(notify))["state"] == "DELIVERED"


def test_a_seal_that_does_not_open_fails_alone(
    notify: Database, sender: Sender, seals: Seals, mail: Mail, inbox: Path
) -> None:
    hear(notify, received(public.ContactGiven, contact_id=CONTACT, sealed="not.a.seal.at.all"))
    hear(notify, registered(nodal_post=None))
    another = {"contact_id": holder_of(SO), "nodal_post": None}
    a_citizens_contact(notify, seals, contact_id=holder_of(SO))
    hear(notify, registered(**another))
    sender.plan_once()
    sender.send_once(mail)

    assert len(mailbox.messages(inbox)) == 1
    assert {row["reason"] for row in deliveries(notify, channel="EMAIL")} == {None, "not-rendered"}


def test_neither_a_parcel_nor_a_claim_shows_what_is_private(
    notify: Database, sender: Sender, seals: Seals
) -> None:
    _registered_citizen(notify, seals)
    sender.plan_once()
    with notify.transaction() as tx:
        claimed = actions.claim(tx, Channel.SMS, 10)

    shown = repr(claimed) + repr([compose(one, sender.sealing) for one in claimed])

    for private in (MOBILE, MAIL, NUMBER, "प्रकरण", "eyJ"):
        assert private not in shown
