"""Which passwords are taken: long ones of one's own, whatever they are made of."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auth.domain import PasswordTooWeak, check_password
from services.auth.domain.common_words import WORDS
from services.auth.domain.passwords import is_tried_first

NAMES = ("Anjali Sharma", "अंजलि शर्मा")


@pytest.mark.parametrize(
    "password",
    [
        "elevensigns",
        "x" * 129,
        "aaaaaaaaaaaaaaaaaaaa",
        "123123123123",
        "9826012345678",
        "abcdefghijkl",
        "qwertyuiop[]",
        "1qaz2wsx3edc4rfv",
        "password1234",
        "P@ssw0rd1234",
        "PASSWORD-PASSWORD",
        "Admin@admin1234",
        "Welcome, India! 2026",
        "karyasetu2026!",
        "Chhattisgarh@123",
        "chhattisgarhshasan",
        "JaiShreeRam@108",
        "छत्तीसगढ़ १२३४५६७",
        "पासवर्ड पासवर्ड",
        "CG100001 CG100001",
        "100001100001",
        "Anjali@15081990",
        "anjali sharma 1",
        "अंजलि शर्मा १९९०",
    ],
)
def test_a_password_that_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooWeak):
        check_password(password, "CG100001", NAMES)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "यह मेरा लंबा पासवर्ड है",
        "नीम का पेड़ आँगन में",
        "summer rain over bastar hills",
        "my number is not CG100001",
        "x7qm2plnb4vwz",
        "tK9#vLq2@pWz",
        "twelve mangoes",
        "y" + "z" * 3 + "-any-signs-at-all",
        "ω" * 3 + "εζηθικλμν",
    ],
)
def test_a_long_password_of_ones_own_is_welcome_whatever_it_is_made_of(password: str) -> None:
    check_password(password, "CG100001", NAMES)


def test_a_password_of_which_another_person_is_named_is_his_own_matter() -> None:
    check_password("chandrakanta 1990", "CG100001", NAMES)
    with pytest.raises(PasswordTooWeak):
        check_password("chandrakanta 1990", "CG100002", ["Chandrakanta"])


@given(st.sampled_from(sorted(WORDS)), st.text("0123456789 !@#$-_.", max_size=12), st.booleans())
def test_no_common_word_is_saved_by_what_is_hung_on_it(word: str, hung_on: str, upper: bool) -> None:
    assert is_tried_first((word.upper() if upper else word) + hung_on)


@given(st.text(max_size=128))
def test_every_text_is_judged_at_once(text: str) -> None:
    began = time.thread_time()

    is_tried_first(text, NAMES)

    assert time.thread_time() - began < 0.5
