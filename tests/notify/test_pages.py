"""The pages of notices and alarms, as employees and operators see them."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from kernel.clock import frozen
from kernel.database import Database, Queries, Transaction
from kernel.identity import Zone
from services.auth import events as auth
from services.files import events as files
from services.notify import actions
from services.notify.pages import pages
from services.notify.sender import Sender
from services.public import events as public
from services.wfh import events as wfh
from tests.clients import Client, a_client
from tests.fakes import an_id
from tests.forms import FORM, hidden_fields, send
from tests.notify.desks import (
    AT_NIGHT,
    CASE,
    NEXT_MORNING,
    NUMBER,
    ON_DUTY,
    SO,
    US,
    VACANT,
    duty_hours,
    hear,
    holder_of,
    received,
    registered,
    save,
)
from tests.notify.test_api import OPERATOR, staff

queries = Queries.beside(__file__)
OFFICER = staff(US)
IN_HINDI = staff(US, language="hi")


@pytest.fixture
def client(notify: Database, tmp_path: Path) -> Client:
    """The pages on this test's database."""
    return a_client("notify", notify, tmp_path, [pages])


def told(notify: Database, sender: Sender, *events: Any) -> None:
    with frozen(ON_DUTY):
        hear(notify, *events)
        sender.plan_once()


def read_path(client: Client) -> str:
    page = client.get("/notify/notices", actor=OFFICER).text
    return page.partition('<form method="post" action="/notify/notices/0')[2].partition('"')[0]


def test_new_notices_come_first_and_lead_to_what_they_are_about(
    notify: Database, sender: Sender, client: Client
) -> None:
    file_id = an_id("a file")
    told(notify, sender, registered(), received(files.FileForwarded, to_post=US, file_id=file_id))

    page = client.get("/notify/notices", actor=OFFICER)

    assert page.text.count("notice--new") == 2
    assert f"Case {NUMBER} came to the desk Under Secretary" in page.text
    assert "No earlier notices." in page.text
    opened = "/notify/notices/0" + read_path(client)
    answer = send(client, page, opened, OFFICER, then="open")
    assert answer.status_code == 303
    assert answer.headers["location"] in (f"/desk/cases/{CASE}", f"/files/files/{file_id}")
    after = client.get("/notify/notices", actor=OFFICER).text
    assert after.count("notice--new") == 1
    assert answer.headers["location"] in after.partition("Earlier")[2]


def test_a_notice_marked_twice_is_read_once(notify: Database, sender: Sender, client: Client) -> None:
    told(notify, sender, received(public.CaseAssigned, to_post=US))
    page = client.get("/notify/notices", actor=OFFICER)
    path = "/notify/notices/0" + read_path(client)

    answers = [send(client, page, path, OFFICER, then="stay") for _click in range(2)]

    assert [answer.headers["location"] for answer in answers] == ["/notify/notices"] * 2
    assert "There is nothing new." in client.get("/notify/notices", actor=OFFICER).text


def test_all_that_was_shown_is_read_and_what_came_meanwhile_stays_new(
    notify: Database, sender: Sender, client: Client
) -> None:
    told(notify, sender, *(received(public.CaseAssigned, to_post=US) for _case in range(3)))
    page = client.get("/notify/notices", actor=OFFICER)
    told(notify, sender, received(public.CaseAssigned, to_post=US))

    answer = send(client, page, "/notify/notices/read", OFFICER)

    assert answer.status_code == 303
    assert client.get("/notify/notices", actor=OFFICER).text.count("notice--new") == 1


def test_what_was_told_meanwhile_stays_new_though_its_event_came_before(
    notify: Database, sender: Sender, client: Client
) -> None:
    duty_hours(notify)
    with frozen(AT_NIGHT):
        hear(notify, received(public.CaseAssigned, to_post=US))
        hear(notify, received(auth.AccountChanged, person_id=holder_of(US), what="BACKUP_CODE_USED"))
        sender.plan_once()
    page = client.get("/notify/notices", actor=OFFICER)
    with frozen(NEXT_MORNING):
        sender.plan_once()

    send(client, page, "/notify/notices/read", OFFICER)

    new = client.get("/notify/notices", actor=OFFICER).text.partition("Earlier")[0]
    assert page.text.count("notice--new") == 1
    assert new.count("notice--new") == 1
    assert "A case" in new


def test_a_form_of_an_older_page_marks_by_the_newest_notice_alone(
    notify: Database, sender: Sender, client: Client
) -> None:
    told(notify, sender, *(received(public.CaseAssigned, to_post=US) for _case in range(2)))
    page = client.get("/notify/notices", actor=OFFICER)
    fields = hidden_fields(page, "/notify/notices/read")
    del fields["told_until"]

    client.post("/notify/notices/read", actor=OFFICER, body=urlencode(fields), headers=FORM)

    assert "There is nothing new." in client.get("/notify/notices", actor=OFFICER).text


def test_nobody_marks_the_notice_of_another(notify: Database, sender: Sender, client: Client) -> None:
    told(notify, sender, received(public.CaseAssigned, to_post=US))
    page = client.get("/notify/notices", actor=OFFICER)
    path = "/notify/notices/0" + read_path(client)

    answer = send(client, page, path, staff(SO, session_id=OFFICER.session_id), then="open")

    assert answer.status_code == 404
    assert client.get("/notify/notices", actor=OFFICER).text.count("notice--new") == 1


def test_from_the_open_internet_a_paper_has_no_name_and_no_link(
    notify: Database, sender: Sender, client: Client
) -> None:
    told(notify, sender, registered())
    at_home = replace(OFFICER, zone=Zone.INTERNET)

    page = client.get("/notify/notices", actor=at_home)
    path = "/notify/notices/0" + read_path(client)
    opened = send(client, page, path, at_home, then="open")

    assert "A paper waits" in page.text
    assert NUMBER not in page.text
    assert str(CASE) not in page.text
    assert opened.headers["location"] == "/notify/notices"


def test_a_day_leads_to_my_days_and_one_to_decide_to_the_approvals(
    notify: Database, sender: Sender, client: Client
) -> None:
    asked = received(wfh.DayRequested, approver_post=US, person_id=holder_of(SO))
    told(notify, sender, asked, received(wfh.DayApproved, person_id=holder_of(US)))
    page = client.get("/notify/notices", actor=OFFICER)
    send(client, page, "/notify/notices/read", OFFICER)

    read = client.get("/notify/notices", actor=OFFICER).text

    assert 'href="/wfh/days"' in read
    assert 'href="/wfh/approvals"' in read
    assert "Ravi" in read


def test_without_a_valid_text_the_list_stands(notify: Database, sender: Sender, client: Client) -> None:
    told(notify, sender, registered(), received(public.CaseAssigned, to_post=US))
    with notify.transaction() as tx, tx.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE template SET valid_to = '2026-02-01' WHERE purpose = 'case-received' AND channel = 'NOTICE'"
        )

    page = client.get("/notify/notices", actor=IN_HINDI)

    assert page.status_code == 200
    assert page.text.count("notice--new") == 2
    assert "स्वीकृत पाठ उपलब्ध नहीं है" in page.text


def test_nine_notices_cost_as_many_questions_as_one(
    notify: Database, sender: Sender, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = Transaction._run

    def counting(tx: Transaction, query: Any, params: Any) -> Any:
        asked.append(query.name)
        return real(tx, query, params)

    def questions() -> list[str]:
        asked.clear()
        with monkeypatch.context() as watched:
            watched.setattr(Transaction, "_run", counting)
            client.get("/notify/notices", actor=OFFICER)
        return list(asked)

    told(notify, sender, received(public.CaseAssigned, to_post=US))
    for_one = questions()
    told(notify, sender, *(received(public.CaseAssigned, to_post=US) for _case in range(8)))

    assert questions() == for_one
    assert "find_people_by_id" in for_one


def test_earlier_notices_come_page_by_page(notify: Database, sender: Sender, client: Client) -> None:
    told(notify, sender, *(received(public.CaseAssigned, to_post=US) for _case in range(25)))
    send(client, client.get("/notify/notices", actor=OFFICER), "/notify/notices/read", OFFICER)

    first = client.get("/notify/notices", actor=OFFICER).text
    following = first.partition('href="?after=')[2].partition('"')[0]
    second = client.get(f"/notify/notices?after={following}", actor=OFFICER).text

    assert first.count("<time") == 20
    assert second.count("<time") == 5
    assert "Back to the newest notices" in second
    assert client.get("/notify/notices?after=nonsense", actor=OFFICER).status_code == 422


def test_the_card_shows_the_newest_five_and_counts_all(
    notify: Database, sender: Sender, client: Client
) -> None:
    told(notify, sender, *(received(public.CaseAssigned, to_post=US) for _case in range(7)))

    card = client.get("/notify/_card/notices", actor=OFFICER).text
    fragment = client.get("/notify/_fragment/notices", actor=OFFICER).text

    assert card == fragment
    assert "<html" not in card
    assert card.count("<time") == 5
    assert ">7</strong>" in card
    assert "कोई नई सूचना नहीं है।" in client.get("/notify/_card/notices", actor=staff(SO, language="hi")).text


def test_of_very_many_unread_notices_a_thousand_are_counted(notify: Database, client: Client) -> None:
    with notify.transaction() as tx:
        tx.execute(queries.tell_many, person_id=holder_of(US), number=1001, now=ON_DUTY)
        told_live = actions.unread_of(tx, [holder_of(US)])[holder_of(US)]
        newest = tx.fetch_value(queries.find_newest)

    card = client.get("/notify/_card/notices", actor=OFFICER).text

    assert (told_live.number, told_live.newest) == (1000, str(newest))
    assert ">1,000+</strong>" in card


def test_a_post_and_a_person_with_any_sign_in_their_names_are_written_of(
    notify: Database, sender: Sender, client: Client
) -> None:
    about = {"post_id": US, "office_id": an_id("SEC-REV"), "name_hi": "अधिकारी"}
    officer = {"person_id": holder_of(US), "name_en": "Ramesh S/o Mohan " + "x" * 100, "name_hi": "रमेश"}
    save(notify, received(auth.PostPublished, sequence=2, **about, name_en="Officer (Rev/Land)"))
    save(notify, received(auth.PersonPublished, sequence=2, **officer))
    told(notify, sender, received(public.CaseAssigned, to_post=US))

    page = client.get("/notify/notices", actor=OFFICER).text

    assert "Ramesh S-o Mohan…" in page
    assert "Officer (Rev-Land)" in page


def test_operators_see_vacant_posts_and_others_do_not(
    notify: Database, sender: Sender, client: Client
) -> None:
    told(notify, sender, received(public.CaseAssigned, to_post=VACANT))

    page = client.get("/notify/alarms?open=true", actor=OPERATOR)

    assert "Section Officer 2" in page.text
    assert "Nobody holds this post" in page.text
    assert "Told instead: Under Secretary" in page.text
    assert client.get("/notify/alarms", actor=OFFICER).status_code == 403
    assert client.get("/notify/alarms", actor=replace(OPERATOR, zone=Zone.INTERNET)).status_code == 403
    assert client.get("/notify/notices").headers["location"].startswith("/staff/renew?next=")


def test_on_a_hindi_page_nothing_is_english(notify: Database, sender: Sender, client: Client) -> None:
    told(notify, sender, registered(), received(public.CaseAssigned, to_post=VACANT))

    pages_in_hindi = [
        client.get("/notify/notices", actor=IN_HINDI).text,
        client.get("/notify/alarms", actor=replace(OPERATOR, language="hi")).text,
    ]

    for text in pages_in_hindi:
        assert '<html lang="hi">' in text
        for word in ("Notice", "Mark", "Earlier", "Post<", "Messages", "Stands"):
            assert word not in text.partition("<main")[2].partition("</main>")[0], word
