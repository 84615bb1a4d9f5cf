"""Who may do what, and every refusal in both languages."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from kernel import clock
from kernel.errors import NotAllowed, Refused
from kernel.identity import Actor, ActorKind, Zone
from services.files import access, actions, domain
from services.files.access import (
    POLICY,
    DirectoryIsStale,
    FileUnknown,
    NoAccessGrant,
    NotAtYourDesk,
    NotYourFileToClose,
    RankTooLow,
)
from services.files.domain import PapersNotInThisZone
from tests.files.desks import ASSISTANT, OFFICER, a_plain_file, assistant, at_desk, officer, secretary

ROOMS = (access, actions, domain)


def refusal_of(permission: str, actor: Actor) -> type[Refused] | None:
    refusal = POLICY[permission](actor).refusal
    return type(refusal) if refusal else None


@pytest.mark.parametrize("permission", sorted(POLICY.keys() - {"files.count", "files.handover"}))
def test_no_paper_opens_over_the_internet(permission: str) -> None:
    assert refusal_of(permission, officer(zone=Zone.INTERNET)) is PapersNotInThisZone


@pytest.mark.parametrize("permission", sorted(POLICY.keys() - {"files.count", "files.handover"}))
@pytest.mark.parametrize("zone", [Zone.VPN, Zone.SECURE_LAN])
def test_no_paper_opens_without_a_live_grant(permission: str, zone: Zone) -> None:
    ended = officer(zone=zone, charge={"granted_until": date(2026, 3, 9)})

    with clock.frozen(datetime(2026, 3, 9, 18, 0, tzinfo=UTC)):
        assert refusal_of("files.read", ended) is None
    with clock.frozen(datetime(2026, 3, 9, 18, 30, tzinfo=UTC)):
        assert refusal_of(permission, ended) is NoAccessGrant
    assert refusal_of(permission, officer(zone=zone, charge={"granted_until": None})) is NoAccessGrant


@pytest.mark.parametrize("permission", sorted(POLICY))
@pytest.mark.parametrize("kind", [ActorKind.VISITOR, ActorKind.CITIZEN, ActorKind.PORTAL])
def test_only_staff_work_at_desks(permission: str, kind: ActorKind) -> None:
    stranger = Actor(kind=kind, zone=Zone.SECURE_LAN)

    assert refusal_of(permission, stranger) is NotAllowed


def test_how_much_waits_is_shown_everywhere() -> None:
    assert refusal_of("files.count", officer(zone=Zone.INTERNET)) is None


def test_an_under_secretary_approves_and_those_below_do_not() -> None:
    assert refusal_of("files.approve", secretary()) is None
    assert refusal_of("files.approve", officer()) is RankTooLow
    assert isinstance(access.may_approve(officer()).refusal, RankTooLow)


def test_registry_and_section_diarise_and_the_secretary_does_not() -> None:
    assert refusal_of("files.diarise", at_desk("REV-REG-1")) is None
    assert refusal_of("files.diarise", assistant()) is None
    assert refusal_of("files.diarise", secretary()) is NotAllowed


def test_a_file_is_read_where_it_was_and_acted_on_where_it_is() -> None:
    file = a_plain_file(holder_post=OFFICER)

    assert access.may_read_file(assistant(), frozenset({ASSISTANT, OFFICER})).allowed
    assert isinstance(access.may_read_file(secretary(), frozenset({OFFICER})).refusal, FileUnknown)
    assert access.may_act_on_file(officer(), file).allowed
    assert isinstance(access.may_act_on_file(assistant(), file).refusal, NotAtYourDesk)


def test_only_the_desk_that_opened_a_file_closes_it() -> None:
    file = a_plain_file(opened_by_post=ASSISTANT)

    assert access.may_close(assistant(), file, ASSISTANT).allowed
    assert isinstance(access.may_close(officer(), file, ASSISTANT).refusal, NotYourFileToClose)


def test_nothing_is_signed_while_the_directory_may_hide_a_revocation() -> None:
    assert isinstance(access.may_sign(stale=True).refusal, DirectoryIsStale)
    assert access.may_sign(stale=False).allowed


def refusals(parent: type[Refused] = Refused) -> Iterator[type[Refused]]:
    """Every refusal that the e-office has."""
    for child in parent.__subclasses__():
        if child.__module__.startswith("services.files"):
            yield child
        yield from refusals(child)


@pytest.mark.parametrize("refusal", sorted(set(refusals()), key=lambda each: each.__name__), ids=str)
def test_every_refusal_speaks_hindi_and_english(refusal: type[Refused]) -> None:
    facts: dict[str, object] = {"retry_after": 30} if issubclass(refusal, DirectoryIsStale) else {}
    facts |= dict.fromkeys(re.findall(r"%\((\w+)\)s", refusal.text), 7)

    hindi, english = (refusal(**facts).sentence(language) for language in ("hi", "en"))

    assert re.search("[\u0900-\u097f]", hindi)
    assert not re.search("[\u0900-\u097f]", english)
    assert english.endswith(".")
    assert hindi.endswith("।")


def test_every_room_was_asked_for_its_refusals() -> None:
    homes = {refusal.__module__.split(".")[2] for refusal in refusals()}

    assert homes == {room.__name__.split(".")[2] for room in ROOMS}
