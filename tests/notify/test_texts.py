"""Every text that a person reads, in both languages, as it is meant to be."""

from datetime import date
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from kernel.database import Database, Queries
from services.notify import store
from services.notify.domain import PURPOSES, Channel, Text, Topic, addressed_to, is_gsm, segments
from tests.notify.desks import NUMBER, ON_DUTY

GOLDEN = Path(__file__).parent / "golden"
queries = Queries.beside(__file__)

NAMES = {
    "en": {"who": "Ravi", "post": "Section Officer", "late": "Dealing Assistant", "addressee": "Meena"},
    "hi": {"who": "रवि", "post": "अनुभाग अधिकारी", "late": "सहायक", "addressee": "मीना"},
}
CODES = {"first-login": "AB3D-EFGH-JK4L-MNPQ-RT67"}
VALUES = {
    "number": NUMBER,
    "due_on": "2026-04-17",
    "on": "2026-03-23",
    "code": "402918",
    "until": ON_DUTY,
    "at": ON_DUTY,
}


@pytest.fixture(scope="module")
def texts(databases: Any) -> dict[tuple[str, Channel, str], Text]:
    """The texts that the migrations bring, each in its newest version."""
    name = databases.clone("notify")
    pool = Database(databases.dsn(name, "app"))
    with pool.transaction() as tx:
        found = store.find_texts(tx, date.max)
    pool.close()
    databases.drop(name)
    return found


def _page(texts: dict[tuple[str, Channel, str], Text], purpose: str, language: str) -> str:
    parts = []
    for channel in Channel:
        text = texts.get((purpose, channel, language))
        if text is None:
            continue
        code = {"code": CODES[purpose]} if purpose in CODES else {}
        rendered = text.render(VALUES | NAMES[language] | code)
        head = f"{channel}, {segments(rendered.body)}" if channel is Channel.SMS else str(channel)
        subject = f"[{rendered.subject}]\n" if rendered.subject else ""
        parts.append(f"== {head}\n{subject}{rendered.body}\n")
    return "\n".join(parts)


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_message_reads_as_it_was_approved(texts: Any, purpose: str, language: str) -> None:
    approved = (GOLDEN / f"{purpose}.{language}.txt").read_text("utf-8")

    assert _page(texts, purpose, language) == approved


def test_there_is_a_text_for_every_purpose_channel_and_language(texts: Any) -> None:
    wanted = {
        (purpose.key, channel, language)
        for purpose in PURPOSES.values()
        for channel in (*purpose.channels, *([purpose.instead] if purpose.instead else []))
        for language in ("hi", "en")
    }

    assert texts.keys() == wanted


def test_every_text_message_fits_in_two_segments_with_its_longest_values(texts: Any) -> None:
    counted = {
        key: segments(text.longest().body) for key, text in texts.items() if text.channel is Channel.SMS
    }

    assert max(counted.values()) == 2
    assert counted["code", Channel.SMS, "hi"] == 1
    assert all(count == 1 for (_purpose, _channel, language), count in counted.items() if language == "en")


def test_every_english_text_message_is_in_the_short_alphabet(texts: Any) -> None:
    english = [text for text in texts.values() if text.channel is Channel.SMS and text.language == "en"]

    assert [text.purpose for text in english if not is_gsm(text.longest().body)] == []


def test_a_mail_to_a_desk_names_no_number_of_a_paper(texts: Any) -> None:
    telling = [
        key
        for key, text in texts.items()
        if text.channel is Channel.EMAIL
        and PURPOSES[text.purpose].topic is Topic.PAPERS
        and text.placeholders.keys() - {"addressee", "post"}
    ]

    assert telling == []


@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_stand_in_reads_for_whom_and_for_which_post(texts: Any, language: str) -> None:
    text = texts["file-forwarded", Channel.NOTICE, language]
    absent = {"hi": "रवि", "en": "Ravi"}[language]
    names = NAMES[language]
    spoken = {
        "linked": addressed_to(names["addressee"], language, absent=absent),
        "above": addressed_to(names["addressee"], language, post=names["post"]),
    }

    page = "\n".join(text.render(names | {"addressee": spoken[how]}).body for how in spoken)

    assert f"{page}\n" == (GOLDEN / f"stand-in.{language}.txt").read_text("utf-8")


def test_an_approved_text_cannot_be_changed(database: Any) -> None:
    pool = database("notify", role="owner")

    with pytest.raises(psycopg2.Error, match="does not change"), pool.transaction() as tx:
        tx.execute(queries.change_text)


def test_two_texts_cannot_hold_on_the_same_day(database: Any) -> None:
    pool = database("notify", role="owner")

    with pytest.raises(psycopg2.errors.ExclusionViolation), pool.transaction() as tx:
        tx.execute(queries.add_second_text)


def test_a_new_version_holds_from_its_day(database: Any) -> None:
    pool = database("notify", role="owner")
    with pool.transaction() as tx:
        tx.execute(queries.end_text)
        tx.execute(queries.add_second_text)

        before = store.find_texts(tx, ON_DUTY.date())["code", Channel.SMS, "en"]
        after = store.find_texts(tx, ON_DUTY.date().replace(year=2027))["code", Channel.SMS, "en"]

    assert (before.version, after.version) == (1, 2)
    assert after.body == "Code {code:code}"
