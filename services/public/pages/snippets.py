"""What a web master copies: the frame alone, the frame with its script, the link; and the address they lead to."""

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path
from uuid import UUID

from kernel.edge.http import Call
from kernel.languages import _, translate

HEIGHT_WITHOUT_SCRIPT = 1180
SCRIPT = Path(__file__).resolve().parents[3] / "kernel" / "ui" / "static" / "embed" / "v1.js"
TITLE = _("Lodge a grievance or a demand")
AWAY = _("If no form appears here, open it in a page of its own")


def home_of(call: Call) -> str:
    """Where citizens find this installation: as it was set, else as this request was addressed."""
    configured = str(getattr(call.context.settings, "public_address", ""))
    return configured or str(call.request.forwarded_prefix)


@cache
def integrity() -> str:
    """The digest by which a browser knows that the script is ours (Subresource Integrity)."""
    return f"sha384-{base64.b64encode(hashlib.sha384(SCRIPT.read_bytes()).digest()).decode()}"


def frame(home: str, portal_id: UUID, language: str) -> str:
    """The frame alone; the link below it stays for whoever sees no frame."""
    height, title = HEIGHT_WITHOUT_SCRIPT, _said(TITLE, language)
    link = f'<p><a href="{home}/g/{portal_id}?lang={language}">{_said(AWAY, language)}</a></p>'
    return f"{_frame(home, portal_id, language, title, height)}\n{link}"


def frame_with_script(home: str, portal_id: UUID, language: str) -> str:
    """The frame and the script that gives it its height."""
    title = _said(TITLE, language)
    return (
        f"{_frame(home, portal_id, language, title, HEIGHT_WITHOUT_SCRIPT)}\n"
        f'<noscript><a href="{home}/g/{portal_id}?lang={language}">{title}</a></noscript>\n'
        f'<script src="{home}/embed/v1.js" integrity="{integrity()}" crossorigin="anonymous" async></script>'
    )


def link(home: str, portal_id: UUID, language: str) -> str:
    """The link, for pages in which nothing may stand."""
    return f'<a href="{home}/g/{portal_id}?lang={language}">{_said(TITLE, language)}</a>'


def _frame(home: str, portal_id: UUID, language: str, title: str, height: int) -> str:
    return (
        f'<iframe src="{home}/embed/{portal_id}?lang={language}" title="{title}" '
        f'width="100%" height="{height}" style="border:0"></iframe>'
    )


def _said(sentence: str, language: str) -> str:
    return escape(translate(sentence, language, "public"))
