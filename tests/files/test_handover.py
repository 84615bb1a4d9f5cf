"""What lies at the desks of a leaver is told to himself, and how much of it to his administrators."""

from pathlib import Path

import pytest

from kernel.identity import Zone
from services.files.domain import Grade
from tests.clients import Client
from tests.fakes import a_charge, an_actor
from tests.files.browsing import seats
from tests.files.desks import LAN, OFFICER, Section, a_receipt, officer, recorded, secretary

PART = "/files/_fragment/handover?of=uid-REV-SO-1"


@pytest.fixture
def zones(section: Section, tmp_path: Path) -> dict[str, Client]:
    with section.at() as tx:
        a_receipt(tx, to=OFFICER, subject="Boundary of Dugli")
        a_receipt(tx, to=OFFICER, subject="A secret road", grade=Grade.CONFIDENTIAL)
    return seats(section, tmp_path)


def test_the_officer_sees_which_papers_and_it_goes_on_record(
    zones: dict[str, Client], section: Section
) -> None:
    over_vpn = zones["vpn"].get(PART, actor=officer()).text
    inside = zones["lan"].get(PART, actor=officer(**LAN)).text

    assert "Boundary of Dugli" in over_vpn
    assert "A secret road" not in over_vpn + inside
    assert ">1<" in over_vpn
    assert ">2<" in inside
    assert [act for act, _subject in recorded(section)].count("files.handover-listed") == 2


def test_an_administrator_sees_how_much_and_nobody_else_anything(zones: dict[str, Client]) -> None:
    admin = an_actor(charge=a_charge(department="REV", roles=frozenset({"department_admin"})))
    other = an_actor(charge=a_charge(department="HFW", roles=frozenset({"department_admin"})))

    told = zones["vpn"].get(PART, actor=admin).text

    assert ">1<" in told
    assert "Boundary of Dugli" not in told
    assert zones["vpn"].get(PART, actor=other).text == "<!-- -->"
    assert zones["vpn"].get(PART, actor=secretary()).text == "<!-- -->"
    assert zones["internet"].get(PART, actor=officer(zone=Zone.INTERNET)).text == "<!-- -->"
