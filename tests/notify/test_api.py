"""Over HTTP: notices for the one who was told, the rest for operators."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kernel.clock import frozen
from kernel.database import Database
from kernel.identity import Actor, Zone
from kernel.sealing import Sealing
from services.notify.api import api
from services.notify.sender import Mail, Sender
from services.public import events as public
from services.wfh import events as wfh
from tests.clients import Client, a_client
from tests.fakes import a_charge, an_actor
from tests.notify.desks import (
    AT_NIGHT,
    CASE,
    CONTACT,
    MAIL,
    MOBILE,
    NEXT_MORNING,
    NUMBER,
    ON_DUTY,
    SO,
    US,
    VACANT,
    a_citizens_contact,
    duty_hours,
    hear,
    holder_of,
    received,
    registered,
)

Seals = Callable[[str], Sealing]


@pytest.fixture
def client(notify: Database, tmp_path: Path) -> Client:
    """The api on this test's database."""
    return a_client("notify", notify, tmp_path, [api])


def staff(post_id: Any, *roles: str, **over: Any) -> Actor:
    charge = a_charge(post_id=post_id, roles=frozenset(roles))
    return an_actor(person_id=holder_of(post_id), charge=charge, **over)


OPERATOR = staff(SO, "operator")


def test_an_officer_reads_what_was_told_in_the_language_asked_for(
    notify: Database, sender: Sender, client: Client
) -> None:
    with frozen(ON_DUTY):
        hear(notify, registered(contact_id=CONTACT))
        sender.plan_once()

    english = client.get("/v1/notices", actor=staff(US)).json
    hindi = client.get("/v1/notices", actor=staff(US, language="hi")).json

    (notice,) = english["items"]
    assert notice["title"] == "New case"
    assert notice["text"] == (
        f"Meena: Case {NUMBER} came to the desk Under Secretary. It is to be answered by 17 March 2026."
    )
    assert notice["about"]["case_id"] == str(CASE)
    assert hindi["items"][0]["title"] == "नया प्रकरण"
    assert english["next"] is None


def test_from_the_open_internet_a_paper_has_no_name(notify: Database, sender: Sender, client: Client) -> None:
    with frozen(ON_DUTY):
        hear(notify, registered(), received(wfh.DayApproved, person_id=holder_of(US), post_id=US))
        sender.plan_once()

    answer = client.get("/v1/notices", actor=staff(US, zone=Zone.INTERNET))

    day, paper = sorted(answer.json["items"], key=lambda item: item["purpose"])
    assert (day["purpose"], paper["purpose"]) == ("day-approved", "paper")
    assert paper["title"] == "A paper waits"
    assert paper["about"] == {}
    assert NUMBER not in answer.text
    assert str(CASE) not in answer.text


def test_nobody_reads_the_notices_of_another(notify: Database, sender: Sender, client: Client) -> None:
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()

    assert client.get("/v1/notices", actor=staff(SO)).json["items"] == []
    assert client.get("/v1/notices").status_code == 401


def test_notices_come_page_by_page(notify: Database, sender: Sender, client: Client) -> None:
    with frozen(ON_DUTY):
        for _case in range(5):
            hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()

    first = client.get("/v1/notices?limit=3", actor=staff(US)).json
    second = client.get(f"/v1/notices?limit=3&after={first['next']}", actor=staff(US)).json

    seen = [item["message_id"] for item in (*first["items"], *second["items"])]
    assert len(seen) == len(set(seen)) == 5
    assert second["next"] is None


def test_an_operator_sees_a_waiting_notice_and_until_when(
    notify: Database, sender: Sender, client: Client
) -> None:
    duty_hours(notify)
    with frozen(AT_NIGHT):
        hear(notify, received(public.CaseAssigned, to_post=US))
        sender.plan_once()

    (message,) = client.get("/v1/messages?state=WAITING", actor=OPERATOR).json["items"]

    assert datetime.fromisoformat(message["due_at"]) == NEXT_MORNING
    assert (message["post_id"], message["told_person"]) == (str(US), None)


def test_an_operator_finds_the_messages_of_a_case(
    notify: Database, sender: Sender, client: Client, seals: Seals
) -> None:
    a_citizens_contact(notify, seals)
    hear(notify, registered(), received(public.CaseAssigned, to_post=US, case_id=holder_of(US)))
    sender.plan_once()

    answer = client.get(f"/v1/messages?case_id={CASE}", actor=OPERATOR)

    assert {item["purpose"] for item in answer.json["items"]} == {"case-registered", "case-received"}
    assert MOBILE not in answer.text
    assert MAIL not in answer.text


def test_an_operator_sees_vacant_posts_as_alarms(notify: Database, sender: Sender, client: Client) -> None:
    with frozen(ON_DUTY):
        hear(notify, received(public.CaseAssigned, to_post=VACANT))
        sender.plan_once()

    (alarm,) = client.get("/v1/alarms?open=true", actor=OPERATOR).json["items"]

    assert (alarm["kind"], alarm["post_id"], alarm["up_post"]) == ("POST_VACANT", str(VACANT), str(US))
    assert client.get("/v1/alarms?open=false", actor=OPERATOR).json["items"] == []


def test_an_operator_sees_each_delivery(
    notify: Database, sender: Sender, client: Client, seals: Seals, mail: Mail
) -> None:
    a_citizens_contact(notify, seals)
    hear(notify, registered(nodal_post=None))
    sender.plan_once()
    sender.send_once(mail)

    answer = client.get("/v1/deliveries?channel=EMAIL", actor=OPERATOR)

    (delivery,) = answer.json["items"]
    assert (delivery["state"], delivery["attempt"], delivery["tries"]) == ("SENT", 1, 1)
    assert MAIL not in answer.text


@pytest.mark.parametrize("path", ["messages", "deliveries", "alarms", "templates"])
def test_operators_work_from_inside_and_others_not_at_all(client: Client, path: str) -> None:
    outside = client.get(f"/v1/{path}", actor=staff(SO, "operator", zone=Zone.INTERNET))
    other = client.get(f"/v1/{path}", actor=staff(SO, "section_officer"))

    assert (outside.status_code, outside.json["type"]) == (403, "urn:karyasetu:operating-from-internet")
    assert (other.status_code, other.json["type"]) == (403, "urn:karyasetu:not-allowed")


def test_a_message_is_shown_to_the_one_who_was_told_and_to_operators(
    notify: Database, sender: Sender, client: Client
) -> None:
    with frozen(ON_DUTY):
        hear(notify, registered())
        sender.plan_once()
    (item,) = client.get("/v1/notices", actor=staff(US)).json["items"]
    path = f"/v1/messages/{item['message_id']}"

    assert client.get(path, actor=staff(US)).json["state"] == "DELIVERED"
    assert client.get(path, actor=OPERATOR).status_code == 200
    assert client.get(path, actor=staff(SO)).status_code == 403


def test_from_the_open_internet_a_message_says_no_more_of_a_paper_than_the_list(
    notify: Database, sender: Sender, client: Client
) -> None:
    at_home = staff(US, zone=Zone.INTERNET)
    with frozen(ON_DUTY):
        hear(notify, registered(), received(wfh.DayApproved, person_id=holder_of(US), post_id=US))
        sender.plan_once()
    listed = client.get("/v1/notices", actor=at_home).json["items"]

    shown = [client.get(f"/v1/messages/{item['message_id']}", actor=at_home) for item in listed]

    day, paper = sorted(shown, key=lambda answer: str(answer.json["purpose"]))
    assert (paper.json["purpose"], paper.json["params"], paper.json["state"]) == ("paper", {}, "DELIVERED")
    assert not {"event_id", "post_id", "told_post", "on_behalf_of", "instead_of_post"} & paper.json.keys()
    assert str(US) not in paper.text
    assert day.json["purpose"] == "day-approved"
    assert day.json["params"].keys() == {"request_id", "on"}


def test_a_text_is_shown_with_the_number_of_messages_it_fills(client: Client) -> None:
    hindi = client.get("/v1/templates/case-registered/sms/hi", actor=OPERATOR).json
    english = client.get("/v1/templates/case-registered/sms/en", actor=OPERATOR).json
    unknown = client.get("/v1/templates/case-registered/sms/hne", actor=OPERATOR)

    assert (hindi["segments"], hindi["alphabet"]) == (2, "UCS-2")
    assert (english["segments"], english["alphabet"]) == (1, "GSM 7-bit")
    assert unknown.status_code == 404
    assert len(client.get("/v1/templates", actor=OPERATOR).json["items"]) > 80


def test_a_text_message_is_registered_with_the_ledger(client: Client) -> None:
    registration = {
        "purpose": "code",
        "language": "hi",
        "version": 1,
        "entity_id": "1101234567890123456",
        "header": "CGGOVT-G",
        "template_id": "1107654321098765432",
    }

    answer = client.post("/v1/templates/registrations", actor=OPERATOR, json=registration)
    unknown = client.post(
        "/v1/templates/registrations", actor=OPERATOR, json=registration | {"purpose": "no such"}
    )

    assert (answer.status_code, unknown.status_code) == (204, 404)
    texts = client.get("/v1/templates", actor=OPERATOR).json["items"]
    (code,) = [t for t in texts if (t["purpose"], t["channel"], t["language"]) == ("code", "SMS", "hi")]
    assert (code["header"], code["template_id"]) == ("CGGOVT-G", "1107654321098765432")


def test_a_contact_is_erased_by_a_custodian_and_what_waited_is_cancelled(
    notify: Database, client: Client, seals: Seals
) -> None:
    a_citizens_contact(notify, seals)
    hear(notify, registered(nodal_post=None))
    custodian = staff(SO, "identity_custodian")

    answer = client.post(f"/v1/contacts/{CONTACT}/erasure", actor=custodian)
    unknown = client.post(f"/v1/contacts/{CASE}/erasure", actor=custodian)
    not_allowed = client.post(f"/v1/contacts/{CONTACT}/erasure", actor=OPERATOR)

    assert (answer.status_code, unknown.status_code, not_allowed.status_code) == (204, 404, 403)
    (message,) = client.get("/v1/messages", actor=OPERATOR).json["items"]
    assert message["state"] == "CANCELLED"
