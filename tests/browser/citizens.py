"""A citizen before the browser: answers the questions, reads the SMS, enters codes."""

import base64
import re
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from deploy.local import smsc
from deploy.local.installation import Installation
from tests.architecture.house import ROOT

DATA = ROOT / "deploy" / "local" / "data"
PHOTOGRAPH, RECEIPT = DATA / "photograph.jpg", DATA / "receipt.pdf"
WORDS = {
    "hi": "हैंडपंप तीन महीने से ख़राब है, पंचायत में दो बार बताया था। क्षेत्र की सात सौ की आबादी प्रभावित है।",
    "en": "The handpump has been broken for three months; the panchayat was told twice.",
}
PLACES = {"hi": "ग्राम कुर्दी, वार्ड 4, स्कूल के पास", "en": "Kurdi village, ward 4, near the school"}
NAMES = {"hi": "सीता बाई साहू", "en": "Sita Bai Sahu"}
# Specks of many colours, which no way of saving a picture makes small.
SPECKLED = """([width, height]) => {
  const canvas = document.createElement('canvas');
  canvas.width = width; canvas.height = height;
  const pen = canvas.getContext('2d');
  for (let n = 0; n < width * height / 216; n++) {
    pen.fillStyle = `hsl(${Math.random() * 360} 80% ${Math.random() * 100}%)`;
    pen.fillRect(Math.random() * width, Math.random() * height, 20, 20);
  }
  return canvas.toDataURL('image/jpeg', 0.9);
}"""
CODE = re.compile(r"(?<!\d)(\d{6})(?!\d)")


def a_mobile() -> str:
    """A mobile that no other test has."""
    return f"9{secrets.randbelow(10**9):09d}"


def a_photograph(page: Page, width: int, height: int) -> bytes:
    """A JPEG of as many pixels, no two alike."""
    made: str = page.evaluate(SPECKLED, [width, height])
    return base64.b64decode(made.partition(",")[2])


@dataclass
class Citizen:
    """Somebody with a mobile at a page."""

    page: Page
    site: Installation
    language: str = "hi"
    mobile: str = field(default_factory=a_mobile)
    used: set[str] = field(default_factory=set)

    def go_on(self) -> None:
        """Press what the page is for."""
        self.page.click("main form button:not(.govuk-button--secondary) >> nth=0")
        self.page.wait_for_load_state()

    def begin(self, nature: str = "GRIEVANCE") -> None:
        """From the department's page to the second question."""
        self.page.goto("/d/REV")
        self.page.click("a[href='/d/REV/file']")
        self.page.check(f"input[value={nature}]")
        self.go_on()

    def tell(self) -> None:
        """What happened."""
        self.page.fill("#text", WORDS[self.language])
        self.go_on()

    def place(self) -> None:
        """Where."""
        self.page.select_option("#area", "CG-DMT-KRD")
        self.page.fill("#place", PLACES[self.language])
        self.go_on()

    def comes_to_the_papers(self) -> None:
        """To where photographs and papers are added."""
        self.begin()
        self.tell()
        self.place()

    def attach(self, *papers: Path) -> None:
        """Photographs and papers, with a script or without."""
        if papers:
            self.page.set_input_files("#papers", papers)
        self.page.click("button[value=on]")
        self.page.wait_for_url("**/person")

    def introduce(self) -> None:
        """Who it is."""
        self.page.fill("#name", NAMES[self.language])
        self.page.fill("#mobile", self.mobile)
        self.page.check(f"input[name=language][value={self.language}]")
        self.go_on()

    def confirm(self) -> str:
        """Enter the code that came; the case's number comes back."""
        self.page.fill("#code", self.code())
        self.go_on()
        self.page.wait_for_url("**/case/acknowledgement")
        return self.page.inner_text(".number").strip()

    def files(self) -> str:
        """The whole way; the case's number comes back."""
        self.begin()
        self.tell()
        self.place()
        self.attach()
        self.introduce()
        self.go_on()
        return self.confirm()

    def code(self) -> str:
        """The newest code that came by SMS and was not used."""
        for _ in range(600):
            said = [sms.text for sms in smsc.messages(self.site.short_messages, to=f"91{self.mobile}")]
            fresh = [match[1] for text in said if (match := CODE.search(text)) and match[1] not in self.used]
            if fresh:
                self.used.add(fresh[-1])
                return fresh[-1]
            time.sleep(0.1)
        raise AssertionError(f"No code came to {self.mobile}.")
