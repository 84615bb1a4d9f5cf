"""What the frame of every page needs to know: the language link, the reader's preferences, the way around."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from kernel.identity import Actor, ActorKind, Zone
from kernel.languages import LANGUAGES, _
from kernel.ui.assets import asset

TEXT_SIZE_COOKIE, TEXT_SIZES = "text_size", ("100", "125", "150")
CONTRAST_COOKIE, CONTRASTS = "contrast", ("normal", "high")

# The services decide for themselves; this only spares an officer doors that would be shut.
_DESK = frozenset({"nodal_officer", "appellate_officer", "collector", "section_officer", "dealing_assistant"})
_PORTALS = frozenset({"department_admin", "state_admin", "identity_custodian"})
_KEEPERS = frozenset({"department_admin", "state_admin", "auditor"})
_ADMINISTRATORS = frozenset({"department_admin", "state_admin"})
_AUDITORS = frozenset({"auditor"})
_OPERATORS = frozenset({"operator", "state_admin"})
_CENTRES = frozenset({"facilitator"})
# Rooms of a role are shut outside the secure network, but a centre has none.
_OPEN_FROM_INTERNET = frozenset({"/centre"})
_WAYS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("/home", _("Home page"), frozenset()),
    ("/files/inbox", _("Inbox"), frozenset()),
    ("/wfh/days", _("Work from home"), frozenset()),
    ("/desk", _("Cases"), _DESK),
    ("/centre", _("Centre"), _CENTRES),
    ("/desk/portals", _("Portals"), _PORTALS),
    ("/staff/people", _("Employees"), _ADMINISTRATORS),
    ("/staff/audit", _("Record of acts"), _AUDITORS),
    ("/notify/notices", _("Notices"), frozenset()),
    ("/staff/organisation", _("Organisation"), _KEEPERS),
    ("/ops", _("Operations"), _OPERATORS),
    ("/staff/account", _("Account"), frozenset()),
)


def furniture(
    path: str,
    query: str,
    language: str,
    cookies: Mapping[str, str],
    actor: Actor | None = None,
    emblem: str = "",
) -> dict[str, Any]:
    """The part of the rendering context that layouts use."""
    other = next(each for each in LANGUAGES if each != language)
    return {
        "asset": asset,
        "language": language,
        "other_language": other,
        "language_link": _with_language(query, other),
        "request_path": path,
        "text_size": _chosen(cookies.get(TEXT_SIZE_COOKIE), TEXT_SIZES),
        "contrast": _chosen(cookies.get(CONTRAST_COOKIE), CONTRASTS),
        "emblem": emblem,
        "ways": ways(actor, path),
        "actor": actor,
    }


def ways(actor: Actor | None, path: str) -> list[dict[str, Any]]:
    """The rooms that the acting post may enter, the present one marked."""
    if actor is None or actor.kind is not ActorKind.STAFF:
        return []
    open_ones = [
        (href, label)
        for href, label, roles in _WAYS
        if not roles or (roles & actor.roles and _is_open(href, actor))
    ]
    # What a portal is, is kept in two services, and is one room to who keeps it.
    path = path.replace("/staff/portals", "/desk/portals", 1)
    # The nearest one, or else the one that the same service answers.
    near = [href for href, _label in open_ones if f"{path}/".startswith(f"{href}/")]
    beside = [href for href, _label in open_ones if href.split("/")[1] == path.split("/")[1]]
    here = max(near, key=len, default=next(iter(beside), ""))
    return [{"href": href, "label": label, "current": href == here} for href, label in open_ones]


def _is_open(href: str, actor: Actor) -> bool:
    return href in _OPEN_FROM_INTERNET or actor.zone.level >= Zone.VPN.level


def _chosen(wanted: str | None, offered: tuple[str, ...]) -> str:
    return wanted if wanted in offered else offered[0]


def _with_language(query: str, language: str) -> str:
    kept = [(name, value) for name, value in parse_qsl(query) if name != "lang"]
    return "?" + urlencode([*kept, ("lang", language)])
