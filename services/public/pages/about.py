"""What stands behind every page: how it may look, who answers for it, which rules hold."""

from typing import Any

from kernel.database import Transaction
from kernel.edge.pages import Cookie, Redirect
from kernel.edge.pages.results import Page
from kernel.edge.pages.session import local_path
from kernel.errors import NotFound
from kernel.languages import _
from kernel.ui.furniture import CONTRAST_COOKIE, TEXT_SIZE_COOKIE
from services.public import actions, schemas
from services.public.domain.draft import RESUME_DIGITS
from services.public.pages.room import LAST_CHANGED, page, pages

ABOUT = ("accessibility", "privacy", "terms", "copyright", "help")
_YEAR_SECONDS = 365 * 24 * 3600


class NoSuchPage(NotFound):
    """There are only a few pages about the service."""

    text = _("There is no such page. The sitemap names all pages.")


@pages.get("/about/sitemap", public=True)
def sitemap(tx: Transaction) -> Page:
    """Every page that anybody may open."""
    return page("about/sitemap.html", departments=actions.departments(tx), changed=LAST_CHANGED)


@pages.get("/about/{name}", public=True)
def about(name: str) -> Page:
    """A policy, the statement about accessibility, or help."""
    if name not in ABOUT:
        raise NoSuchPage
    return page(f"about/{name}.html", changed=LAST_CHANGED, resume_digits=RESUME_DIGITS)


@pages.get("/preferences", public=True, query=schemas.PreferencesShown)
def preferences_form(query: dict[str, Any]) -> Page:
    """Size of the letters and contrast."""
    return page("about/preferences.html", back=local_path(query.get("back"), "/"))


@pages.post("/preferences", public=True, takes=schemas.PreferencesForm, form=preferences_form, tokenless=True)
def preferences(body: dict[str, Any]) -> Redirect:
    """Remember the choice in this browser and go back; without a token, for one may choose again and again."""
    chosen = [(TEXT_SIZE_COOKIE, body["text_size"]), (CONTRAST_COOKIE, body["contrast"])]
    return Redirect(
        local_path(body.get("back"), "/"), [Cookie(name, value, _YEAR_SECONDS) for name, value in chosen]
    )
