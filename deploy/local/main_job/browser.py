"""A browser that runs no scripts, on the open internet: it keeps cookies and sends forms."""

import html
import re
from typing import Any

import httpx

from deploy.local.installation import Installation
from deploy.local.main_job.people import client
from deploy.local.main_job.stage import expect

FORM = re.compile(r'<form[^>]*action="(?P<action>[^"]+)"[^>]*>(?P<inside>.*?)</form>', re.DOTALL)
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


class Browser:
    """One person's browser with the page that is open in it."""

    def __init__(self, site: Installation) -> None:
        self._http = client(site, "INTERNET")
        self.page = ""

    def open(self, path: str) -> str:
        """Open a page."""
        return self._shown(self._http.get(path, follow_redirects=True, headers={"Accept-Language": "hi"}))

    def fetch(self, path: str) -> httpx.Response:
        """What lies at *path*, while the page stays open."""
        return self._http.get(path, headers={"Accept-Language": "hi"})

    def send(self, action: str, fields: dict[str, str], papers: list[Any] | None = None) -> str:
        """Send the form of the open page that goes to *action*; raises NotReadyError when it is refused."""
        return self._shown(self.try_to_send(action, fields, papers))

    def try_to_send(
        self, action: str, fields: dict[str, str], papers: list[Any] | None = None
    ) -> httpx.Response:
        """The same, with the answer as it is; the page stays open."""
        return self._http.post(
            action,
            data={"form_token": self._token_of(action), **fields},
            files=papers,
            headers={"Accept-Language": "hi"},
            follow_redirects=True,
        )

    def answer(self, step: str, fields: dict[str, str], papers: list[Any] | None = None) -> str:
        """Answer the question *step* of the draft whose page is open."""
        action = next(f["action"] for f in FORM.finditer(self.page) if f["action"].endswith(f"/{step}"))
        return self.send(action, fields, papers)

    def action(self, beginning: str) -> str:
        """Where the first form of the open page goes whose address begins so."""
        return next(f["action"] for f in FORM.finditer(self.page) if f["action"].startswith(beginning))

    def close(self) -> None:
        """Close the browser."""
        self._http.close()

    def _token_of(self, action: str) -> str:
        for form in FORM.finditer(self.page):
            if html.unescape(form["action"]) == action and (token := TOKEN.search(form["inside"])):
                return html.unescape(token[1])
        raise LookupError(f"The page has no form for {action}.")

    def _shown(self, answer: httpx.Response) -> str:
        expect(answer.is_success, f"a page, not {answer.status_code} at {answer.request.url.path}")
        self.page = answer.text
        return self.page
