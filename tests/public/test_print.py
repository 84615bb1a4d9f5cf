"""The acknowledgement on paper: its digits, its letters, its square, and what it does not carry."""

import io
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL.Image import Image
from pypdf import PdfReader
from structlog.testing import capture_logs

from kernel import printing
from kernel.database import Database
from services.public.actions import citizen
from services.public.domain.squares import qr_of
from tests.architecture.house import ROOT
from tests.public.citizens import Browser, filed, number_on

A5 = (419.5, 595.3)
SHARP = 200 / 72  # So many points an inch see what a telephone's camera sees.
PICTURES = ROOT / "build" / "screenshots"
VIRAMA = "\N{DEVANAGARI SIGN VIRAMA}"


def printed(browser: Browser, town: Database, **over: dict[str, str]) -> tuple[str, PdfReader]:
    number = number_on(filed(browser, town, **over))
    answer = browser.open("/case/acknowledgement.pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    return number, PdfReader(io.BytesIO(answer.content))


@pytest.mark.parametrize(("language", "due"), [("en", "25 March 2026, 17:30"), ("hi", "2026, 17:30")])
def test_the_paper_carries_number_date_and_order_in_right_digits(
    browser: Browser, town: Database, language: str, due: str
) -> None:
    browser.language = language

    number, paper = printed(browser, town)

    text = paper.pages[0].extract_text()
    assert len(paper.pages) == 1
    assert number in text
    assert due in text
    assert "CG GAD May 2024" in text


def test_the_paper_is_a5_with_the_letters_inside(browser: Browser, town: Database) -> None:
    _, paper = printed(browser, town)

    page = paper.pages[0]
    assert tuple(round(float(side), 1) for side in page.mediabox[2:]) == pytest.approx(A5, abs=0.5)
    fonts = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert any("Devanagari" in name for name in fonts)


def picture(paper: PdfReader, name: str) -> Image:
    """The first page as it is seen; kept for eyes among the screenshots."""
    assert isinstance(paper.stream, io.BytesIO)
    seen: Image = pypdfium2.PdfDocument(paper.stream.getvalue())[0].render(scale=SHARP).to_pil()
    PICTURES.mkdir(parents=True, exist_ok=True)
    seen.save(PICTURES / f"{name}.png")
    return seen


def letters(paper: PdfReader) -> set[tuple[str, str]]:
    """Each glyph on the page, by its number in its font, with what it stands for."""
    fonts = [font.get_object() for font in paper.pages[0]["/Resources"]["/Font"].values()]
    tables = "".join(font["/ToUnicode"].get_object().get_data().decode() for font in fonts)
    pairs = re.findall(r"^<([0-9a-f]{4})> <([0-9a-f]+)>$", tables.replace("<0000> <ffff>", ""), re.MULTILINE)
    return {(glyph, bytes.fromhex(text).decode("utf-16-be")) for glyph, text in pairs}


@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_camera_reads_the_square_and_comes_to_the_case(
    browser: Browser, town: Database, language: str
) -> None:
    browser.language = language
    number, paper = printed(browser, town)

    read = zxingcpp.read_barcodes(picture(paper, f"paper-acknowledgement-{language}"))

    assert [each.text.rpartition("/")[2] for each in read] == [f"track?number={number}"]


def test_letters_that_belong_together_are_one_and_none_is_missing(browser: Browser, town: Database) -> None:
    browser.language = "hi"
    _, paper = printed(browser, town)

    glyphs = letters(paper)
    drawn = {text for _, text in glyphs}
    # Of स्थिति, प्रकरण, क्रमांक, उत्तर, मार्च, हस्ताक्षर and संतुष्ट.
    assert {"स्थि", "प्र", "क्र", "त्त", "र्च", "क्ष", "ष्ट"} <= drawn
    assert VIRAMA not in drawn
    assert "0000" not in {glyph for glyph, _ in glyphs}


def test_the_paper_names_nobody(browser: Browser, town: Database) -> None:
    browser.language = "en"
    about = {
        "text": {"text": "The handpump beside the school is broken."},
        "where": {"place": "Village Kurdi, ward 4"},
        "person": {"name": "Sitabai Verma", "mobile": "98765 43210", "email": "sitabai@example.in"},
    }

    number, paper = printed(browser, town, **about)

    read = f"{paper.pages[0].extract_text()} {paper.metadata}".casefold()
    assert number in read
    assert "acknowledgement" in read
    for secret in ("sitabai", "verma", "43210", "kurdi", "ward", "handpump", "school", "example.in"):
        assert secret not in read


def test_papers_are_made_only_so_often(
    browser: Browser, town: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(browser, town)
    monkeypatch.setattr(citizen, "PRINTS_PER_CASE", 1)

    statuses = [browser.open("/case/acknowledgement.pdf").status_code for _ in range(2)]

    assert statuses == [200, 429]


def test_without_a_code_there_is_no_paper(browser: Browser) -> None:
    assert browser.open("/case/acknowledgement.pdf").headers["location"] == "/track"


def test_a_printer_that_is_out_of_order_is_said_in_words(
    browser: Browser, town: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(browser, town)
    monkeypatch.setattr(printing, "LONGEST_SECONDS", 0.001)

    answer = browser.open("/case/acknowledgement.pdf")

    assert answer.status_code == 503
    assert "अभी PDF नहीं बन सकती" in answer.text


def test_who_waits_too_long_for_the_printer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "WAIT_SECONDS", 0.01)
    for _ in range(printing.MOST_AT_ONCE):
        printing._room.acquire()
    try:
        with pytest.raises(printing.PaperNotNow):
            printing.pdf("<p>one too many</p>")
    finally:
        for _ in range(printing.MOST_AT_ONCE):
            printing._room.release()


def test_the_printer_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text('p::after { content: "fetched" }', "utf-8")

    paper = printing.pdf(
        f'<link rel="stylesheet" href="file://{secret}"><p>plain</p><img src="file:///etc/hosts">'
    )

    assert PdfReader(io.BytesIO(paper)).pages[0].extract_text().strip() == "plain"


def test_what_goes_wrong_when_the_printer_clears_up_costs_no_paper() -> None:
    # A thread of its libraries may still run while they are unloaded, which ended the process by a signal.
    code = "import atexit, os; atexit.register(os._exit, 11); from kernel.printing import main; main()"

    done = subprocess.run(
        [sys.executable, "-c", code], input=b"<p>plain</p>", capture_output=True, check=False, cwd=ROOT
    )

    assert done.returncode == 0
    assert PdfReader(io.BytesIO(done.stdout)).pages[0].extract_text().strip() == "plain"


def test_how_a_printer_ended_is_in_the_log_and_nothing_of_its_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing.sys, "executable", "/bin/false")

    with capture_logs() as lines, pytest.raises(printing.PaperNotNow):
        printing.pdf("<p>a petition</p>")

    assert [(line["event"], line["ended_with"]) for line in lines] == [("paper-failed", 1)]
    assert "petition" not in str(lines)


def test_no_service_keeps_the_printers_memory() -> None:
    code = "import sys, services.public.pages; print('weasyprint' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_the_square_is_whole() -> None:
    square = qr_of("http://127.0.0.1/track?number=26200000017")

    assert square["qr_side"] == 8 + 29
    assert square["qr_path"].startswith("M4 4h1v1h-1z")
