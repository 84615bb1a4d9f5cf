"""What the gateway refuses by itself, in words: the only refusals that no service speaks."""

from dataclasses import dataclass

from kernel.languages import _


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal of the gateway; *retry_seconds* is 0 where waiting does not help.

    Where it does not lead on, every address is refused alike, and none is offered.
    """

    code: str
    status: int
    title: str
    detail: str
    retry_seconds: int = 0
    leads_on: bool = True


PROBLEMS = (
    Problem(
        "nothing-here",
        404,
        _("There is nothing here"),
        _("Check the address. The first page leads to everything that there is."),
    ),
    Problem(
        "not-readable",
        400,
        _("The request could not be read"),
        _("It is broken, or its address is too long. Open the page anew and try again."),
    ),
    Problem(
        "needs-https",
        400,
        _("This address is reached over https only"),
        _("Begin the address with https:// and try again."),
        leads_on=False,
    ),
    Problem(
        "zone-named",
        400,
        _("The request names a network or a device"),
        _(
            "Only this system says from which network and which device a request comes. Send it without the headers X-Zone and X-Device."
        ),
        leads_on=False,
    ),
    Problem(
        "too-large",
        413,
        _("The request is too large"),
        _(
            "A form may hold %(form_kb)s KB, and an upload %(upload_mb)s MB in all. Send fewer or smaller documents."
        ),
    ),
    Problem(
        "too-many",
        429,
        _("Too many requests"),
        _("Too many requests came from this address. Wait ten seconds and send it again."),
        retry_seconds=10,
    ),
    Problem(
        "service-down",
        503,
        _("The service is starting or out of order"),
        _("It is not certain whether this was saved. Look first, or send the very same again in a minute."),
        retry_seconds=5,
    ),
    Problem(
        "busy",
        503,
        _("The service is busy"),
        _("Nothing was saved. Try again in a few seconds."),
        retry_seconds=2,
    ),
    Problem(
        "no-device",
        403,
        _("This address is for issued devices"),
        _(
            "Use a device whose certificate was issued by this installation and is not revoked. If this device is issued to you, sign in from the open internet and ask for its certificate under Account, Your devices."
        ),
        leads_on=False,
    ),
)
