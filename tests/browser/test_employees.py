"""Employees in a browser: entered one by one and by a table, given a login; the record for its readers."""

import io
import re
import secrets

import pyotp
import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.browser import offices
from tests.browser.conftest import Browse
from tests.browser.looking import Eye
from tests.browser.visitors import Visitors
from tests.browser.walks import TWO_WAYS, Walk

ADMINISTRATOR, AUDITOR = "GAD-ADM-1", "GAD-AUD-1"
# Endings of files and codes that are written so everywhere.
ENDINGS = (".xlsx", ".csv", ".jsonl", "UTF-8")
TABLES = ("people.csv", "employees.csv", *ENDINGS)
HEADING = "staff_uid,name_en,name_hi,mobile"


def a_number() -> str:
    """A staff number that nobody has."""
    return f"CG8{secrets.randbelow(10**7):07d}"


def choose_table(page: Page, *rows: str) -> None:
    content = "\n".join([HEADING, *rows]).encode()
    page.set_input_files("#table", {"name": "people.csv", "mimeType": "text/csv", "buffer": content})
    page.click("main form[enctype] button")


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_an_administrator_enters_an_employee_who_then_makes_a_login(walk: Walk, visitors: Visitors) -> None:
    page, staff_uid = walk.page(ADMINISTRATOR), a_number()
    page.goto("/staff/people/new")
    walk.look(page, "employee-new")
    page.fill("#staff_uid", staff_uid)
    page.fill("#name_en", "दीपक")
    page.fill("#name_hi", "दीपक वर्मा")
    page.click("main button.govuk-button")
    expect(page.locator("#name_en-error, .govuk-error-summary").first).to_be_visible()
    walk.look(page, "employee-refused", foreign=("दीपक",))
    page.fill("#name_en", "Deepak Verma")
    page.click("main button.govuk-button")
    walk.look(page, "employee", foreign=("entered",))

    visitors.press_freshly(page, "main form[action$='/link'] button", ADMINISTRATOR)
    code, link = (page.inner_text(at) for at in (".govuk-panel__title", "main ol [translate=no]"))
    walk.look(page, "employee-slip", foreign=(code,))
    page.reload()
    assert code not in page.inner_text("main")

    offices.forgive_first_logins(walk.site)
    own = walk.page()
    own.goto(link)
    assert own.input_value("#code") == code
    walk.look(own, "first-login")
    own.click("main form button")
    walk.look(own, "first-login-setup")
    secret = own.locator("details strong").text_content() or ""
    for field in ("#password_new", "#password_again"):
        own.fill(field, "एक लंबा password यहाँ")
    own.fill("#authenticator_code", pyotp.TOTP(secret).now())
    own.click("main form button")
    own.wait_for_url("**/staff/first/done")
    walk.look(own, "first-login-done")


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_a_table_is_watched_while_it_is_checked_and_entered_and_its_slips_are_printed(
    walk: Walk, visitors: Visitors
) -> None:
    page, numbers = walk.page(ADMINISTRATOR), [a_number() for _row in range(3)]
    page.goto("/staff/people/import")
    walk.look(page, "import", foreign=TABLES)
    rows = [f"{number},Esha Sahu,ईशा साहू," for number in numbers]
    choose_table(page, *rows, f"{numbers[0]},Esha Sahu,ईशा साहू,123")
    page.wait_for_url(re.compile("/import/[0-9a-f-]{36}"))
    expect(page.locator("main table")).to_be_visible(timeout=30_000)
    walk.look(page, "import-refused", foreign=TABLES)

    page.goto("/staff/people/import")
    choose_table(page, *rows)
    expect(page.locator("form[action$='/enter'] button")).to_be_visible(timeout=30_000)
    walk.look(page, "import-checked", foreign=TABLES)
    page.click("form[action$='/enter'] button")
    expect(page.locator(".govuk-inset-text")).to_be_visible(timeout=30_000)
    walk.look(page, "import-entered", foreign=TABLES)

    visitors.press_freshly(page, "form[action$='/codes'] button[value=print]", ADMINISTRATOR)
    codes = page.locator(".ks-slip dd:has-text('-')").all_inner_texts()
    walk.look(page, "slips", foreign=tuple(codes))
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    page.goto(f"/staff/people?search={numbers[0]}")
    found = [[number for number in numbers if number in sheet.extract_text()] for sheet in sheets]
    assert sorted(found) == sorted([number] for number in numbers), "one slip to a sheet"
    assert page.locator("main tbody tr").count() == 1
    walk.look(page, "employees", foreign=ENDINGS)


def test_without_scripts_a_table_is_watched_by_looking_again(browse: Browse, look_at: Eye) -> None:
    page = browse("hi", ADMINISTRATOR, javascript=False)
    page.goto("/staff/people/import")

    choose_table(page, f"{a_number()},Esha Sahu,ईशा साहू,")

    # The page renews itself every three seconds until there is something to decide.
    expect(page.locator("form[action$='/enter'] button")).to_be_visible(timeout=30_000)
    look_at(page, "import-still", foreign=TABLES)


@pytest.mark.parametrize("walk", TWO_WAYS, indirect=True, ids=str)
def test_everybody_reads_his_own_record_and_the_auditor_all_of_it(
    walk: Walk,
) -> None:
    page = walk.page(AUDITOR)
    page.goto("/staff/account/acts")
    assert page.locator("main .ks-timeline li").count() >= 1
    walk.look(page, "own-acts")

    page.goto("/staff/audit?actor=GAD-ADM-1")
    assert page.locator("main tbody tr").count() >= 1
    walk.look(page, "audit", foreign=ENDINGS)
