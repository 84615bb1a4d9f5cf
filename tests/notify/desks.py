"""Revenue's desks and what may happen to the people who sit there."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from kernel import clock, directory
from kernel.clock import IST
from kernel.database import Database
from kernel.events import Event
from kernel.sealing import Sealing
from services.auth import events as auth
from services.notify import store
from services.notify.domain import Channel
from services.notify.worker import NotifyWorker
from services.public import events as public
from services.wfh import events as wfh
from tests.fakes import an_id

E = TypeVar("E", bound=Event)

ON_DUTY = datetime(2026, 3, 18, 11, 0, tzinfo=IST)  # a Wednesday
AT_NIGHT = datetime(2026, 3, 18, 22, 0, tzinfo=IST)
NEXT_MORNING = datetime(2026, 3, 19, 10, 0, tzinfo=IST)

OFFICE = an_id("SEC-REV")
DA, SO, US, DS = (an_id(f"REV-{rank}-1") for rank in ("DA", "SO", "US", "DS"))
VACANT = an_id("REV-SO-2")
CONTACT = an_id("a citizen's contact")
CASE = an_id("a case")
NUMBER = "26100000175"
MOBILE, MAIL = "9800000001", "citizen@example.in"

_SINCE = "2000-11-01"
# post: name of its holder in English and in Hindi, rank, the post above
_POSTS: dict[UUID, tuple[str, str, str, UUID | None]] = {
    DA: ("Dealing Assistant", "सहायक", "ASSISTANT_GRADE_1", SO),
    SO: ("Section Officer", "अनुभाग अधिकारी", "SECTION_OFFICER", US),
    VACANT: ("Section Officer 2", "अनुभाग अधिकारी 2", "SECTION_OFFICER", US),
    US: ("Under Secretary", "अवर सचिव", "UNDER_SECRETARY", DS),
    DS: ("Deputy Secretary", "उप सचिव", "DEPUTY_SECRETARY", None),
}
_PEOPLE = {DA: ("Asha", "आशा"), SO: ("Ravi", "रवि"), US: ("Meena", "मीना"), DS: ("Om", "ओम")}


def everyway(_sealed: str) -> frozenset[Channel]:
    """The ways to somebody who has every address."""
    return frozenset(Channel)


def holder_of(post_id: UUID) -> UUID:
    """The person who holds a post in this department."""
    return an_id(f"holder of {post_id}")


def received(event: type[E], *, sequence: int = 1, event_id: UUID | None = None, **data: Any) -> E:
    """An event as it comes out of the queue."""
    plain = {key: _plain(value) for key, value in (event.example | data).items()}
    return event.from_envelope(
        {
            "id": str(event_id or clock.new_id()),
            "type": event.type(),
            "subject": plain[event.subject],
            "sequence": f"{sequence:020}",
            "department": "REV",
            "time": clock.now().isoformat(),
            "correlationid": str(clock.new_id()),
            "data": plain,
        }
    )


def hear(database: Database, *events: Event) -> None:
    """Give events to the worker's handlers, each in a transaction of its own."""
    worker = NotifyWorker()
    for event in events:
        name = event.name.partition(".")[2].replace("-", "_")
        handler = getattr(worker, f"on_{name}")
        bulk = any(mark.how.get("bulk") for mark in handler.nameko_entrypoints)
        with database.transaction() as tx:
            handler(tx, [event] if bulk else event)


def a_department(database: Database) -> None:
    """Revenue with five desks, one of them vacant."""
    with database.transaction() as tx:
        for event in _directory():
            directory.save(tx, event)


def a_charge(post_id: UUID, person_id: UUID, **over: Any) -> Event:
    """A charge as the directory announces it."""
    data = {"charge_id": an_id(f"{person_id} at {post_id}"), "person_id": person_id, "post_id": post_id}
    return received(auth.ChargePublished, **{**data, "kind": "SUBSTANTIVE", "valid_from": _SINCE, **over})


def save(database: Database, *events: Event) -> None:
    """Take directory events over."""
    with database.transaction() as tx:
        for event in events:
            directory.save(tx, event)


def duty_hours(database: Database, **over: Any) -> None:
    """Ten to half past five, Monday to Friday, for the whole state unless told otherwise."""
    hear(database, received(wfh.DutyHoursPublished, **over))


def absent(database: Database, person_id: UUID, on: date = date(2026, 3, 18), days: int = 3) -> None:
    """That person is away from *on* for some days."""
    absence = {"absence_id": an_id(f"absence of {person_id}"), "person_id": person_id}
    last = on + timedelta(days=days - 1)
    hear(database, received(wfh.AbsenceRecorded, **absence, starts_on=on, ends_on=last))


def a_citizens_contact(
    database: Database, seals: Any, *, sequence: int = 1, contact_id: UUID = CONTACT, **over: Any
) -> None:
    """The citizen's mobile and address, sealed by public."""
    sealing: Sealing = seals("public")
    payload = {"mobile": MOBILE, "email": MAIL, "language": "hi", **over}
    sealed = sealing.seal(payload, to="notify")
    hear(database, received(public.ContactGiven, contact_id=contact_id, sealed=sealed, sequence=sequence))


def an_officers_contact(
    database: Database, seals: Any, post_id: UUID, email: str, mobile: str | None = None, sequence: int = 1
) -> None:
    """The address of the holder of a post, sealed by auth."""
    sealed = seals("auth").seal({"mobile": mobile, "email": email or None, "language": "hi"}, to="notify")
    given = {"person_id": holder_of(post_id), "sealed": sealed, "sequence": sequence}
    hear(database, received(auth.ContactPublished, **given))


def registered(**over: Any) -> public.CaseRegistered:
    """A case in Hindi that came to the under secretary's desk."""
    about = {"case_id": CASE, "number": NUMBER, "contact_id": CONTACT, "nodal_post": US}
    return received(public.CaseRegistered, **about | over)


def messages(database: Database, **marks: Any) -> list[dict[str, Any]]:
    """The message rows, the newest first."""
    wanted = dict.fromkeys(("purpose", "state", "recipient", "case_id", "after")) | {"limit": 1000} | marks
    with database.transaction() as tx:
        return store.find_messages(tx, **wanted)


def deliveries(database: Database, **marks: Any) -> list[dict[str, Any]]:
    """The delivery rows, the newest first."""
    wanted = dict.fromkeys(("message_id", "state", "channel", "after")) | {"limit": 1000} | marks
    with database.transaction() as tx:
        return store.find_deliveries(tx, **wanted)


def alarms(database: Database) -> list[dict[str, Any]]:
    """The alarm rows, the newest first."""
    with database.transaction() as tx:
        return store.find_alarms(tx, open=None, after=None, limit=100)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _directory() -> Iterable[Event]:
    yield received(auth.DepartmentPublished, code="REV", kind="department", parent=None)
    yield received(auth.OfficePublished, office_id=OFFICE, department="REV", area="CG")
    for post_id, (name_en, name_hi, rank, above) in _POSTS.items():
        about = {"post_id": post_id, "code": str(post_id)[:8], "office_id": OFFICE, "rank": rank}
        names = {"name_en": name_en, "name_hi": name_hi, "reports_to": above}
        yield received(auth.PostPublished, **about, **names)
    for post_id, (name_en, name_hi) in _PEOPLE.items():
        about = {"person_id": holder_of(post_id), "staff_uid": f"CG{post_id.int % 10**6:06}"}
        yield received(auth.PersonPublished, **about, name_en=name_en, name_hi=name_hi, language="hi")
        yield a_charge(post_id, holder_of(post_id))
