"""The room of a service that speaks HTML."""

from collections.abc import Callable
from typing import Any

import falcon

from kernel.edge.http import Call, Router
from kernel.edge.http.answers import send_problem, translated_fields
from kernel.edge.http.performing import show
from kernel.edge.http.routes import Handler
from kernel.edge.pages import refusing, rendering, session
from kernel.edge.pages.forms import TOKEN_FIELD, check_token, visible
from kernel.edge.pages.results import Page, Redirect
from kernel.errors import Conflict, Invalid, NotSignedIn, Refused, TooManyTries
from kernel.freshness import SecondFactorTooOld
from kernel.identity import Policy


class Pages(Router):
    """The HTML routes of a service, with its templates and the kernel's."""

    is_api = False

    def __init__(self, service: str, policy: Policy | None = None) -> None:
        super().__init__(service, policy)
        self.templates = rendering.templates(service)

    def fragment(self, prefix: str, name: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare a part of the home or operations page, and the card that renews it in the browser.

        Only the gateway asks for the part; *signed_out* names its template for a reader without a session.
        """

        def keep(handler: Handler) -> Handler:
            for kind in ("_fragment", "_card"):
                self.get(f"{prefix}/{kind}/{name}", fragment=True, **declared)(handler)
            return handler

        return keep

    def admit(self, call: Call) -> None:
        """Raise FormTooOld unless the form carries a token that was made for it."""
        if call.request.method == "POST" and not call.route.tokenless:
            check_token(call)

    def key_of(self, _request: falcon.Request, fields: dict[str, Any]) -> str | None:
        """A form's token: sent twice, it acts once."""
        return str(fields.get(TOKEN_FIELD, ""))[:64] or None

    def again(self, call: Call, status: int, text: str) -> Redirect:
        """Where the first sending led, with the cookies that it gave."""
        return Redirect.again(call, status, text)

    def is_routine(self, call: Call, error: Exception) -> bool:
        """Each few minutes the browser's token ends and the way leads over its renewal."""
        return session.wants_session(call, error) or isinstance(error, SecondFactorTooOld)

    def send_error(self, call: Call, response: falcon.Response, error: Exception) -> None:
        """The form again with what was typed, the way to a session, or a page that says what to do.

        A form of HTML cannot PUT: a script is told as scripts are.
        """
        if call.route.method == "PUT":
            send_problem(call, response, error)
        elif call.route.fragment:
            refusing.part(call, error).send(call, response)
        elif session.wants_session(call, error):
            session.to_session(call, error).send(call, response)
        elif isinstance(error, SecondFactorTooOld):
            session.to_step_up(call).send(call, response)
        else:
            self._send_refusal(call, response, error)

    def _send_refusal(self, call: Call, response: falcon.Response, error: Exception) -> None:
        mendable: tuple[type[Refused], ...] = (Invalid, Conflict, TooManyTries, *call.route.again_after)
        if isinstance(error, mendable) and call.route.form is not None:
            try:
                self._form_again(call, call.route.form, error).send(call, response)
            except Refused as refusal:
                error = refusal
            else:
                return
        refusing.page(call, error).send(call, response)

    def _form_again(self, call: Call, form: Handler, error: Refused) -> Page | Redirect:
        page: Page | Redirect = show(call, form)
        if isinstance(page, Redirect):
            return refusing.led_on(call, page)
        # 401 would have to name a scheme by which a browser asks; a page asks by its form.
        page.status = 422 if isinstance(error, NotSignedIn) else error.status
        page.shown |= {
            "values": visible(call.typed),
            "errors": translated_fields(error, call.language, self.service) or _beside(call, error),
        }
        page.shown["refusal"] = error.sentence(call.language)
        return page

    def render(self, call: Call, template: str, shown: dict[str, Any]) -> str:
        """The HTML of a template for this call."""
        return self.templates.render(template, rendering.known(call, self.service), shown)


def _beside(call: Call, error: Refused) -> dict[str, str]:
    """The sentence at the field that it is about: the first that was filled in, or else the first that was asked."""
    asked = [name for name in error.beside if name in call.typed]
    filled = [name for name in asked if call.typed[name]]
    return {name: error.sentence(call.language) for name in (filled or asked)[:1]}
