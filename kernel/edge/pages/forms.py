"""A form's token: made for one page and one reader, it proves that we showed the form; sent twice, it acts once."""

import re
from datetime import timedelta
from typing import Any

from kernel import clock, signing
from kernel.edge.http import Call
from kernel.edge.http.callers import CITIZEN_COOKIE, cookie_of
from kernel.errors import Invalid
from kernel.languages import _

FORM_LASTS = timedelta(hours=4)
FORM_LASTS_IN_A_FRAME = timedelta(hours=1)
TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a field


class FormTooOld(Invalid):
    """A form's token is over or was made for another page."""

    text = _("This page was open for too long. What you typed is kept; please press the button once more.")


class ButtonTooOld(FormTooOld):
    """The same of a button that stands alone: nothing was typed, and its page is not shown again by itself."""

    text = _(
        "This page was open for too long, and nothing was changed. Go back to it and press the button again."
    )


class FilesTooOld(FormTooOld):
    """The same of a form with files, which a browser does not keep."""

    text = _(
        "This page was open for too long. What you typed is kept; choose files again if there were any, and press the"
        " button once more."
    )


def new_token(call: Call, path: str) -> str:
    """A token for a form that is sent to *path*."""
    nonce, lasting = str(clock.new_id()), FORM_LASTS if call.route.cookies else FORM_LASTS_IN_A_FRAME
    signed = signing.sign(call.context.form_key, _purpose(call, path), {"nonce": nonce}, lasting)
    return f"{nonce}.{signed}"


def check_token(call: Call) -> None:
    """Raise FormTooOld, or its like, unless the form carries a token that was made for this page and this reader."""
    nonce, _dot, signed = str(call.typed.get(TOKEN_FIELD, "")).partition(".")
    try:
        facts = signing.read(call.context.form_key, _purpose(call, call.request.path), signed)
    except signing.SignatureInvalidError:
        raise _too_old(call) from None
    if facts.get("nonce") != nonce:
        raise _too_old(call)


def visible(typed: dict[str, Any]) -> dict[str, Any]:
    """What is shown again of what was *typed*: no token, and no password."""
    return {name: value for name, value in typed.items() if name != TOKEN_FIELD and not is_secret(name)}


def is_secret(name: str) -> bool:
    """Whether what is typed into the field of this *name* is never shown again."""
    return name.startswith("password")


def _too_old(call: Call) -> FormTooOld:
    if call.route.form is None:
        return ButtonTooOld()
    return FilesTooOld() if call.route.uploads else FormTooOld()


def _purpose(call: Call, path: str) -> str:
    return f"form:{re.sub(r'/+$', '', path)}:{_reader(call)}"


def _reader(call: Call) -> str:
    # An officer's session outlives the renewal of its tokens; a citizen's ends with its cookie.
    if call.actor is not None and call.actor.session_id is not None:
        return str(call.actor.session_id)
    return cookie_of(call.request, CITIZEN_COOKIE)[-16:]
