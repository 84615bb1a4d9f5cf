"""From the issued device to its certificate, and to the end of it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from kernel.certificates import new_key, read_list, request_for
from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.edge.worker import listener_of
from kernel.errors import TooManyTries
from kernel.identity import Zone
from services.auth import access, actions
from services.auth.access import NotForYourself, NotYourDepartment, StatePost
from services.auth.actions import employees
from services.auth.domain import ChargeKind
from services.auth.domain.devices import (
    CodeNotRight,
    DeviceHasCertificate,
    DeviceNeeded,
    DeviceUnknown,
    EnrolmentIsOpen,
    EnrolmentUnknown,
    EnrolmentWaits,
    IssuedDeviceUnknown,
    KeyUsedElsewhere,
    LinkNotOpen,
    RenewalTooEarly,
    RequestUnfit,
)
from services.auth.domain.employees import Particulars
from services.auth.worker import AuthWorker
from services.wfh.events import DeviceIssued, DeviceReturned
from tests.auth.devices import LAPTOP, NAME, Hall, a_hall, an_issued
from tests.auth.organisation import NOW, SYSTEM, TODAY, a_charge_of, changes_told
from tests.auth.test_sign_in import enter
from tests.fakes import an_actor, an_id

queries = Queries.beside(__file__)


@pytest.fixture
def hall(database: Callable[..., Database], tmp_path: Path) -> Iterator[Hall]:
    with frozen(NOW):
        yield a_hall(database("auth"), tmp_path)


def acts(hall: Hall) -> list[str]:
    with hall.database.transaction() as tx:
        return [row["act"] for row in tx.fetch_all(queries.find_acts)]


def listed(hall: Hall) -> frozenset[int]:
    hall.publish()
    with hall.database.transaction() as tx:
        text = actions.revocation_list(tx)
    assert text
    return read_list(text, hall.counter.issuer.authority.certificate).serials


def test_a_device_is_enrolled_from_home_by_asking_approval_link_and_second_factor(hall: Hall) -> None:
    asked = hall.ask()
    hall.approve(asked)
    certified = hall.collect(asked.link)

    made = x509.load_pem_x509_certificate(certified.certificate.encode())
    made.verify_directly_issued_by(x509.load_pem_x509_certificate(certified.authority.encode()))
    assert (made.serial_number, certified.name) == (int(certified.serial, 16), NAME)
    assert certified.expires_on == date(2027, 11, 23)
    assert acts(hall)[-4:] == [
        "enrolment.asked",
        "enrolment.approved",
        "certificate.issued",
        "enrolment.done",
    ]
    assert changes_told(hall.database) == [(str(hall.office.state.officer), "ENROLMENT_APPROVED")]


def test_the_enrolled_device_signs_in_over_the_vpn(hall: Hall) -> None:
    certified = hall.enrol()

    with frozen(NOW + timedelta(minutes=1)):
        signed = enter(hall.office, an_actor(zone=Zone.VPN, device_id=certified.serial))

    assert signed.session.device == certified.serial


def test_a_link_opens_for_its_person_only_after_approval_for_a_day_and_once(hall: Hall) -> None:
    asked = hall.ask()
    stranger = hall.officer()
    with pytest.raises(EnrolmentWaits):
        hall.collect(asked.link)
    hall.approve(asked)

    with pytest.raises(LinkNotOpen), hall.database.transaction() as tx:
        actions.open_link(tx, stranger, asked.link)
    with pytest.raises(LinkNotOpen):
        hall.collect("another link")
    with frozen(NOW + timedelta(hours=24)), pytest.raises(LinkNotOpen):
        hall.collect(asked.link)
    hall.collect(asked.link)
    with frozen(NOW + timedelta(minutes=1)), pytest.raises(LinkNotOpen):
        hall.collect(asked.link)


def test_of_a_link_only_the_digest_is_kept(hall: Hall) -> None:
    asked = hall.ask()

    with hall.database.transaction() as tx:
        kept = [row["link_sha256"] for row in tx.fetch_all(queries.find_links)]

    assert len(kept) == 1
    assert asked.link not in kept[0]


def test_the_second_factor_is_proved_again_and_wrong_codes_run_out(hall: Hall) -> None:
    asked = hall.ask()
    hall.approve(asked)

    for _ in range(10):
        with pytest.raises(CodeNotRight):
            hall.collect(asked.link, code="000000")
    with pytest.raises(TooManyTries):
        hall.collect(asked.link)
    with frozen(NOW + timedelta(minutes=6)):
        hall.collect(asked.link)

    assert acts(hall).count("enrolment.stopped") == 10 + 1, "and once that there were too many"


def test_a_code_that_opened_one_door_opens_no_other(hall: Hall) -> None:
    asked = hall.ask()
    hall.approve(asked)
    enter(hall.office, an_actor(zone=Zone.INTERNET, device_id=None))

    with pytest.raises(CodeNotRight):
        hall.collect(asked.link)


def test_a_department_decides_nothing_about_devices_of_who_works_for_the_state(hall: Hall) -> None:
    asked = hall.ask()
    additional = a_charge_of(hall.office.state, "REV-DS-1", "CG100001", kind=ChargeKind.ADDITIONAL_CHARGE)
    with hall.database.transaction() as tx:
        actions.appoint(tx, SYSTEM, additional)

    with pytest.raises(StatePost):
        hall.approve(asked, hall.officer("department_admin", department="REV"))
    hall.approve(asked, hall.officer("identity_custodian", department="HFW"))


def test_nobody_approves_his_own_enrolment(hall: Hall) -> None:
    asked = hall.ask()
    himself = hall.officer("state_admin", staff_uid="CG100001")

    with pytest.raises(NotForYourself):
        hall.approve(asked, himself)


@pytest.mark.parametrize(
    ("role", "department", "allowed"),
    [
        ("identity_custodian", "HFW", True),
        ("state_admin", "HFW", True),
        ("department_admin", "REV", True),
        ("department_admin", "HFW", False),
    ],
)
def test_an_issuing_officer_approves_in_his_own_department(
    hall: Hall, role: str, department: str, *, allowed: bool
) -> None:
    asked, officer = hall.ask(), hall.officer(role, department=department)

    with hall.database.transaction() as tx:
        waiting = actions.waiting_enrolments(tx, officer, None, 10).items
    if not allowed:
        with pytest.raises(NotYourDepartment):
            hall.approve(asked, officer)
    else:
        hall.approve(asked, officer)

    assert [row["asset_number"] for row in waiting] == (["REV-LAP-1"] if allowed else [])


def test_what_was_decided_is_not_decided_again(hall: Hall) -> None:
    asked = hall.ask()
    with hall.database.transaction() as tx:
        actions.refuse_enrolment(
            tx, hall.officer("state_admin"), asked.enrolment.enrolment_id, "Ask your own office"
        )

    with pytest.raises(EnrolmentUnknown):
        hall.approve(asked)
    with pytest.raises(LinkNotOpen):
        hall.collect(asked.link)


def test_one_enrolment_of_a_device_is_open_at_a_time_and_old_ones_close(hall: Hall) -> None:
    first = hall.ask()
    with pytest.raises(EnrolmentIsOpen):
        hall.ask()
    with hall.database.transaction() as tx:
        actions.withdraw_enrolment(tx, hall.holder, first.enrolment.enrolment_id)
    hall.ask()

    with frozen(NOW + timedelta(days=8)):
        hall.ask()


def test_only_the_holder_asks_and_only_while_nothing_holds(hall: Hall) -> None:
    with pytest.raises(IssuedDeviceUnknown), hall.database.transaction() as tx:
        actions.ask_for_enrolment(tx, hall.officer(), LAPTOP)
    with pytest.raises(IssuedDeviceUnknown):
        hall.ask(an_id("nobody's laptop"))
    hall.enrol()
    with pytest.raises(DeviceHasCertificate):
        hall.ask()
    with frozen(NOW + timedelta(days=340)):
        hall.ask()


def unfit_requests() -> dict[str, str]:
    weak = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    key = rsa.generate_private_key(65537, 1024)  # noqa: S505 - it is to be refused
    return {
        "weak-key": weak.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode(),
        "other-subject": request_for(new_key(), "CG100002 REV-LAP-1"),
        "not-readable": "-----BEGIN CERTIFICATE REQUEST-----",
        "too-large": "x" * 20_000,
    }


@pytest.mark.parametrize("fault", ["weak-key", "other-subject", "not-readable", "too-large"])
def test_an_unfit_request_changes_nothing_and_its_fault_is_on_record(hall: Hall, fault: str) -> None:
    asked = hall.ask()
    hall.approve(asked)

    with pytest.raises(RequestUnfit) as refusal:
        hall.collect(asked.link, unfit_requests()[fault])

    assert NAME in refusal.value.sentence("en")
    with hall.database.transaction() as tx:
        causes = [row["cause"] for row in tx.fetch_all(queries.find_causes)]
        certificates = actions.my_devices(tx, hall.holder)["devices"]
    assert (causes, certificates[0]["serial"]) == ([fault], None)
    with frozen(NOW + timedelta(minutes=1)):
        hall.collect(asked.link)


def test_a_key_belongs_to_one_device_and_never_comes_back(hall: Hall) -> None:
    key, other = new_key(), an_id("tablet")
    with hall.database.transaction() as tx:
        actions.device_issued(tx, an_issued(hall.office.state.officer, other, "REV-TAB-1"))
    first, second = hall.ask(), hall.ask(other)
    hall.approve(first)
    hall.approve(second)
    certified = hall.collect(first.link, request_for(key, NAME))

    with frozen(NOW + timedelta(minutes=1)), pytest.raises(KeyUsedElsewhere):
        hall.collect(second.link, request_for(key, "CG100001 REV-TAB-1"))
    with hall.database.transaction() as tx:
        actions.report_lost(tx, hall.holder, certified.serial)
    again = hall.ask()
    hall.approve(again)
    with frozen(NOW + timedelta(minutes=2)), pytest.raises(KeyUsedElsewhere):
        hall.collect(again.link, request_for(key, NAME))


def test_who_has_only_a_browser_gets_key_and_certificate_in_one_file(hall: Hall) -> None:
    asked = hall.ask()
    hall.approve(asked)

    parcel = actions.collect_parcel(hall.counter, hall.holder, asked.link, hall.code(), "a-long-passphrase")

    opened = pkcs12.load_pkcs12(parcel.content, b"a-long-passphrase")
    assert opened.cert
    assert opened.cert.certificate.serial_number == int(parcel.serial, 16)
    assert opened.key


def test_a_device_renews_by_itself_in_its_last_month(hall: Hall) -> None:
    first = hall.enrol()

    with pytest.raises(RenewalTooEarly):
        hall.renew(first.serial)
    with frozen(NOW + timedelta(days=335)):
        second = hall.renew(first.serial)
        with hall.database.transaction() as tx:
            shown = actions.my_devices(tx, hall.holder)["devices"]

    assert second.serial != first.serial
    assert second.expires_on == date(2028, 10, 23)
    assert [row["serial"] for row in shown] == [second.serial]


@pytest.mark.parametrize("when", [{"days": 366}, {"days": 335}])
def test_an_ended_or_revoked_certificate_renews_nothing(hall: Hall, when: dict[str, int]) -> None:
    certified = hall.enrol()
    if when == {"days": 335}:
        with hall.database.transaction() as tx:
            actions.device_returned(tx, LAPTOP)

    with frozen(NOW + timedelta(**when)), pytest.raises(DeviceNeeded):
        hall.renew(certified.serial)


def test_a_suspended_holders_device_renews_nothing(hall: Hall) -> None:
    certified = hall.enrol()
    with hall.database.transaction() as tx:
        actions.suspend(tx, SYSTEM, hall.office.state.officer, "GAD/1")

    with frozen(NOW + timedelta(days=340)), pytest.raises(DeviceNeeded):
        hall.renew(certified.serial)


@pytest.mark.parametrize(
    ("zone", "device", "allowed"),
    [
        (Zone.VPN, "1A", True),
        (Zone.SECURE_LAN, "1A", True),
        (Zone.INTERNET, "1A", False),
        (Zone.VPN, None, False),
    ],
)
def test_renewal_is_for_a_device_that_shows_its_certificate(
    zone: Zone, device: str | None, *, allowed: bool
) -> None:
    decision = access.may_renew(an_actor(zone=zone, device_id=device))

    assert decision.allowed is allowed


def test_a_returned_device_loses_certificate_sessions_and_enrolment(hall: Hall) -> None:
    certified = hall.enrol()
    with frozen(NOW + timedelta(minutes=1)):
        enter(hall.office, an_actor(zone=Zone.VPN, device_id=certified.serial))
        with hall.database.transaction() as tx:
            actions.device_returned(tx, LAPTOP)

        with hall.database.transaction() as tx:
            ends = [row["end_reason"] for row in tx.fetch_all(queries.find_session_ends)]
            announced = [row["routing_key"] for row in tx.fetch_all(queries.find_outbox)]
        with pytest.raises(IssuedDeviceUnknown):
            hall.ask()

    assert ends == ["DEVICE"]
    assert announced[-1].startswith("auth.session-revoked")
    assert listed(hall) == {int(certified.serial, 16)}


def test_a_device_that_is_issued_to_somebody_else_shuts_its_former_holder_out(hall: Hall) -> None:
    certified = hall.enrol()
    with hall.database.transaction() as tx:
        actions.device_issued(tx, an_issued(hall.office.state.people["CG100002"]))

    assert listed(hall) == {int(certified.serial, 16)}
    with pytest.raises(IssuedDeviceUnknown):
        hall.ask()


def test_the_same_issue_heard_again_takes_nothing_away(hall: Hall) -> None:
    hall.enrol()
    with hall.database.transaction() as tx:
        actions.device_issued(tx, an_issued(hall.office.state.officer))

    assert listed(hall) == frozenset()


def test_a_lost_device_is_shut_out_at_once_by_its_holder_and_by_nobody_else(hall: Hall) -> None:
    certified = hall.enrol()
    with pytest.raises(DeviceUnknown), hall.database.transaction() as tx:
        actions.report_lost(tx, hall.officer(), certified.serial)

    with hall.database.transaction() as tx:
        actions.report_lost(tx, hall.holder, certified.serial)

    assert listed(hall) == {int(certified.serial, 16)}
    assert acts(hall)[-2:] == ["device.reported-lost", "device.revoked"]


def test_an_officer_takes_certificates_back_in_his_own_department(hall: Hall) -> None:
    certified = hall.enrol()
    with pytest.raises(NotYourDepartment), hall.database.transaction() as tx:
        actions.withdraw_certificate(
            tx, hall.officer("department_admin", department="HFW"), certified.serial, "GAD/7"
        )

    with hall.database.transaction() as tx:
        actions.withdraw_certificate(tx, hall.officer("department_admin"), certified.serial, "GAD/7")

    assert listed(hall) == {int(certified.serial, 16)}


def test_the_list_of_revocations_is_made_when_something_changed_and_each_day(hall: Hall) -> None:
    def number() -> int:
        hall.publish()
        with hall.database.transaction() as tx:
            text = actions.revocation_list(tx)
        assert text
        return read_list(text, hall.counter.issuer.authority.certificate).number

    first, second = number(), number()
    certified = hall.enrol()
    with hall.database.transaction() as tx:
        actions.report_lost(tx, hall.holder, certified.serial)
    third = number()
    with frozen(NOW + timedelta(days=1)):
        fourth = number()

    assert first == second < third < fourth


def test_what_has_ended_by_itself_leaves_the_list(hall: Hall) -> None:
    certified = hall.enrol()
    with hall.database.transaction() as tx:
        actions.report_lost(tx, hall.holder, certified.serial)
    assert len(listed(hall)) == 1

    with frozen(NOW + timedelta(days=367)):
        assert listed(hall) == frozenset()


def test_certificates_are_found_by_department_and_by_their_end(hall: Hall) -> None:
    certified = hall.enrol()
    with hall.database.transaction() as tx:

        def found(role: str, department: str = "REV", **wanted: object) -> list[str]:
            officer = hall.officer(role, department=department)
            page = actions.certificates(tx, officer, actions.Wanted(**wanted))  # type: ignore[arg-type] - the test knows its values
            return [row["serial"] for row in page.items]

        assert found("state_admin")[0] == certified.serial
        assert found("department_admin")[0] == certified.serial
        assert found("department_admin", "HFW") == []
        assert found("state_admin", department="HFW", within_days=400)[0] == certified.serial
        assert found("state_admin", within_days=300) == []
        first = actions.certificates(tx, hall.officer("state_admin"), actions.Wanted(limit=1))
        rest = actions.certificates(tx, hall.officer("state_admin"), actions.Wanted(after=first.next))

    assert [row["serial"] for row in (*first.items, *rest.items)] == [certified.serial, "A1B2C"]


def test_who_holds_no_post_today_stands_on_the_list_of_the_department_that_decides(hall: Hall) -> None:
    joining, tablet = hall.office.state.people["CG100003"], an_id("tablet")
    to_come = a_charge_of(hall.office.state, "REV-COL-DMT", "CG100003", valid_from=TODAY + timedelta(days=9))
    with hall.database.transaction() as tx:
        actions.appoint(tx, SYSTEM, to_come)
        given = Particulars(name_en="Deepak", name_hi="दीपक")
        without_post = employees.enter(tx, SYSTEM, hall.counter.sealing, "CG200001", given, "LAND")
        for person_id, device_id in ((joining, tablet), (without_post, LAPTOP)):
            actions.device_issued(tx, an_issued(person_id, device_id))
            actions.ask_for_enrolment(tx, an_actor(person_id=person_id), device_id)

    def waiting(department: str) -> list[tuple[str, str]]:
        officer = hall.officer("department_admin", department=department)
        with hall.database.transaction() as tx:
            rows = actions.waiting_enrolments(tx, officer, None, 9).items
            assert [actions.waiting_enrolment(tx, officer, row["enrolment_id"]) for row in rows] == rows
        return [(row["staff_uid"], row["department"]) for row in rows]

    assert waiting("REV") == [("CG100003", "REV"), ("CG200001", "LAND")]
    assert waiting("LAND") == [("CG200001", "LAND")]
    assert waiting("HFW") == []


def test_what_the_register_of_equipment_says_is_heard_before_business(hall: Hall) -> None:
    listener, worker = listener_of(AuthWorker), AuthWorker()
    said = DeviceIssued(
        device_id=an_id("tablet"),
        person_id=hall.office.state.officer,
        kind="TABLET",
        asset_number="REV-TAB-1",
    )

    with hall.database.transaction() as tx:
        worker.on_device_issued(tx, said)
        shown = [row["asset_number"] for row in actions.my_devices(tx, hall.holder)["devices"]]
        worker.on_device_returned(tx, DeviceReturned(device_id=an_id("tablet")))
        left = [row["asset_number"] for row in actions.my_devices(tx, hall.holder)["devices"]]

    assert {DeviceIssued, DeviceReturned} <= set(listener.directory_events)
    assert (sorted(shown), left) == (["REV-LAP-1", "REV-TAB-1"], ["REV-LAP-1"])
