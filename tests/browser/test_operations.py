"""The operations page in a browser: every service shows itself to operators, and to nobody else."""

import pytest

from deploy.local.installation import Installation
from tests.browser.conftest import Browse
from tests.browser.looking import Eye
from tests.browser.test_walks_administrator import CALLED
from tests.browser.visitors import open_whole

ADMINISTRATOR, OFFICER = "GAD-ADM-1", "REV-SO-1"


def test_operators_see_every_process_and_every_lane(browse: Browse, site: Installation) -> None:
    page = browse("en", ADMINISTRATOR)

    open_whole(page, "/ops")

    processes = set(page.locator(".ks-tile b[translate=no]").all_inner_texts())
    of_services = {process.name for process in site.processes() if not process.is_infrastructure}
    assert of_services <= processes
    assert len(of_services) > 20
    assert page.locator(".ks-tile--down").count() == 0


def test_operators_see_how_the_gateway_broker_and_databases_are(browse: Browse) -> None:
    page = browse("en", ADMINISTRATOR)

    open_whole(page, "/ops")

    gateway = page.locator(".ks-part").filter(has=page.get_by_role("heading", name="Gateway"))
    assert gateway.locator(".ks-tile b[translate=no]").all_inner_texts() == [
        *("gateway", "gateway-counter", "gateway-keeper")
    ]
    words = gateway.inner_text()
    for said in ("Revoked certificates of devices", "Requests in each minute", "What the gateway refused"):
        assert said in words
    assert page.get_by_text("The broker answers").count() == 5
    assert page.get_by_text("in the database").count() == 5


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_page_is_whole_on_every_screen_without_scripts(
    browse: Browse, look_at: Eye, language: str, width: int
) -> None:
    page = browse(language, ADMINISTRATOR, javascript=False, width=width)

    open_whole(page, "/ops")

    look_at(page, "operations-whole", foreign=CALLED)


def test_an_officer_sees_nothing_of_it(browse: Browse) -> None:
    page = browse("en", OFFICER)

    answer = open_whole(page, "/ops")

    assert answer
    assert answer.status == 200
    assert page.get_by_role("heading", level=1, name="Operations").is_visible()
    assert page.get_by_text("to others the parts of this page stay empty").is_visible()
    assert page.locator(".ks-tile").count() == 0
    assert page.locator("[id^=away-]").count() == 0
    assert "gateway-keeper" not in page.content()
    assert page.locator(".ks-part--away").count() == 0
