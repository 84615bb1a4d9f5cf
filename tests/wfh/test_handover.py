"""What a leaver hands over of work from home."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from kernel.database import Database
from services.wfh import actions
from services.wfh.domain import Part
from services.wfh.pages import pages
from tests.clients import a_client
from tests.wfh.office import ADMINISTRATOR, AT_HOME, SECOND_OFFICER, UNDER_SECRETARY, a_person


def test_waiting_decisions_and_days_ahead_are_told_to_those_concerned(
    office: Database, tmp_path: Path, database: Callable[..., Database]
) -> None:
    with office.transaction() as tx:
        actions.ask(tx, AT_HOME, [(date(2026, 3, day), Part.FULL) for day in (13, 16)], "a private reason")
    client = a_client("wfh", office, tmp_path, [pages])
    above, below = (a_person(name).data["staff_uid"] for name in ("under secretary", "section officer"))

    deciding = client.get(f"/wfh/_fragment/handover?of={above}", actor=UNDER_SECRETARY).text
    asking = client.get(f"/wfh/_fragment/handover?of={below}", actor=ADMINISTRATOR).text

    assert "REV-US-1: 2 days wait for a decision, the first for 13 March 2026." in deciding
    assert "Own days at home still to come: 13 March 2026, 16 March 2026" in asking
    assert "a private reason" not in asking
    for actor in (SECOND_OFFICER, AT_HOME):
        assert client.get(f"/wfh/_fragment/handover?of={above}", actor=actor).text == "<!-- -->"
