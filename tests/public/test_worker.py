"""What public listens to, and that its handlers do it."""

from typing import Any

from kernel.edge.worker import listener_of
from services.auth import events as auth_events
from services.files import events as files_events
from services.files.events import ReceiptDiarised
from services.notify.events import ContactWanted
from services.public import actions, store
from services.public.domain.timeline import What
from services.public.worker import PublicWorker
from services.wfh import events as wfh_events
from tests.fakes import an_id
from tests.public.citizens import as_notify_reads
from tests.public.conftest import Desk
from tests.public.questions import queries
from tests.public.test_desk import a_reply
from tests.public.town import a_body, a_visitor, nodal
from tests.wfh.office import heard


def a_worker(desk: Desk) -> PublicWorker:
    worker = PublicWorker()
    worker.context = desk.means
    return worker


def test_the_directory_and_the_calendar_come_over_their_own_queue() -> None:
    listener = listener_of(PublicWorker)

    assert set(auth_events.DIRECTORY) <= set(listener.directory_events)
    assert wfh_events.CalendarRulePublished in listener.directory_events
    assert files_events.ReplyIssued in listener.lane_events


def test_a_diary_number_comes_to_its_case(desk: Desk) -> None:
    case = desk.file()
    event = ReceiptDiarised(
        receipt_id=an_id("receipt"),
        diary_number="SEC-REV-S1/2026/000017",
        case_id=case.case_id,
        office_id=an_id("SEC-REV"),
        post_id=an_id("REV-SO-1"),
    )

    a_worker(desk).on_receipt_diarised(desk.tx, heard(event))

    last = store.find_events(desk.tx, case.case_id, shown_only=True)[-1]
    assert (last["what"], last["reference"]) == (What.DIARISED, "SEC-REV-S1/2026/000017")


def contacts_given(desk: Desk) -> list[dict[str, Any]]:
    """The data of contacts told to notify, the newest last."""
    desk.tx.flush()
    rows = desk.tx.fetch_all(queries.find_announced)
    return [row["data"] for row in rows if row["type"] == "in.karyasetu.public.contact-given.v1"]


def test_a_contact_that_notify_lacks_is_given_again(desk: Desk) -> None:
    case = desk.file(email="asha@mail.example")
    wanted = heard(ContactWanted(contact_id=case.contact_id))

    a_worker(desk).on_contact_wanted(desk.tx, wanted, desk.means)

    first, again = (
        as_notify_reads(desk.means, given)
        for given in contacts_given(desk)
        if given["contact_id"] == str(case.contact_id)
    )
    assert again == first
    assert again["email"] == "asha@mail.example"


def test_so_is_that_of_a_filing_that_waits_for_its_code(desk: Desk) -> None:
    actions.file_by_form(desk.tx, a_visitor(), desk.means, a_body(department="REV"))
    (given,) = contacts_given(desk)

    wanted = heard(ContactWanted(contact_id=given["contact_id"]))
    a_worker(desk).on_contact_wanted(desk.tx, wanted, desk.means)

    first, again = (as_notify_reads(desk.means, each) for each in contacts_given(desk))
    assert again == first


def test_a_contact_that_is_not_known_here_is_not_given(desk: Desk) -> None:
    wanted = heard(ContactWanted(contact_id=an_id("a stranger")))

    a_worker(desk).on_contact_wanted(desk.tx, wanted, desk.means)

    assert contacts_given(desk) == []


def test_a_reply_without_a_case_of_ours_changes_nothing(desk: Desk) -> None:
    case = desk.file()
    stranger = a_reply(desk, case)
    stranger.data["case_id"] = str(an_id("another case"))

    a_worker(desk).on_reply_issued(desk.tx, stranger, desk.means)

    assert store.find_documents(desk.tx, case.case_id) == []


def test_a_reply_comes_to_its_case(desk: Desk) -> None:
    case = desk.file()
    actions.refer_to_file(desk.tx, nodal(), desk.means, case.case_id, {})

    a_worker(desk).on_reply_issued(desk.tx, a_reply(desk, case), desk.means)

    assert store.get_case(desk.tx, case.case_id).state == "ACTION_TAKEN"


def test_timers_run_on_an_empty_town(desk: Desk) -> None:
    worker = a_worker(desk)

    worker.mark_overdue(desk.tx)
    worker.expire_filings(desk.tx)
    worker.sweep_papers(desk.tx, desk.means)
