"""How numbers and days are written: as in India, with Latin digits, in both languages."""

from datetime import UTC, date, datetime

import pytest

from kernel.ui import worded


@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_number_is_grouped_by_thousand_lakh_and_crore_in_latin_digits(language: str) -> None:
    number = worded(language, "public")["number"]

    assert [number(each) for each in (999, 1000, 123456, 12345678)] == [
        "999",
        "1,000",
        "1,23,456",
        "1,23,45,678",
    ]


def test_a_day_and_an_instant_are_written_in_the_readers_words_and_in_indias_time() -> None:
    hindi, english = worded("hi", "public"), worded("en", "public")
    late = datetime(2026, 11, 22, 20, 5, tzinfo=UTC)

    assert (hindi["day"](date(2026, 11, 22)), english["day"](date(2026, 11, 22))) == (
        *("22 नवंबर 2026", "22 November 2026"),
    )
    assert (hindi["moment"](late), english["moment"](late)) == (
        "23 नवंबर 2026, 01:35",
        "23 November 2026, 01:35",
    )
