"""Words meet however they are spelt."""

from collections.abc import Callable

import pytest

from kernel.database import Transaction
from services.public.domain.words import clean, mobile_of, searchable
from tests.public.questions import queries

PAIRS = [
    ("ज़मीन का सीमांकन नहीं हुआ", "जमीन"),
    ("स\u0921\u093cक टूटी है", "स\u095cक"),
    ("स\u095cक टूटी है", "स\u0921\u093cक"),
    ("सड़क टूटी है", "सडक"),
    ("चाँदखुरी में हैंडपंप ख़राब", "चांदखुरी हैण्डपम्प"),
    ("वार्ड क्रमांक १५ में पानी नहीं", "15"),
    ("शिकायतों का निवारण", "शिकायत"),
    ("क्\u200dया हुआ", "क्या"),
    ("Complaints about the PENSION", "complaint pension"),
    ("राशन card नहीं मिला", "cards राशन"),
    ("The IT department does not answer", "IT"),
    ("the clerk who was there", "who"),
]


@pytest.mark.parametrize(("text", "wanted"), PAIRS)
def test_two_spellings_of_a_word_meet(text: str, wanted: str, tx: Callable[[str], Transaction]) -> None:
    found = tx("public").fetch_value(queries.find_matches, text=searchable(text), wanted=searchable(wanted))

    assert found


def test_another_word_is_not_found(tx: Callable[[str], Transaction]) -> None:
    found = tx("public").fetch_value(
        queries.find_matches, text=searchable("सड़क टूटी है"), wanted=searchable("पेंशन")
    )

    assert not found


@pytest.mark.parametrize("written", ["9876543210", "+91 98765-43210", "09876543210", "९८७६५ ४३२१०"])
def test_a_mobile_is_known_in_every_writing(written: str) -> None:
    assert mobile_of(written) == "+919876543210"


@pytest.mark.parametrize(
    "written", ["", "12345", "1234567890", "98765432101", "९", "9876543²10", "+1 9876543210"]
)
def test_what_is_no_indian_mobile_is_refused(written: str) -> None:
    assert mobile_of(written) is None


def test_cleaning_keeps_line_ends_and_drops_controls() -> None:
    assert clean("  एक\r\nदो\x00\x07 ") == "एक\nदो"
