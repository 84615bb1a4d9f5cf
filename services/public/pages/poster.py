"""The poster with the code that telephones read: one A4 page in both languages."""

from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from kernel import printing
from kernel.edge.http import Call, Download
from kernel.languages import _, translate
from services.public.domain.squares import qr_of
from services.public.pages import snippets
from services.public.pages.room import pages

_STYLE = Path(__file__).resolve().parents[3] / "kernel" / "ui" / "static" / "poster.css"
STEPS = (
    _("Point your telephone's camera at the square, or type the address under it."),
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
        **qr_of(f"{home}/g/{portal.portal_id}"),
        "calls": _both(snippets.TITLE),
        "steps": [_both(step) for step in STEPS],
        "free": _both(FREE),
        "state": _both(_("Government of Chhattisgarh")),
        "style": None,
    }


def paper(call: Call, facts: dict[str, Any]) -> Download:
    """The poster as a PDF; it takes a moment."""
    html = pages.render(call, "poster.html", {**shown(call, facts), "style": _style()})
    content = printing.pdf(html)
    return Download([content], "application/pdf", f"poster-{facts['portal'].department}.pdf", len(content))


@cache
def _style() -> Markup:
    return Markup(_STYLE.read_text("utf-8"))  # noqa: S704 - our own style sheet, quotes and all


def _both(sentence: str) -> tuple[str, str]:
    return translate(sentence, "hi", "public"), translate(sentence, "en", "public")
