"""Devices on pages and over HTTP: the holder at home, the issuing officer in the office, the device by itself."""

import base64
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from falcon.testing import Result

from kernel.certificates import new_key, read_list, request_for
from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.identity import Actor, Zone
from services.auth import actions
from services.auth.api import api
from services.auth.pages import pages
from services.auth.settings import Settings
from tests.auth.devices import LAPTOP, NAME, Hall, a_hall
from tests.auth.organisation import NOW, SERIAL, follow
from tests.clients import Client, a_client
from tests.forms import send

queries = Queries.beside(__file__)
PASSPHRASE = "a-long-passphrase"


class House:
    """An api process of auth with its pages, in front of the hall."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.hall: Hall = a_hall(database, folder)
        files = (folder / name for name in ("signing.json", "keys.json", "authority.pem", "authority.key"))
        self.client: Client = a_client("auth", database, folder, [api, pages], Settings(*files))
        self.holder = self.hall.holder
        self.officer = self.hall.officer("department_admin")

    def look(self, path: str, actor: Actor | None = None, **options: Any) -> Result:
        return self.client.get(path, actor=actor or self.holder, **options)

    def send(self, page: Result, action: str, actor: Actor | None = None, **typed: Any) -> Result:
        return send(self.client, page, action, actor or self.holder, **typed)

    def asked(self) -> str:
        """The link that the holder got."""
        page = self.look("/staff/devices")
        sent = self.send(page, "/staff/devices/ask")
        assert sent.status_code == 303, sent.text
        return str(sent.headers["location"])

    def approved(self) -> str:
        link = self.asked()
        waiting = self.look("/v1/enrolments", self.officer).json["items"][0]
        path = f"/staff/devices/queue/{waiting['enrolment_id']}"
        answer = self.send(self.look(path, self.officer), f"{path}/approve", self.officer)
        assert answer.headers["location"] == "/staff/devices/queue?done=approved"
        return link


@pytest.fixture
def house(database: Callable[..., Database], tmp_path: Path) -> Iterator[House]:
    with frozen(NOW):
        yield House(database("auth"), tmp_path)


def test_from_asking_to_the_certificate_without_a_script(house: House) -> None:
    link = house.asked()
    waiting = house.look(link)
    queue = house.look("/staff/devices/queue", house.officer)
    assert "shown only once" in waiting.text
    assert "REV-LAP-1" in queue.text
    assert "open internet" in queue.text

    page = house.look("/v1/enrolments", house.officer).json["items"][0]["enrolment_id"]
    decision = house.look(f"/staff/devices/queue/{page}", house.officer)
    house.send(decision, f"/staff/devices/queue/{page}/approve", house.officer)
    opened = house.look(link)
    got = house.send(
        opened, f"{link}/certificate", request=request_for(new_key(), NAME), code=house.hall.code()
    )

    assert f"/CN={NAME}" in opened.text
    assert got.headers["content-disposition"].endswith("CG100001-REV-LAP-1.pem")
    made, authority = x509.load_pem_x509_certificates(got.content)
    made.verify_directly_issued_by(authority)
    mine = house.look("/staff/devices")
    assert f"{made.serial_number:X}".lstrip("0") in mine.text
    assert "valid until 23 November 2027" in mine.text


def test_the_file_for_the_browser_comes_once_and_opens_with_the_passphrase(house: House) -> None:
    link = house.approved()
    page = house.look(link)
    typed = {"password_file": PASSPHRASE, "password_again": PASSPHRASE, "code": f" {house.hall.code()} "}

    got = house.send(page, f"{link}/parcel", **typed)
    again = house.send(page, f"{link}/parcel", **typed)

    opened = pkcs12.load_pkcs12(got.content, PASSPHRASE.encode())
    assert opened.cert
    assert opened.key
    assert got.headers["content-type"] == "application/x-pkcs12"
    assert (again.status_code, "was used" in again.text) == (404, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password_again": "another-passphrase"}, "not the same"),
        ({"password_file": "short", "password_again": "short"}, "12 to 64 Latin letters"),
        ({"password_file": "पासवर्ड-पासवर्ड", "password_again": "पासवर्ड-पासवर्ड"}, "12 to 64 Latin letters"),
        ({"code": "12345"}, "six digits"),
        ({"code": "000000"}, "not right or was used"),
    ],
)
def test_what_is_typed_amiss_is_said_beside_its_field(house: House, typed: dict[str, str], said: str) -> None:
    link = house.approved()
    given = {"password_file": PASSPHRASE, "password_again": PASSPHRASE, "code": house.hall.code(), **typed}

    answer = house.send(house.look(link), f"{link}/parcel", **given)

    assert answer.status_code == 422
    assert said in answer.text
    assert PASSPHRASE not in answer.text
    assert house.look(link).status_code == 200


def test_an_unfit_request_is_shown_again_with_what_to_do_in_hindi(house: House) -> None:
    link = house.approved()
    hindi = replace(house.holder, language="hi")
    page = house.look(link, hindi)

    answer = house.send(page, f"{link}/certificate", hindi, request="no request", code=house.hall.code())

    assert answer.status_code == 422
    assert "PKCS #10" in answer.text
    assert "no request</textarea>" in answer.text
    assert "इस अनुरोध पर प्रमाणपत्र नहीं दिया जा सकता" in answer.text


def test_asking_twice_leads_to_the_same_link_and_the_link_lies_nowhere_in_the_open(house: House) -> None:
    page = house.look("/staff/devices")
    first, second = (house.send(page, "/staff/devices/ask") for _ in range(2))

    link = first.headers["location"].rpartition("/")[2]
    with house.hall.database.transaction() as tx:
        kept = str(tx.fetch_all(queries.find_answers)) + str(tx.fetch_all(queries.find_outbox))
    assert second.headers["location"] == first.headers["location"]
    assert link not in kept


def test_a_link_of_somebody_else_is_as_unknown_as_none(house: House) -> None:
    link = house.approved()
    answers = [house.look(path, house.officer) for path in (link, "/staff/devices/enrol/none")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_refusal_is_seen_by_who_asked(house: House) -> None:
    house.asked()
    waiting = house.look("/v1/enrolments", house.officer).json["items"][0]["enrolment_id"]
    path = f"/staff/devices/queue/{waiting}"
    page = house.look(path, house.officer)

    without = house.send(page, f"{path}/refuse", house.officer, remark="")
    refused = house.send(house.look(path, house.officer), f"{path}/refuse", house.officer, remark="Not yours")

    assert (without.status_code, refused.status_code) == (422, 303)
    assert "Not yours" in house.look("/staff/devices").text
    assert house.look(path, house.officer).status_code == 404


def test_a_lost_link_is_withdrawn_and_asked_for_anew(house: House) -> None:
    house.asked()
    page = house.look("/staff/devices")
    enrolment = house.look("/v1/devices/own").json["devices"][0]["enrolment_id"]
    house.send(page, f"/staff/devices/enrolments/{enrolment}/withdraw")

    assert house.asked()


def test_who_holds_nothing_reads_where_to_ask(house: House) -> None:
    nobody = house.hall.officer(staff_uid="CG100003")

    assert "No device is issued to you" in house.look("/staff/devices", nobody).text
    assert "आपके नाम कोई उपकरण जारी नहीं है" in house.look("/staff/devices", replace(nobody, language="hi")).text


def test_a_lost_device_is_reported_on_the_page(house: House) -> None:
    certified = house.hall.enrol()
    page = house.look("/staff/devices")

    answer = house.send(page, f"/staff/devices/certificates/{certified.serial}/lost")

    assert answer.headers["location"] == "/staff/devices?done=lost"
    assert certified.serial not in house.look("/staff/devices").text


def test_the_last_month_says_that_a_renewal_is_due(house: House) -> None:
    house.hall.enrol()
    early = house.look("/staff/devices").text
    with frozen(NOW + timedelta(days=340)):
        late = house.look("/staff/devices").text

    assert "ends soon" not in early
    assert "ends soon" in late
    assert "Ask for a new certificate" in late


def test_certificates_are_listed_filtered_exported_and_taken_back(house: House) -> None:
    certified = house.hall.enrol()
    follow(house.hall.database)

    shown = house.look("/staff/devices/all?department=REV&within_days=", house.officer)
    none = house.look("/staff/devices/all?within_days=7", house.officer)
    sheet = house.look("/staff/devices/all.csv?department=LAND", house.officer)
    whole = house.look("/staff/devices/all.csv", replace(house.officer, language="hi"))
    path = f"/staff/devices/all/{certified.serial}"
    page = house.look(path, house.officer)
    without = house.send(page, f"{path}/revoke", house.officer, order_number="")
    revoked = house.send(
        house.look(path, house.officer), f"{path}/revoke", house.officer, order_number="GAD/9"
    )

    lines = list(csv.reader(io.StringIO(whole.content.decode("utf-8-sig"))))
    assert certified.serial[:12] in shown.text
    assert "No valid certificate fits this." in none.text
    assert len(sheet.content.decode().splitlines()) == 1
    assert [line[0] for line in lines] == ["प्रमाणपत्र", certified.serial, SERIAL.lstrip("0")]
    assert (without.status_code, revoked.headers["location"]) == (422, "/staff/devices/all?done=revoked")
    assert house.look(path, house.officer).status_code == 404


@pytest.mark.parametrize("path", ["/staff/devices/queue", "/staff/devices/all", "/staff/devices/all.csv"])
def test_the_issuing_officers_pages_are_for_him_and_for_the_offices_network(house: House, path: str) -> None:
    plain, at_home = house.hall.officer("section_officer"), replace(house.officer, zone=Zone.INTERNET)

    assert [house.look(path, actor).status_code for actor in (plain, at_home, house.officer)] == [
        403,
        403,
        200,
    ]


def test_the_whole_way_over_the_api(house: House) -> None:
    client, key = house.client, new_key()
    asked = client.post("/v1/enrolments", actor=house.holder, json={"device_id": str(LAPTOP)})
    early = {"link": asked.json["link"], "code": house.hall.code(), "request": request_for(key, NAME)}
    too_early = client.post("/v1/certificates", actor=house.holder, json=early)
    approved = client.post(f"/v1/enrolments/{asked.json['enrolment_id']}/approve", actor=house.officer)
    given = client.post("/v1/certificates", actor=house.holder, json=early)
    again = client.post("/v1/certificates", actor=house.holder, json=early)
    listed = client.get("/v1/certificates?within_days=400", actor=house.officer).json["items"]
    serial = given.json["serial"]
    revoked = client.post(
        f"/v1/certificates/{serial}/revoke", actor=house.officer, json={"order_number": "1"}
    )

    statuses = [each.status_code for each in (asked, too_early, approved, given, again, revoked)]
    assert statuses == [201, 409, 204, 201, 404, 204]
    assert [row["serial"] for row in listed] == [serial]
    assert too_early.json["type"] == "urn:karyasetu:enrolment-waits"


def test_a_parcel_over_the_api(house: House) -> None:
    asked = house.hall.ask()
    house.hall.approve(asked)
    body = {"link": asked.link, "code": house.hall.code(), "passphrase": PASSPHRASE}

    given = house.client.post("/v1/certificates/parcel", actor=house.holder, json=body)

    assert pkcs12.load_pkcs12(base64.b64decode(given.json["pkcs12"]), PASSPHRASE.encode()).key


def test_a_device_renews_without_anybody_being_signed_in(house: House) -> None:
    certified = house.hall.enrol()
    request = {"request": request_for(new_key(), NAME)}

    with frozen(NOW + timedelta(days=340)):
        renewed = house.client.post(
            "/v1/certificates/renew", zone="VPN", headers={"X-Device": certified.serial}, json=request
        )
        home = house.client.post(
            "/v1/certificates/renew", zone="INTERNET", headers={"X-Device": certified.serial}, json=request
        )
        unknown = house.client.post(
            "/v1/certificates/renew", zone="VPN", headers={"X-Device": "FF"}, json=request
        )

    assert [each.status_code for each in (renewed, home, unknown)] == [201, 403, 403]
    assert "ask for a new enrolment" in home.json["detail"]


def test_the_gateway_reads_authority_and_revocations_without_a_token(house: House) -> None:
    before = house.client.get("/v1/authority/revocations")
    certified = house.hall.enrol()
    with house.hall.database.transaction() as tx:
        actions.report_lost(tx, house.holder, certified.serial)
    house.hall.publish()

    authority = x509.load_pem_x509_certificate(house.client.get("/v1/authority/certificate").content)
    text = house.client.get("/v1/authority/revocations").text

    assert before.status_code == 404
    assert read_list(text, authority).serials == {int(certified.serial, 16)}
