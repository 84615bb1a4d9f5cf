"""The local copy of the directory: what it takes over, and what it answers."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from kernel import directory
from kernel.clock import frozen
from kernel.database import Database, Transaction
from kernel.directory.offices import AreaUnknown, DepartmentUnknown, OfficeUnknown
from kernel.directory.people import PersonUnknown
from kernel.directory.posts import PostUnknown
from kernel.events import Event
from services.auth import events
from tests.conftest import Databases
from tests.fakes import an_id

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
SINCE = "2020-01-01"


def received(event: type[Event], sequence: int = 1, at: datetime = NOW, **over: Any) -> Event:
    """An event as it comes from the queue: the declared example with other values."""
    data = event.example | {
        name: str(value) if isinstance(value, UUID | date) else value for name, value in over.items()
    }
    return event.from_envelope(
        {
            "id": str(an_id(f"{event.name}{sequence}{over}")),
            "subject": str(data[event.subject]),
            "sequence": f"{sequence:020}",
            "department": "state",
            "time": at.isoformat(),
            "correlationid": str(an_id("chain")),
            "data": data,
        }
    )


def department(code: str, parent: str | None = None, sequence: int = 1, **over: Any) -> Event:
    return received(events.DepartmentPublished, sequence, code=code, parent=parent, valid_from=SINCE, **over)


def area(code: str, parent: str | None = None, **over: Any) -> Event:
    return received(events.AreaPublished, code=code, parent=parent, valid_from=SINCE, **over)


def office(code: str, department_code: str, area_code: str = "CG", level: str = "SECRETARIAT") -> Event:
    return received(
        events.OfficePublished,
        office_id=an_id(code),
        code=code,
        department=department_code,
        area=area_code,
        level=level,
    )


def post(code: str, office_code: str, where: tuple[str, str], *roles: str, **over: Any) -> Event:
    return received(
        events.PostPublished,
        **{
            "post_id": an_id(code),
            "code": code,
            "office_id": an_id(office_code),
            "department": where[0],
            "area": where[1],
            "roles": list(roles),
            "valid_from": SINCE,
            **over,
        },
    )


def person(name: str, sequence: int = 1, **over: Any) -> Event:
    return received(events.PersonPublished, sequence, person_id=an_id(name), name_en=name, **over)


def charge(name: str, post_code: str, kind: str = "SUBSTANTIVE", **over: Any) -> Event:
    values: dict[str, Any] = {
        "charge_id": an_id(f"{name}{post_code}{kind}"),
        "person_id": an_id(name),
        "post_id": an_id(post_code),
        "kind": kind,
        "valid_from": SINCE,
    }
    return received(events.ChargePublished, **{**values, **over})


STATE = [
    department("REV"),
    department("LAND", "REV"),
    department("HFW"),
    department("OLD", valid_to="2024-03-31", successor="LAND"),
    area("CG"),
    area("CG-DMT", "CG"),
    area("CG-DMT-KRD", "CG-DMT"),
    office("SEC-REV", "REV"),
    office("COL-DMT", "REV", "CG-DMT", "DISTRICT"),
    post("REV-DS", "SEC-REV", ("REV", "CG"), "appellate_officer", rank_level=7),
    post("REV-US", "SEC-REV", ("REV", "CG"), "nodal_officer", reports_to=an_id("REV-GONE")),
    post("REV-GONE", "SEC-REV", ("REV", "CG"), reports_to=an_id("REV-DS"), valid_to="2025-01-01"),
    post("DMT-DC", "COL-DMT", ("REV", "CG-DMT"), "nodal_officer", rank_level=7),
    person("anjali"),
    person("bharat"),
    charge("anjali", "REV-US"),
]


@pytest.fixture
def pool(database: Callable[..., Database]) -> Database:
    made = database("wfh")
    save(made, *STATE)
    return made


@pytest.fixture(scope="module")
def told(databases: Databases) -> Iterator[Database]:
    """The state once, for the tests that only ask."""
    name = databases.clone("wfh")
    made = Database(databases.dsn(name, "app"), wait_ms=5000, name="test")
    save(made, *STATE)
    yield made
    made.close()
    databases.drop(name)


def save(pool: Database, *told: Event, at: datetime = NOW) -> None:
    with frozen(at), pool.transaction() as tx:
        for event in told:
            directory.save(tx, event)


def ask(pool: Database, question: Callable[[Transaction], Any], at: datetime = NOW) -> Any:
    with frozen(at), pool.transaction(reading=True) as tx:
        return question(tx)


def test_a_row_is_read_as_it_was_told(told: Database) -> None:
    found = ask(told, lambda tx: directory.department(tx, "LAND"))

    assert (found.code, found.parent, found.valid_from) == ("LAND", "REV", date(2020, 1, 1))
    assert (found.name("hi"), found.name("en")) == ("भू-अभिलेख", "Land Records")


def test_an_older_sequence_changes_nothing(pool: Database) -> None:
    save(pool, department("REV", sequence=3, name_en="Newest"))
    save(pool, department("REV", sequence=2, name_en="Older"), department("REV", sequence=3, name_en="Again"))

    assert ask(pool, lambda tx: directory.department(tx, "REV").name_en) == "Newest"


def test_a_subtree_holds_what_is_below_and_what_was_merged_into_it(told: Database) -> None:
    assert ask(told, lambda tx: directory.department_subtree(tx, "REV")) == ["LAND", "OLD", "REV"]
    assert ask(told, lambda tx: directory.department_subtree(tx, "HFW")) == ["HFW"]
    assert ask(told, lambda tx: directory.department_subtree(tx, "NO")) == []
    assert ask(told, lambda tx: directory.area_subtree(tx, "CG")) == ["CG", "CG-DMT", "CG-DMT-KRD"]


def test_a_loop_in_the_tree_ends(pool: Database) -> None:
    save(pool, department("REV", "LAND", sequence=2))

    assert ask(pool, lambda tx: directory.department_subtree(tx, "REV")) == ["LAND", "OLD", "REV"]
    found = ask(pool, lambda tx: directory.post_with_role(tx, "facilitator", department="LAND"))
    assert found is None


def test_only_what_exists_today_is_listed(told: Database) -> None:
    listed = ask(told, directory.departments)
    earlier = ask(told, directory.departments, at=datetime(2024, 3, 31, 12, tzinfo=UTC))

    assert [each.code for each in listed] == ["HFW", "LAND", "REV"]
    assert [each.code for each in earlier] == ["HFW", "LAND", "OLD", "REV"]
    assert [each.code for each in ask(told, directory.areas)] == ["CG", "CG-DMT", "CG-DMT-KRD"]


@pytest.mark.parametrize(
    ("role", "where", "found"),
    [
        ("nodal_officer", {"department": "REV"}, "REV-US"),
        ("nodal_officer", {"department": "REV", "area": "CG"}, "REV-US"),
        ("nodal_officer", {"department": "REV", "area": "CG-DMT-KRD"}, "DMT-DC"),
        ("nodal_officer", {"department": "REV", "area": "CG-DMT-KRD", "level": "SECRETARIAT"}, "REV-US"),
        ("nodal_officer", {"department": "LAND", "area": "CG"}, "REV-US"),
        ("appellate_officer", {"department": "REV"}, "REV-DS"),
        ("nodal_officer", {"department": "HFW"}, None),
        ("collector", {}, None),
    ],
)
def test_the_nearest_post_with_a_role_answers(
    told: Database, role: str, where: dict[str, str], found: str | None
) -> None:
    answer = ask(told, lambda tx: directory.post_with_role(tx, role, **where))

    assert (answer.code if answer else None) == found


def test_the_line_of_reporting_skips_a_post_that_was_abolished(told: Database) -> None:
    above = ask(told, lambda tx: directory.post_above(tx, an_id("REV-US")))

    assert above.code == "REV-DS"
    assert ask(told, lambda tx: directory.post_above(tx, an_id("REV-DS"))) is None


def test_the_work_of_a_post_falls_to_its_successor_or_to_whom_it_reported(pool: Database) -> None:
    ended: dict[str, Any] = {"valid_to": "2025-01-01"}
    save(
        pool,
        post("A", "SEC-REV", ("REV", "CG"), successor=an_id("B"), **ended),
        post("B", "SEC-REV", ("REV", "CG"), reports_to=an_id("REV-GONE"), **ended),
        post("C", "SEC-REV", ("REV", "CG"), successor=an_id("D"), **ended),
        post("D", "SEC-REV", ("REV", "CG"), successor=an_id("C"), **ended),
    )

    def heir(code: str) -> str | None:
        found = ask(pool, lambda tx: directory.heir(tx, an_id(code)))
        return found.code if found else None

    assert {code: heir(code) for code in ("REV-US", "A", "B", "C", "nobody")} == {
        "REV-US": "REV-US",
        "A": "REV-DS",
        "B": "REV-DS",
        "C": None,
        "nobody": None,
    }


def test_the_holder_is_substantive_then_additional_then_looking_after(pool: Database) -> None:
    post_id = an_id("REV-US")
    save(
        pool,
        charge("anjali", "REV-US", valid_to="2026-10-31", charge_id=an_id("anjaliREV-USSUBSTANTIVE")),
        charge("bharat", "REV-US", "LOOK_AFTER", valid_from="2026-11-01", valid_to="2026-11-30"),
    )
    save(pool, received(events.ChargePublished, 2, **_ended("anjali", "REV-US", "2026-10-31")))

    holders = [
        ask(pool, lambda tx: directory.holder(tx, post_id, tx.now), at=NOW + timedelta(days=days))
        for days in (-60, 0, 30)
    ]

    assert [(each.name_en, each.charge_kind) if each else None for each in holders] == [
        ("anjali", "SUBSTANTIVE"),
        ("bharat", "LOOK_AFTER"),
        None,
    ]


def test_all_holders_come_in_the_order_in_which_they_are_asked(pool: Database) -> None:
    save(
        pool,
        charge("anjali", "REV-DS", "LOOK_AFTER"),
        charge("bharat", "REV-DS", "ADDITIONAL_CHARGE"),
    )

    holders = ask(pool, lambda tx: directory.holders(tx, an_id("REV-DS"), NOW))

    assert [each.name_en for each in holders] == ["bharat", "anjali"]
    assert ask(pool, lambda tx: directory.holders(tx, an_id("REV-DS"), NOW, most=1)) == holders[:1]


def _ended(name: str, post_code: str, valid_to: str) -> dict[str, Any]:
    return {
        "charge_id": an_id(f"{name}{post_code}SUBSTANTIVE"),
        "person_id": an_id(name),
        "post_id": an_id(post_code),
        "valid_from": SINCE,
        "valid_to": valid_to,
    }


def test_a_day_begins_at_midnight_in_india(pool: Database) -> None:
    save(pool, charge("bharat", "REV-DS", valid_from="2026-11-24"))
    late_evening, midnight = (
        datetime(2026, 11, 23, 18, 29, tzinfo=UTC),
        datetime(2026, 11, 23, 18, 30, tzinfo=UTC),
    )

    assert ask(pool, lambda tx: directory.holder(tx, an_id("REV-DS"), late_evening)) is None
    assert ask(pool, lambda tx: directory.holder(tx, an_id("REV-DS"), midnight)).name_en == "bharat"


def test_a_suspended_holder_leaves_the_post_vacant_and_a_link_officer_is_no_holder(pool: Database) -> None:
    save(
        pool,
        person("anjali", sequence=2, state="SUSPENDED"),
        charge("bharat", "REV-US", "LINK_OFFICER", for_person=an_id("anjali"), valid_to="2026-12-31"),
    )

    assert ask(pool, lambda tx: directory.holder(tx, an_id("REV-US"), NOW)) is None
    link = ask(pool, lambda tx: directory.link_officer(tx, an_id("REV-US"), NOW))
    assert (link.name_en, link.for_person) == ("bharat", an_id("anjali"))


def test_a_persons_charges_come_strongest_first(pool: Database) -> None:
    save(pool, charge("anjali", "REV-DS", "ADDITIONAL_CHARGE", valid_from="2019-01-01"))

    held = ask(pool, lambda tx: directory.charges_of(tx, an_id("anjali"), NOW))

    assert [each.kind for each in held] == ["SUBSTANTIVE", "ADDITIONAL_CHARGE"]


def test_a_grant_without_an_end_reads_as_the_end_of_time(pool: Database) -> None:
    def until(code: str) -> Any:
        return ask(pool, lambda tx: directory.granted_until(tx, an_id(code), NOW))

    open_ended = {"grant_id": an_id("g1"), "post_id": an_id("REV-US"), "valid_to": None}
    over = {"grant_id": an_id("g2"), "post_id": an_id("REV-DS"), "valid_to": "2026-11-22"}
    save(pool, received(events.GrantPublished, **open_ended), received(events.GrantPublished, **over))

    assert (until("REV-US"), until("REV-DS"), until("DMT-DC")) == (date(9999, 12, 31), None, None)


def test_a_portal_is_known_by_its_key_while_it_is_open(pool: Database) -> None:
    digest = sha256(b"ksp_secret").hexdigest()
    save(pool, received(events.PortalPublished, key_sha256=digest))

    found = ask(pool, lambda tx: directory.portal_by_key(tx, "ksp_secret"))

    assert (found.department, found.origins) == ("REV", ["https://revenue.example"])
    assert ask(pool, lambda tx: directory.portal_by_key(tx, "ksp_other\ud800")) is None
    save(pool, received(events.PortalPublished, 2, key_sha256=digest, state="CLOSED"))
    assert ask(pool, lambda tx: directory.portal_by_key(tx, "ksp_secret")) is None


def test_portals_are_found_by_id_and_listed_by_department_the_closed_ones_too(pool: Database) -> None:
    ids = sorted(an_id(f"portal {each}") for each in range(3))
    for portal_id, code, state in zip(
        ids, ("REV", "HFW", "REV"), ("ACTIVE", "ACTIVE", "CLOSED"), strict=True
    ):
        save(pool, received(events.PortalPublished, portal_id=portal_id, department=code, state=state))

    first = ask(pool, lambda tx: directory.find_portal(tx, ids[0]))
    revenues = ask(pool, lambda tx: directory.portals(tx, ["REV"], UUID(int=0), 10))
    rest = ask(pool, lambda tx: directory.portals(tx, None, ids[0], 1))

    assert (first.name("hi"), first.is_open) == ("राजस्व विभाग की अपनी वेबसाइट", True)
    assert [(each.portal_id, each.is_open) for each in revenues] == [(ids[0], True), (ids[2], False)]
    assert [each.portal_id for each in rest] == [ids[1]]
    assert ask(pool, lambda tx: directory.find_portal(tx, an_id("nobody"))) is None


def test_a_portal_announced_by_the_release_before_goes_by_its_departments_code(pool: Database) -> None:
    event = received(events.PortalPublished)
    del event.data["name_en"], event.data["name_hi"]
    save(pool, event)

    found = ask(pool, lambda tx: directory.find_portal(tx, UUID(event.data["portal_id"])))

    assert (found.name("en"), found.name("hi")) == ("REV", "REV")


def test_a_department_for_which_no_nodal_officer_answers_is_found(told: Database) -> None:
    missing = ask(told, lambda tx: directory.departments_without_role(tx, "nodal_officer"))

    assert [each.code for each in missing] == ["HFW"]


@pytest.mark.parametrize("where", [None, "CG", "CG-DMT", "CG-DMT-KRD", "CG-DRG", "NO"])
def test_who_is_found_to_lack_a_role_in_an_area_is_who_has_nobody_with_it_there(
    pool: Database, where: str | None
) -> None:
    save(pool, department("PWD"), area("CG-DRG", "CG"), office("COL-DRG", "PWD", "CG-DRG", "DISTRICT"))
    save(pool, post("DRG-EE", "COL-DRG", ("PWD", "CG-DRG"), "nodal_officer"))

    missing = ask(pool, lambda tx: directory.departments_without_role(tx, "nodal_officer", area=where))

    def has_nobody(tx: Transaction, code: str) -> bool:
        return directory.post_with_role(tx, "nodal_officer", department=code, area=where) is None

    codes = [each.code for each in ask(pool, directory.departments)]
    assert [each.code for each in missing] == [
        code for code in codes if ask(pool, lambda tx, code=code: has_nobody(tx, code))
    ]
    assert ("PWD" in {each.code for each in missing}) == (where not in (None, "CG-DRG"))


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        (lambda tx: directory.department(tx, "NO"), DepartmentUnknown),
        (lambda tx: directory.area(tx, "NO"), AreaUnknown),
        (lambda tx: directory.office(tx, an_id("NO")), OfficeUnknown),
        (lambda tx: directory.post(tx, an_id("NO")), PostUnknown),
        (lambda tx: directory.person(tx, an_id("NO")), PersonUnknown),
    ],
)
def test_what_was_never_told_is_refused(
    told: Database, question: Callable[[Transaction], Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        ask(told, question)


def test_what_may_be_missing_is_looked_for(told: Database) -> None:
    assert ask(told, lambda tx: directory.area(tx, "CG-DMT").parent) == "CG"
    assert ask(told, lambda tx: directory.office(tx, an_id("COL-DMT")).level) == "DISTRICT"
    assert ask(told, lambda tx: directory.find_office_by_code(tx, "SEC-REV").office_id) == an_id("SEC-REV")
    assert ask(told, lambda tx: directory.find_office_by_code(tx, "NO")) is None
    assert ask(told, lambda tx: directory.find_post_by_code(tx, "REV-US").post_id) == an_id("REV-US")
    assert ask(told, lambda tx: directory.find_post_by_code(tx, "REV-GONE")) is None
    assert ask(told, lambda tx: directory.post(tx, an_id("REV-GONE")).code) == "REV-GONE"
    assert ask(told, lambda tx: directory.find_person_by_staff_uid(tx, "NO")) is None
    assert ask(told, lambda tx: directory.person(tx, an_id("anjali")).name_en) == "anjali"
    assert [each.code for each in ask(told, lambda tx: directory.posts_of_office(tx, an_id("SEC-REV")))] == [
        "REV-DS",
        "REV-US",
    ]
    in_revenue = ask(told, lambda tx: directory.posts_of_department(tx, "REV"))
    assert [each.code for each in in_revenue] == ["DMT-DC", "REV-DS", "REV-US"]


def revoked(session: str | None, at: datetime) -> Event:
    session_id = an_id(session) if session else None
    values: dict[str, Any] = {
        "session_id": session_id,
        "person_id": an_id("anjali"),
        "revoked_at": at.isoformat(),
    }
    return received(events.SessionRevoked, at=at, **values)


def is_revoked(pool: Database, session: str, issued_at: datetime) -> bool:
    answer: bool = ask(pool, lambda tx: directory.is_revoked(tx, an_id(session), an_id("anjali"), issued_at))
    return answer


def test_an_ended_session_is_cut_off_and_the_others_are_not(pool: Database) -> None:
    save(pool, revoked("one", NOW))

    assert is_revoked(pool, "one", NOW + timedelta(minutes=1))
    assert not is_revoked(pool, "two", NOW - timedelta(minutes=1))


def test_a_person_cut_off_needs_a_token_made_later(pool: Database) -> None:
    save(pool, revoked(None, NOW), revoked(None, NOW - timedelta(minutes=2)))

    assert is_revoked(pool, "one", NOW - timedelta(milliseconds=1))
    assert is_revoked(pool, "one", NOW)
    assert not is_revoked(pool, "one", NOW + timedelta(milliseconds=1))


def test_a_revocation_is_forgotten_when_no_token_can_remember_it(pool: Database) -> None:
    later = NOW + timedelta(hours=2)
    save(pool, revoked("one", NOW))
    save(pool, revoked("two", later), at=later)

    assert not is_revoked(pool, "one", NOW)
    assert is_revoked(pool, "two", later)


def test_the_copy_is_stale_until_its_speaker_is_heard_and_after_it_falls_silent(
    database: Callable[..., Database],
) -> None:
    pool = database("wfh")
    assert ask(pool, directory.is_stale)

    save(pool, received(events.DirectoryBeat))

    assert not ask(pool, directory.is_stale, at=NOW + timedelta(seconds=60))
    assert ask(pool, directory.is_stale, at=NOW + timedelta(seconds=61))


def test_an_old_word_does_not_make_the_copy_fresh(database: Callable[..., Database]) -> None:
    pool = database("wfh")
    hour_later = NOW + timedelta(hours=1)

    save(pool, received(events.DirectoryBeat), at=hour_later)

    assert ask(pool, directory.is_stale, at=hour_later)


def test_a_republication_closes_what_it_did_not_name(pool: Database) -> None:
    run = an_id("run")
    save(pool, received(events.RepublishBegun, run_id=run))
    save(
        pool,
        department("REV", sequence=2),
        department("LAND", "REV", sequence=2),
        person("anjali", sequence=2),
    )
    save(pool, received(events.RepublishEnded, run_id=run))

    assert [each.code for each in ask(pool, directory.departments)] == ["LAND", "REV"]
    assert ask(pool, lambda tx: directory.department(tx, "HFW").valid_to) == date(2026, 11, 22)
    assert ask(pool, lambda tx: directory.person(tx, an_id("bharat")).state) == "CLOSED"
    assert ask(pool, directory.areas) == []
    assert ask(pool, lambda tx: directory.department(tx, "OLD").valid_to) == date(2024, 3, 31)


def test_the_end_of_an_older_run_closes_nothing(pool: Database) -> None:
    for run in ("one", "two"):
        save(pool, received(events.RepublishBegun, run_id=an_id(run)))

    save(pool, received(events.RepublishEnded, run_id=an_id("one")))

    assert len(ask(pool, directory.departments)) == 3
