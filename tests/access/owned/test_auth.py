"""Employees, what they hold and use, units and portals: by oneself, by one's administrator, and by another's."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kernel.clock import frozen
from kernel.database import Database
from tests.access.facts import Facts, Owned
from tests.access.owned.directory import ELSEWHERE, HERSELF, Directory
from tests.access.owned.passing import crossed_wrong, to_no_one_thing
from tests.access.owned.trying import wrong
from tests.auth.organisation import NOW


def administers(who: Facts, place: str) -> bool:
    """The state's administrator every department; a department's the own one and those below it."""
    return who.works_as("state_admin") or (who.works_as("department_admin") and place != ELSEWHERE)


def of_others(who: Facts, place: str) -> bool:
    """As above, but nobody decides about himself."""
    return administers(who, place) and place != HERSELF


def keeps(who: Facts, place: str) -> bool:
    """Who keeps something for the whole state keeps it in every department."""
    return who.works_as("identity_custodian") or administers(who, place)


RULES = (
    Owned(
        "What is one's own is ended, named and reported lost by oneself alone, whatever one's post.",
        lambda _who, place: place == HERSELF,
        (
            "auth POST /v1/passkeys/{passkey_id}/rename",
            "auth POST /v1/passkeys/{passkey_id}/remove",
            "auth POST /staff/passkeys/{passkey_id}/rename",
            "auth POST /staff/passkeys/{passkey_id}/remove",
            "auth POST /v1/sessions/{session_id}/end",
            "auth POST /staff/sessions/{session_id}/end",
            "auth POST /v1/delegations/{charge_id}/end",
            "auth POST /staff/delegations/{charge_id}/end",
            "auth POST /v1/enrolments/{enrolment_id}/withdraw",
            "auth POST /staff/devices/enrolments/{enrolment_id}/withdraw",
            "auth POST /v1/certificates/{serial}/lost",
            "auth POST /staff/devices/certificates/{serial}/lost",
            "auth GET /staff/devices/enrol/{link}",
            "auth POST /staff/devices/enrol/{link}/certificate",
            "auth POST /staff/devices/enrol/{link}/parcel",
        ),
    ),
    Owned(
        "An employee's particulars are read and corrected by the administrator of a department above.",
        administers,
        (
            "auth GET /v1/people/{person_id}",
            "auth POST /v1/people/{person_id}/correct",
            "auth GET /staff/people/{person_id}",
            "auth GET /staff/people/{person_id}/correct",
            "auth POST /staff/people/{person_id}/correct",
            "auth GET /staff/people/{person_id}/link",
        ),
    ),
    Owned(
        "Who leaves, is suspended, moves, retires or gets a login is ordered by an administrator, and never by himself.",
        of_others,
        (
            "auth POST /v1/people/{person_id}/leave",
            "auth POST /v1/people/{person_id}/suspend",
            "auth POST /v1/people/{person_id}/reinstate",
            "auth POST /v1/people/{person_id}/retire",
            "auth POST /v1/people/{person_id}/link",
            "auth POST /staff/people/{person_id}/state",
            "auth POST /staff/people/{person_id}/link",
            "auth POST /staff/charges/of/{staff_uid}/transfer",
            "auth POST /staff/charges/of/{staff_uid}/retire",
            "auth POST /staff/charges/of/{staff_uid}/suspend",
        ),
    ),
    Owned(
        "Sessions of others are looked at and ended by the administrator of a department above.",
        administers,
        (
            "auth GET /v1/staff/{staff_uid}/sessions",
            "auth POST /v1/people/{person_id}/sessions/end",
            "auth POST /v1/people/{person_id}/sessions/{session_id}/end",
            "auth POST /staff/people/{person_id}/sessions/end",
            "auth POST /staff/people/{person_id}/sessions/{session_id}/end",
        ),
    ),
    Owned(
        "What somebody holds is told to himself, to the auditor, and to the administrator of a department above.",
        lambda who, place: place == HERSELF or who.works_as("auditor") or administers(who, place),
        (
            "auth GET /staff/charges/of/{staff_uid}",
            "auth GET /staff/charges/of/{staff_uid}/transfer",
            "auth GET /staff/charges/of/{staff_uid}/retire",
            "auth GET /staff/charges/of/{staff_uid}/suspend",
        ),
    ),
    Owned(
        "A charge is ended by the administrator of a department above its post.",
        administers,
        ("auth POST /v1/charges/{charge_id}/end", "auth POST /staff/charges/{charge_id}/end"),
    ),
    Owned(
        "A form about a charge or a unit shows what the directory tells every administrator; the act decides.",
        lambda _who, _place: True,
        (
            "auth GET /staff/charges/{charge_id}/end",
            "auth GET /v1/departments/{code}",
            "auth GET /v1/departments/{code}/posts",
            "auth GET /v1/posts/{post_id}",
            "auth GET /staff/organisation/{units}",
            "auth GET /staff/organisation/{units}/new",
            "auth GET /staff/organisation/{units}/{code}",
            "auth GET /staff/organisation/{units}/{code}/change",
            "auth GET /staff/organisation/{units}/{code}/rename",
            "auth GET /staff/organisation/{units}/{code}/close",
            "auth GET /staff/organisation/{units}/{code}/merge",
            "auth GET /staff/organisation/{units}/{code}/split",
            "auth GET /staff/portals/{portal_id}/client",
            "auth GET /staff/portals/{portal_id}/secret",
        ),
    ),
    Owned(
        "What only the state's officers may do they do in every department.",
        lambda _who, _place: True,
        (
            "auth POST /v1/grants/{grant_id}/revoke",
            "auth GET /staff/grants/{grant_id}/revoke",
            "auth POST /staff/grants/{grant_id}/revoke",
            "auth POST /v1/devices/{serial}/revoke",
            "auth POST /v1/portals/{portal_id}/close",
        ),
    ),
    Owned(
        "An enrolment is decided by who issues devices in a department above, and never by its own holder.",
        lambda who, place: keeps(who, place) and place != HERSELF,
        (
            "auth POST /v1/enrolments/{enrolment_id}/approve",
            "auth POST /v1/enrolments/{enrolment_id}/refuse",
            "auth POST /staff/devices/queue/{enrolment_id}/approve",
            "auth POST /staff/devices/queue/{enrolment_id}/refuse",
        ),
    ),
    Owned(
        "Enrolments are looked at, certificates and portals kept, by who keeps them in a department above.",
        keeps,
        (
            "auth GET /staff/devices/queue/{enrolment_id}",
            "auth POST /v1/certificates/{serial}/revoke",
            "auth GET /staff/devices/all/{serial}",
            "auth POST /staff/devices/all/{serial}/revoke",
            "auth GET /v1/portals/{portal_id}/client",
            "auth POST /v1/portals/{portal_id}/client",
            "auth POST /v1/portals/{portal_id}/secret",
            "auth GET /staff/portals/{portal_id}",
            "auth POST /staff/portals/{portal_id}/client",
            "auth POST /staff/portals/{portal_id}/secret",
            "auth GET /staff/portals/{portal_id}/close",
            "auth POST /staff/portals/{portal_id}/close",
        ),
    ),
    Owned(
        "Posts are changed, and orders about them withdrawn, by an administrator above, and never by who holds them.",
        of_others,
        (
            "auth POST /staff/organisation/{units}/{code}/change",
            "auth POST /staff/organisation/{units}/{code}/rename",
            "auth POST /staff/organisation/{units}/{code}/close",
            "auth POST /staff/organisation/{units}/{code}/merge",
            "auth POST /staff/organisation/{units}/{code}/split",
            "auth POST /v1/organisation/orders/{order_id}/withdraw",
            "auth GET /staff/organisation/orders/{order_id}/withdraw",
            "auth POST /staff/organisation/orders/{order_id}/withdraw",
        ),
    ),
    Owned(
        "A new post is entered by the administrator of a department above its office.",
        administers,
        ("auth POST /staff/organisation/{units}/new",),
    ),
    Owned(
        "A table of employees that is taken away names those of the administrator's departments alone.",
        administers,
        ("auth GET /staff/people/export/{kind}",),
    ),
    Owned(
        "A table of employees is read, entered and dropped by the administrator of a department above.",
        administers,
        (
            "auth GET /v1/people-imports/{batch_id}",
            "auth GET /v1/people-imports/{batch_id}/rows",
            "auth POST /v1/people-imports/{batch_id}/enter",
            "auth POST /v1/people-imports/{batch_id}/codes",
            "auth POST /v1/people-imports/{batch_id}/drop",
            "auth GET /staff/people/import/{batch_id}",
            "auth GET /staff/_card/import/{batch_id}",
            "auth POST /staff/people/import/{batch_id}/enter",
            "auth POST /staff/people/import/{batch_id}/codes",
            "auth POST /staff/people/import/{batch_id}/drop",
        ),
    ),
)


@pytest.fixture
def house(database: Callable[..., Database], tmp_path: Path) -> Iterator[Directory]:
    with frozen(NOW):
        yield Directory(database("auth"), tmp_path)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.text)
def test_each_administrator_comes_to_people_and_units_as_the_sentence_says(
    house: Directory, rule: Owned
) -> None:
    assert wrong(house, rule) == []


@pytest.mark.parametrize("rule", [*RULES, *to_no_one_thing("auth")], ids=lambda rule: rule.text)
def test_networks_grants_and_standings_are_looked_at_with_it(house: Directory, rule: Owned) -> None:
    assert crossed_wrong(house, rule) == []
