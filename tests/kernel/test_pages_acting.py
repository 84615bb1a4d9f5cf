"""Every page of officers says who acts for which post, and in whose place."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kernel.database import Database
from kernel.edge.pages import Page, Pages
from kernel.identity import ALLOWED
from kernel.ui.rendering import Templates
from tests.clients import Client, a_client
from tests.fakes import a_charge, an_actor, an_id
from tests.kernel.test_directory import person, post, save
from tests.ui.markup import invalid_html

pages = Pages("public", {"read": lambda _actor: ALLOWED})
pages.templates = Templates([Path(__file__).parent / "templates"])

OFFICER = an_actor(person_id=an_id("Priya"), language="en")


@pages.get("/desk", may="read")
def desk() -> Page:
    """A page of officers."""
    return Page("desk.html")


@pytest.fixture
def database_(database: Callable[..., Database]) -> Database:
    return database("public")


@pytest.fixture
def client(database_: Database, tmp_path: Path) -> Client:
    return a_client("public", database_, tmp_path, [pages])


def test_the_person_and_the_acting_post_stand_at_the_top(client: Client, database_: Database) -> None:
    save(database_, person("Priya", name_hi="प्रिया"))
    save(
        database_,
        post("REV-SO-1", "SEC-REV-S1", ("REV", "CG"), name_en="Section Officer 1", name_hi="अनुभाग अधिकारी 1"),
    )

    english = client.get("/desk", actor=OFFICER).text
    hindi = client.get("/desk", actor=replace(OFFICER, language="hi")).text

    assert "Priya · Section Officer 1</p>" in english
    assert "प्रिया · अनुभाग अधिकारी 1</p>" in hindi
    assert "/staff/post" not in english
    assert invalid_html(hindi) == []


def test_who_stands_in_is_shown_with_whom_and_may_act_for_another_post(
    client: Client, database_: Database
) -> None:
    save(database_, person("Priya"), person("Ramesh"))
    other = a_charge(
        charge_id=an_id("other"), post_id=an_id("REV-US-1"), kind="LINK_OFFICER", for_person=an_id("Ramesh")
    )

    page = client.get("/desk", actor=replace(OFFICER, charge=other, charges=(a_charge(), other))).text

    assert "Priya (for Ramesh)" in page
    assert 'href="/staff/post?next=/desk"' in page


def test_an_officer_of_whom_nothing_was_heard_goes_by_the_staff_number(client: Client) -> None:
    page = client.get("/desk", actor=OFFICER).text

    assert f"<p>{OFFICER.staff_uid}</p>" in page
