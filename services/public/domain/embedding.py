"""Whether a browser would show the block in a page, decided by the browsers' own rules; nothing is fetched."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from kernel.languages import _
from services.public.domain.origins import ContentPolicy, Origin, matches, origin_of, policies_in, with_scheme

_SANDBOX_NEEDS = ("allow-forms", "allow-popups")


class Found(StrEnum):
    """What can stand against the block, and what is only good to know."""

    NO_ADDRESS = "NO_ADDRESS"
    NOT_A_SITE = "NOT_A_SITE"
    PORTAL_CLOSED = "PORTAL_CLOSED"
    NO_ORIGINS = "NO_ORIGINS"
    PAGE_NOT_HTTPS = "PAGE_NOT_HTTPS"
    OTHER_PORT = "OTHER_PORT"
    OTHER_SUBDOMAIN = "OTHER_SUBDOMAIN"
    NOT_REGISTERED = "NOT_REGISTERED"
    ADDRESS_OF_DIGITS = "ADDRESS_OF_DIGITS"
    FRAME_NOT_HTTPS = "FRAME_NOT_HTTPS"
    POLICY_FRAME = "POLICY_FRAME"
    POLICY_SANDBOX = "POLICY_SANDBOX"
    EMBEDDER_POLICY = "EMBEDDER_POLICY"
    POLICY_SCRIPT = "POLICY_SCRIPT"
    POLICY_NONCE = "POLICY_NONCE"
    PATH_IS_NOTHING = "PATH_IS_NOTHING"


# What is in these lists is refused; the rest is said beside it.
REFUSED = frozenset(Found) - {Found.POLICY_SCRIPT, Found.POLICY_NONCE, Found.PATH_IS_NOTHING}

SAYS: dict[Found, tuple[str, str]] = {
    Found.NO_ADDRESS: (
        _("This is not the address of a page."),
        _("Copy the whole address from the browser's address bar, beginning with https://."),
    ),
    Found.NOT_A_SITE: (
        _(
            "A page that is opened from a disk or a mail has no origin, so no origin can be registered for it."
        ),
        _("Put the page on the portal's server and open it from there."),
    ),
    Found.PORTAL_CLOSED: (
        _("This portal is closed: the block is shown nowhere."),
        _("Have the portal registered anew and use its new address."),
    ),
    Found.NO_ORIGINS: (
        _("No origin is registered for this portal, so every browser refuses the block in every page."),
        _("Have %(origin)s registered."),
    ),
    Found.PAGE_NOT_HTTPS: (
        _(
            "The page is opened by http, but %(registered)s is registered: for a browser these are two origins."
        ),
        _("Let the portal lead every visitor from http to https."),
    ),
    Found.OTHER_PORT: (
        _("%(registered)s is registered, but the page comes from another port: %(origin)s."),
        _("Serve the page from the registered port, or have %(origin)s registered as well."),
    ),
    Found.OTHER_SUBDOMAIN: (
        _("%(registered)s is registered, but the page stands under another name: %(host)s."),
        _(
            "With and without “www” are two names. Lead all visitors to one of them, or have %(origin)s registered too."
        ),
    ),
    Found.NOT_REGISTERED: (
        _(
            "The origin %(origin)s is not registered for this portal; the browser shows an empty or a grey field."
        ),
        _("Ask the state administrator to register %(origin)s for this portal, or use the plain link."),
    ),
    Found.ADDRESS_OF_DIGITS: (
        _("The page is opened under an address of digits, %(host)s; browsers promise to match names only."),
        _("Give the portal a name in the DNS and a certificate for it, and have that name registered."),
    ),
    Found.FRAME_NOT_HTTPS: (
        _(
            "The page is https, but the block comes by http from %(home)s: a browser refuses this as mixed content."
        ),
        _("This installation must be reached by https. Tell its operator."),
    ),
    Found.POLICY_FRAME: (
        _("The page's own content security policy, “%(directive)s”, does not let a frame from %(home)s in."),
        _("Add %(home)s to frame-src of that page."),
    ),
    Found.POLICY_SANDBOX: (
        _(
            "The page's own content security policy has “sandbox” without %(missing)s: the form cannot be sent."
        ),
        _("Add %(missing)s to sandbox, or leave sandbox out."),
    ),
    Found.EMBEDDER_POLICY: (
        _(
            "The page is sent with Cross-Origin-Embedder-Policy: it takes only frames that are sent with the same."
        ),
        _("Leave that header out on the page with the block, or use the plain link."),
    ),
    Found.POLICY_SCRIPT: (
        _(
            "The page's own content security policy, “%(directive)s”, does not let the script from %(home)s in."
        ),
        _("Use the frame without the script, or add %(home)s to script-src. Without it the height is fixed."),
    ),
    Found.POLICY_NONCE: (
        _("The page's own content security policy lets scripts in by a nonce."),
        _("Give the script element the page's nonce, or use the frame without the script."),
    ),
    Found.PATH_IS_NOTHING: (
        _("Only the origin %(origin)s counts; whatever follows it makes no difference."),
        _("Register an origin without a path and without a slash at its end."),
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, with the facts of its two sentences."""

    what: Found
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def refuses(self) -> bool:
        """Whether the browser shows no block because of it."""
        return self.what in REFUSED


@dataclass(frozen=True, slots=True)
class Block:
    """What is to stand in a page: whose, from where, and under which digest its script is known."""

    origins: tuple[str, ...]
    is_open: bool
    home: Origin
    path: str
    integrity: str


def findings(block: Block, address: str, sent_with: str = "") -> list[Finding]:
    """What stands against *block* in the page at *address* that is *sent_with* some headers; what refuses first."""
    whole = with_scheme(address)
    page = origin_of(whole)
    if not address.strip() or page is None:
        foreign = bool(address.strip()) and urlsplit_scheme(whole) not in ("http", "https")
        return [Finding(Found.NOT_A_SITE if foreign else Found.NO_ADDRESS)]
    found = [*_of_portal(block, page), *_of_transport(block, page), *_of_policies(block, page, sent_with)]
    if urlsplit(whole).path not in ("", "/"):
        found.append(Finding(Found.PATH_IS_NOTHING, {"origin": str(page)}))
    return sorted(found, key=lambda each: not each.refuses)


def urlsplit_scheme(address: str) -> str:
    """The scheme of an address, in lower case."""
    return address.partition(":")[0].lower()


def _of_portal(block: Block, page: Origin) -> list[Finding]:
    if not block.is_open:
        return [Finding(Found.PORTAL_CLOSED)]
    facts = {"origin": str(page), "host": page.host}
    if not block.origins:
        return [Finding(Found.NO_ORIGINS, facts)]
    if any(matches(origin, page, block.home) for origin in block.origins):
        return []
    if page.is_number:
        return [Finding(Found.ADDRESS_OF_DIGITS, facts)]
    return [_nearest(block, page, facts)]


def _nearest(block: Block, page: Origin, facts: dict[str, str]) -> Finding:
    registered = [origin for each in block.origins if (origin := origin_of(each))]
    for origin in registered:
        said = facts | {"registered": str(origin)}
        if origin.host == page.host and origin.scheme != page.scheme:
            return Finding(Found.PAGE_NOT_HTTPS, said)
        if origin.host == page.host:
            return Finding(Found.OTHER_PORT, said)
    for origin in registered:
        if _are_relatives(origin.host, page.host):
            return Finding(Found.OTHER_SUBDOMAIN, facts | {"registered": str(origin)})
    return Finding(Found.NOT_REGISTERED, facts)


def _are_relatives(one: str, other: str) -> bool:
    return one.endswith(f".{other}") or other.endswith(f".{one}")


def _of_transport(block: Block, page: Origin) -> list[Finding]:
    if page.scheme == "https" and block.home.scheme == "http" and not block.home.is_this_machine:
        return [Finding(Found.FRAME_NOT_HTTPS, {"home": str(block.home)})]
    return []


def _of_policies(block: Block, page: Origin, sent_with: str) -> list[Finding]:
    found = [each for policy in policies_in(sent_with) for each in _of_policy(block, page, policy)]
    if re.search(
        r"cross-origin-embedder-policy\s*:\s*(require-corp|credentialless)", sent_with, re.IGNORECASE
    ):
        found.append(Finding(Found.EMBEDDER_POLICY))
    return list({each.what: each for each in found}.values())


def _of_policy(block: Block, page: Origin, policy: ContentPolicy) -> list[Finding]:
    found, home = [], str(block.home)
    framing = policy.sources("frame-src", "child-src", "default-src")
    if framing and not any(matches(source, block.home, page, block.path) for source in framing[1]):
        found.append(Finding(Found.POLICY_FRAME, {"directive": _quoted(framing), "home": home}))
    boxed = policy.sources("sandbox")
    if boxed and (missing := [need for need in _SANDBOX_NEEDS if need not in boxed[1]]):
        found.append(Finding(Found.POLICY_SANDBOX, {"missing": ", ".join(missing)}))
    scripting = policy.sources("script-src-elem", "script-src", "default-src")
    if scripting and not _lets_script_in(scripting[1], block, page):
        nonce = any(source.lower().startswith("'nonce-") for source in scripting[1])
        facts = {"directive": _quoted(scripting), "home": home}
        found.append(Finding(Found.POLICY_NONCE) if nonce else Finding(Found.POLICY_SCRIPT, facts))
    return found


def _lets_script_in(sources: tuple[str, ...], block: Block, page: Origin) -> bool:
    if f"'{block.integrity}'" in sources:
        return True
    strict = any(source.lower() == "'strict-dynamic'" for source in sources)
    return not strict and any(matches(source, block.home, page, "/embed/v1.js") for source in sources)


def _quoted(directive: tuple[str, tuple[str, ...]]) -> str:
    return " ".join((directive[0], *directive[1]))[:200]
