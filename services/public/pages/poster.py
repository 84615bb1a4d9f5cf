"""The poster with the code that telephones read: one A4 page in both languages."""

from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from kernel.edge.http import Call, Download
from kernel.languages import _, translate
from services.public.pages import snippets
from services.public.pages.room import pages

STYLE = Path(__file__).resolve().parents[3] / "kernel" / "ui" / "static" / "poster.css"
TEMPLATE = "poster.html"
STEPS = (
    _("Point your telephone's camera at the square, or type the address below."),
    _("Say what happened or what you need, and give your mobile number."),
    _("Enter the code from the SMS. You get a number and a date by which you must be answered."),
)
FREE = _("It costs nothing. At a Lok Seva Kendra somebody helps you.")


def shown(call: Call, facts: dict[str, Any]) -> dict[str, Any]:
    """What the poster says; every sentence twice, in Hindi and in English."""
    home, portal = snippets.home_of(call), facts["portal"]
    return {
        **facts,
        "typed": f"{home}/d/{portal.department}".partition("://")[2],
        "code": segno.make(f"{home}/g/{portal.portal_id}", error="q", micro=False).svg_data_uri(border=4),
        "calls": _both(snippets.TITLE),
        "steps": [_both(step) for step in STEPS],
        "free": _both(FREE),
        "state": _both(_("Government of Chhattisgarh")),
        "paper": False,
    }


def paper(call: Call, facts: dict[str, Any]) -> Download:
    """The poster as a PDF."""
    from weasyprint import CSS, HTML, URLFetcher  # noqa: PLC0415 - a second and 60 MB, for the few who print.

    html = pages.render(call, TEMPLATE, {**shown(call, facts), "paper": True})
    inside = URLFetcher(allowed_protocols=["data"])
    style = CSS(string=STYLE.read_text("utf-8"), url_fetcher=inside)
    content = HTML(string=html, url_fetcher=inside).write_pdf(stylesheets=[style])
    name = f"poster-{facts['portal'].department}.pdf"
    return Download(BytesIO(content), "application/pdf", name, len(content))


def _both(sentence: str) -> tuple[str, str]:
    return translate(sentence, "hi", "public"), translate(sentence, "en", "public")
