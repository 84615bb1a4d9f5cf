"""A citizen's browser without scripts, and the way through the questions."""

import io
import re
from typing import Any
from urllib.parse import urlencode

from falcon.testing import Result

from kernel.database import Database
from kernel.edge.context import Context
from kernel.sealing import Sealing
from tests.clients import Client
from tests.public.questions import queries

FORM = "application/x-www-form-urlencoded"
ANSWERS: dict[str, dict[str, str]] = {
    "kind": {"nature": "GRIEVANCE", "website": ""},
    "text": {"text": "हैंडपंप तीन महीने से ख़राब है, पंचायत में बताया था।"},
    "where": {"area": "CG-DMT", "place": "ग्राम कुर्दी, वार्ड 4"},
    "documents": {"then": "on"},
    "person": {"name": "सीता बाई", "mobile": "९८७६५ ४३२१०", "email": "", "language": "hi", "website": ""},
    "check": {},
}


def multipart(fields: dict[str, Any], papers: list[tuple[str, str, bytes]]) -> tuple[bytes, str]:
    boundary, out = "karyasetu-boundary", io.BytesIO()
    for name, value in fields.items():
        out.write(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        )
    for filename, kind, content in papers:
        out.write(
            f'--{boundary}\r\nContent-Disposition: form-data; name="papers"; filename="{filename}"\r\n'
            f"Content-Type: {kind}\r\n\r\n".encode()
        )
        out.write(content + b"\r\n")
    out.write(f"--{boundary}--\r\n".encode())
    return out.getvalue(), f"multipart/form-data; boundary={boundary}"


def announced(town: Database) -> list[dict[str, Any]]:
    with town.transaction() as tx:
        return tx.fetch_all(queries.find_announced)


def code_sent(town: Database, means: Context) -> str:
    """The code as notify would read it."""
    told = [each for each in announced(town) if each["type"].startswith("in.karyasetu.public.code-requested")]
    return str(as_notify_reads(means, told[-1]["data"])["code"])


def as_notify_reads(means: Context, data: dict[str, Any]) -> dict[str, Any]:
    """What is sealed in an event's *data*."""
    folder = means.blobs._shelves.blobs.parent.parent / "sealing" / "notify"
    return dict(Sealing.from_directory(folder, "notify").open(data["sealed"]))


class Browser:
    """Keeps cookies and sends forms as a browser without scripts does."""

    def __init__(self, client: Client, language: str = "hi", source: str = "127.0.0.9") -> None:
        self.client, self.language, self.source, self.cookies = client, language, source, {}

    def open(self, path: str) -> Result:
        return self._kept(self.client.get(path, headers=self._headers()))

    def send(self, page: Result, action: str, papers: Any = (), **fields: Any) -> Result:
        fields = {"form_token": token_for(page, action), **fields}
        if papers:
            body, kind = multipart(fields, list(papers))
        else:
            body, kind = urlencode(fields).encode(), FORM
        return self._kept(
            self.client.post(action, body=body, headers=self._headers() | {"Content-Type": kind})
        )

    def follow(self, answer: Result) -> Result:
        assert answer.status_code == 303, answer.text
        return self.open(answer.headers["location"])

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        known = {"Accept-Language": self.language, "X-Forwarded-For": self.source}
        return {**known, **({"Cookie": cookies} if cookies else {})}

    def _kept(self, answer: Result) -> Result:
        for name, cookie in answer.cookies.items():
            self.cookies[name] = cookie.value
        return answer


def token_for(page: Result, action: str) -> str:
    found = re.search(
        rf'action="{re.escape(action)}".*?name="form_token" value="([^"]+)"', page.text, re.DOTALL
    )
    assert found, page.text
    return found[1]


def address_on(page: Result, ending: str) -> str:
    """Where the form goes whose address ends so."""
    found = re.search(rf'action="([^"]*{re.escape(ending)})"', page.text)
    assert found, page.text
    return found[1]


def asked(browser: Browser, step: str, papers: Any = (), **over: dict[str, str]) -> Result:
    """The page of *step*, after all questions before it were answered; *over* changes answers of steps."""
    page = browser.open("/d/REV/file")
    for each, answer in ANSWERS.items():
        if each == step:
            return page
        action = "/d/REV/file" if each == "kind" else address_on(page, f"/{each}")
        sent = browser.send(
            page, action, papers if each == "documents" else (), **{**answer, **over.get(each, {})}
        )
        page = browser.follow(sent)
    return page


def filed(browser: Browser, town: Database, **over: dict[str, str]) -> Result:
    """The acknowledgement of a filing that went all the way."""
    confirm = asked(browser, "code", **over)
    code = code_sent(town, browser.client.context)
    return browser.follow(browser.send(confirm, filing_on(confirm), code=code))


def filing_on(page: Result) -> str:
    """Where the code is sent."""
    found = re.search(r'action="(/filings/[^"/]+)"', page.text)
    assert found, page.text
    return found[1]


def number_on(page: Result) -> str:
    found = re.search(r"\b(26\d{9})\b", page.text)
    assert found
    return found[1]


def opened(browser: Browser, town: Database, number: str) -> Result:
    """The case as its citizen reads it after the code."""
    status = browser.send(browser.open("/track"), "/track", number=number, mobile="9876543210")
    entry = browser.send(status, "/track/code", number=number, mobile="9876543210")
    code = code_sent(town, browser.client.context)
    return browser.follow(browser.send(entry, "/track/enter", number=number, code=code))
