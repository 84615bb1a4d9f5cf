"""Scenes 2 and 5: a citizen files on plain HTML pages, is told, tracks, reads the reply and is not satisfied."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from deploy.local import mailbox, smsc
from deploy.local.main_job.browser import Browser
from deploy.local.main_job.stage import Stage, expect, until

DATA = Path(__file__).resolve().parent.parent / "data"
PETITION = (
    "नामांतरण का आवेदन मार्च में दिया था, पटवारी हर बार अगले हफ्ते आने को कहते हैं। छह महीने हो गए, ऋण पुस्तिका नहीं मिली।"
)
CODE = re.compile(r"(?<!\d)(\d{6})(?!\d)")
NUMBER = re.compile(r'class="[^"]*\bnumber">\s*(\d+)\s*<')


class Citizen(Browser):
    """A person with a mobile and a browser."""

    def __init__(self, stage: Stage, mobile: str, email: str) -> None:
        super().__init__(stage.site)
        self.stage, self.mobile, self.email = stage, mobile, email
        self._codes_used: set[str] = set()

    def code(self) -> str:
        """The newest code that came by SMS and was not used yet."""

        def newest() -> str | None:
            found = [match[1] for text in self.short_messages() if (match := CODE.search(text))]
            fresh = [code for code in found if code not in self._codes_used]
            return fresh[-1] if fresh else None

        code = until("the code by SMS", newest)
        self._codes_used.add(code)
        return code

    def short_messages(self) -> list[str]:
        """The short messages that this mobile received."""
        kept = smsc.messages(self.stage.site.short_messages, to=f"91{self.mobile}")
        return [sms.text for sms in kept]

    def mails(self) -> list[str]:
        """Subjects and texts of the mails that came."""
        kept = mailbox.messages(self.stage.site.mails, to=self.email)
        return [f"{mail['Subject']}\n{mail.get_body(('plain',)).get_content()}" for mail in kept]  # type: ignore[union-attr]  # every mail of ours has a plain part

    def says(self, fact: str) -> str:
        """The short message that names *fact*, empty while there is none."""
        return next((text for text in self.short_messages() if fact in text), "")

    def is_told(self, *facts: str) -> None:
        """Wait until an SMS and an e-mail both say all *facts*."""
        for where, look in (("SMS", self.short_messages), ("e-mail", self.mails)):
            until(f"the {where} that says {', '.join(facts)}", partial(_says, look, facts))


def _says(look: Callable[[], list[str]], facts: tuple[str, ...]) -> bool:
    return any(all(fact in text for fact in facts) for text in look())


def files_by_form(stage: Stage, citizen: Citizen) -> str:
    """File on Revenue's page with a photograph and a PDF; the case number is returned."""
    with stage.step("open Revenue's page and the form", "citizen", "INTERNET"):
        expect("राजस्व" in citizen.open("/d/REV"), "the department's name in Hindi")
        citizen.open("/d/REV/file")
    with stage.step(
        "answer one question after the other, with a photograph and a PDF", "citizen", "INTERNET"
    ):
        citizen.send("/d/REV/file", {"nature": "GRIEVANCE", "website": ""})
        citizen.answer("text", {"text": PETITION})
        citizen.answer("where", {"area": "CG-DMT-KRD", "place": "ग्राम कुर्दी"})
        citizen.answer("documents", {"then": "on"}, papers())
        person = {"name": "आवेदक", "mobile": citizen.mobile, "email": citizen.email, "language": "hi"}
        citizen.answer("person", {**person, "website": ""})
    with stage.step("check the answers and send them", "citizen", "INTERNET"):
        expect("पटवारी" in citizen.page and citizen.mobile in citizen.page, "all answers on one page")
        citizen.answer("check", {})
    with stage.step("the code comes by SMS", "notify", "INTERNET"):
        code = citizen.code()
    with stage.step("enter the code: the case is registered", "citizen", "INTERNET"):
        found = NUMBER.search(citizen.send(citizen.action("/filings/"), {"code": code}))
        expect(found is not None, "a case number")
        number = found[1] if found else ""
    with stage.step("an SMS and an e-mail say the number and the date", "notify", "INTERNET"):
        due = re.search(r"\d{1,2} \S+ 20\d\d तक", until("the SMS", lambda: citizen.says(number)))
        expect(
            due is not None and due[0].removesuffix(" तक") in citizen.page, "the page's due date in the SMS"
        )
        citizen.is_told(number, due[0].removesuffix(" तक") if due else "")
    return number


def answers_the_question(stage: Stage, citizen: Citizen, number: str) -> None:
    """Open the case with a code and answer the officer's question; the clock runs again."""
    with stage.step("answer the officer's question with a code", "citizen", "INTERNET"):
        _enter(citizen, number)
        citizen.send("/case/answer", {"text": "आवेदन की पावती संलग्न की थी; खसरा नंबर 214/2, ग्राम कुर्दी।"})


def reads_and_appeals(stage: Stage, citizen: Citizen, number: str) -> str:
    """Track, read the reply, say "not satisfied"; the number of the appeal is returned."""
    with stage.step("number + mobile show state and dates only", "citizen", "INTERNET"):
        citizen.open("/track")
        shown = citizen.send("/track", {"number": number, "mobile": citizen.mobile})
        expect(number in shown and "पटवारी" not in shown, "state and dates, and nothing of the content")
    with stage.step("a code opens the reply on the timeline", "citizen", "INTERNET"):
        shown = _enter(citizen, number)
        reply = re.search(r'href="(/case/documents/[^"]+)"[^>]*>[^<]*(?:उत्तर|जवाब)', shown)
        expect(reply is not None, "the department's reply on the page")
        content = citizen.fetch(reply[1]) if reply else None
        expect(content is not None and content.is_success, "the reply's content")
    with stage.step("not satisfied: an appeal opens with its own number", "citizen", "INTERNET"):
        shown = citizen.send(
            "/case/satisfaction", {"satisfied": "false", "text": "ऋण पुस्तिका अब तक नहीं मिली।"}
        )
        appeal = _appeal_number(shown, number)
    with stage.step("an SMS and an e-mail confirm the appeal", "notify", "INTERNET"):
        citizen.is_told(appeal)
    return appeal


def papers() -> list[Any]:
    """A photograph and a PDF, as a form sends them."""
    photograph = ("papers", ("फोटो.jpg", (DATA / "photograph.jpg").read_bytes(), "image/jpeg"))
    receipt = ("papers", ("पावती.pdf", (DATA / "receipt.pdf").read_bytes(), "application/pdf"))
    return [photograph, receipt]


def _enter(citizen: Citizen, number: str) -> str:
    citizen.open("/track")
    citizen.send("/track", {"number": number, "mobile": citizen.mobile})
    citizen.send("/track/code", {"number": number, "mobile": citizen.mobile})
    return citizen.send("/track/enter", {"number": number, "code": citizen.code()})


def _appeal_number(shown: str, number: str) -> str:
    # Only what is read counts: a form's token may hold eleven digits, too.
    read = re.sub(r"<[^>]*>", " ", shown)
    numbers = set(re.findall(r"(?<!\d)\d{11}(?!\d)", read)) - {number}
    expect(len(numbers) == 1, f"the appeal's number on the page, not {sorted(numbers)}")
    return str(numbers.pop())
