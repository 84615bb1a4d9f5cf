"""Every sentence a person reads, in the reader's language."""

from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

LANGUAGES = ("hi", "en")
DEFAULT_LANGUAGE = "hi"

_ROOT = Path(__file__).resolve().parent.parent


def _(text: str) -> str:
    """Mark *text* for the catalogues; it is translated where it is shown."""
    return text


def catalogue_path(domain: str, language: str) -> Path:
    """Where the catalogue of a *domain* ("kernel", or a service's name) lies."""
    folder = _ROOT / "kernel" if domain == "kernel" else _ROOT / "services" / domain
    return folder / "locale" / f"{language}.po"


def translate(text: str, language: str, domain: str) -> str:
    """*text* in *language*; the English itself where the domain's catalogue lacks it."""
    if language == "en":
        return text
    return _catalogue(domain, language).get(text) or _catalogue("kernel", language).get(text) or text


def domain_of(module: str) -> str:
    """The catalogue's domain for a dotted *module* name: services.files.domain belongs to "files"."""
    parts = module.split(".")
    return parts[1] if parts[0] == "services" and len(parts) > 1 else "kernel"


def best_language(accepted: str | None) -> str:
    """The first of an Accept-Language header's tags that we speak (BCP 47), Hindi when none is."""
    for tag in (accepted or "").split(","):
        primary = tag.split(";")[0].strip().split("-")[0].lower()
        if primary in LANGUAGES:
            return primary
    return DEFAULT_LANGUAGE


@cache
def _catalogue(domain: str, language: str) -> dict[str, str]:
    path = catalogue_path(domain, language)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        messages: list[Any] = list(read_po(file, locale=language))
    return {m.id: m.string for m in messages if m.id and m.string and not m.fuzzy and isinstance(m.id, str)}
