"""The operations page in a browser: every service shows itself to operators, and to nobody else."""

from deploy.local.installation import Installation
from tests.browser.conftest import Browse

ADMINISTRATOR, OFFICER = "GAD-ADM-1", "REV-SO-1"


def test_operators_see_every_process_and_every_lane(browse: Browse, site: Installation) -> None:
    page = browse("en", ADMINISTRATOR)

    page.goto("/ops")

    processes = set(page.locator(".ks-tile b[translate=no], .ks-bars th").all_inner_texts())
    of_services = {process.name for process in site.processes() if not process.is_infrastructure}
    assert of_services <= processes
    assert len(of_services) > 20
    assert page.locator(".ks-tile--down").count() == 0


def test_an_officer_sees_nothing_of_it(browse: Browse) -> None:
    page = browse("en", OFFICER)

    page.goto("/ops")

    assert page.locator(".ks-tile").count() == 0
    assert page.locator(".ks-part--away").count() == 0
