"""Every part of the look on one page, in a language and with a layout, as a test wants it."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kernel.identity import Actor
from kernel.ui import Templates, furniture, worded

HERE = Path(__file__).parent
LAYOUTS = ("citizen.html", "staff.html", "operations.html", "plain.html")
WORDS = {
    "hi": {
        "heading": "शिकायत अथवा माँग प्रस्तुत करें",
        "short": "क्रमांक",
        "long": "ज़िले के कार्यालय में प्रस्तुत आवेदन पर पंद्रह कार्य दिवसों में निर्णय होगा; निर्णय की सूचना मोबाइल पर मिलेगी।",
    },
    "en": {
        "heading": "Lodge a grievance or a demand",
        "short": "Number",
        "long": "An application that reaches the district's office is decided within fifteen working days.",
    },
}
WRONG = {name: f"{name}: 3 < 5" for name in ("name", "day", "text", "district", "nature", "ways", "papers")}
TYPED = {"name": "सीता <b>", "day": "2026-11-24", "district": "CG-DMT", "nature": "B", "ways": ["SMS"]}


def gallery(language: str, layout: str, *, wrong: bool = False, actor: Actor | None = None) -> str:
    """The page."""
    cookies: dict[str, str] = {}
    common: dict[str, Any] = {
        **worded(language, "public"),
        **furniture("/files/inbox", "after=2&lang=hi", language, cookies, actor),
        "form_token": lambda path="": f"token of {path}",
        "refusal": WORDS[language]["long"] if wrong else None,
        "errors": WRONG if wrong else {},
        "values": TYPED if wrong else {},
    }
    shown = {
        "layout": layout,
        "words": WORDS[language],
        "instant": datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
        "days": [date(2026, 11, day) for day in (20, 24, 25, 30)],
    }
    return Templates([HERE / "templates"]).render("gallery.html", common, shown)
