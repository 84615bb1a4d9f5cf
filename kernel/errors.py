"""What the system may refuse, drawn as a tree.

Refused
├── Invalid            422  the shape of what was sent is wrong
├── NotSignedIn        401  nobody, or nobody any more
├── NotAllowed         403  somebody, but not for this
├── NotFound           404
├── Conflict           409  the thing is not in the state for it
├── TooLarge           413
├── UnsupportedType    415
├── TooManyTries       429  with the seconds to wait
└── Unavailable        503  with the seconds to wait
    └── OutcomeUnknown 503  the commit's answer was lost

A service's own refusals are children of these, named after what is refused; their `text` is a whole
sentence that names the rule and what to do, with %(name)s for its facts.
"""

import re
from typing import Any, ClassVar

from kernel.languages import _, domain_of, translate


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of the program
    """The act was understood and is not done; nothing was changed.

    `beside` names what a form may have asked that the refusal is about; its page says the sentence there, too.
    """

    status: ClassVar[int] = 400
    beside: ClassVar[tuple[str, ...]] = ()
    text: ClassVar[str] = _("This cannot be done.")

    def __init__(self, *, fields: dict[str, Any] | None = None, **facts: Any) -> None:
        super().__init__(type(self).__name__)
        self.fields = fields or {}
        self.facts = facts

    @property
    def code(self) -> str:
        """The class's name in kebab case, stable for programs."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()

    def sentence(self, language: str) -> str:
        """The refusal in the reader's *language*."""
        return translate(self.text, language, domain_of(type(self).__module__)) % self.facts


class Invalid(Refused):
    """Something that was sent has the wrong shape; `fields` says where."""

    status = 422
    text = _("Please correct the marked entries and send again.")


class NotSignedIn(Refused):
    """Nobody is known by this request."""

    status = 401
    text = _("Please sign in first.")


class NotAllowed(Refused):
    """The caller is known but may not do this."""

    status = 403
    text = _("Your post has no right to do this. Ask your department's administrator if it should.")


class NotFound(Refused):
    """There is no such thing, or the caller may not know of it."""

    status = 404
    text = _("There is nothing here under this number or address. Check it and try again.")


class Conflict(Refused):
    """The thing is not in the state in which this can be done."""

    status = 409
    text = _("This was changed meanwhile. Load it again and repeat what you wanted.")


class KeyReused(Conflict):
    """The same idempotency key came with another content."""

    text = _("This idempotency key was already used for another content. Use a new key for a new request.")


class TooLarge(Refused):
    """More bytes than the limit allows."""

    status = 413
    text = _("What you sent is larger than %(limit_mb)s MB. Send a smaller file.")


class UnsupportedType(Refused):
    """A media type that is not taken here."""

    status = 415
    text = _("This kind of content is not accepted here. Accepted: %(accepted)s.")


class TooManyTries(Refused):
    """An allowance is spent; `retry_after` says in how many seconds it is renewed."""

    status = 429
    text = _("Too many tries. Please wait %(retry_after)s seconds and try again.")

    def __init__(self, *, retry_after: int, **facts: Any) -> None:
        super().__init__(retry_after=retry_after, **facts)
        self.retry_after = retry_after


class Unavailable(Refused):
    """The service is busy or a part of it is away; nothing was changed."""

    status = 503
    text = _("The service is busy. Nothing was changed; please try again in %(retry_after)s seconds.")

    def __init__(self, *, retry_after: int = 2, **facts: Any) -> None:
        super().__init__(retry_after=retry_after, **facts)
        self.retry_after = retry_after


class OutcomeUnknown(Unavailable):
    """The connection broke during the commit, so that nobody can know whether it happened."""

    text = _(
        "The connection broke while this was being saved, so it may or may not be done. Look first, or send the "
        "very same again in %(retry_after)s seconds."
    )
