"""What can be told, to whom, and over which channels."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID


class Channel(StrEnum):
    """A way to a person. NOTICE is the list that staff see when they are signed in."""

    SMS = "SMS"
    EMAIL = "EMAIL"
    NOTICE = "NOTICE"


class Topic(StrEnum):
    """What a message is about; from the open internet a notice about papers says only that papers wait."""

    CITIZEN = "CITIZEN"
    PAPERS = "PAPERS"
    OWN_DAYS = "OWN_DAYS"
    ACCOUNT = "ACCOUNT"


@dataclass(frozen=True, slots=True)
class Purpose:
    """One kind of message: its channels, and a second choice for an addressee who has an address for none of them.

    *at_once*: staff must know it before their duty hours begin. *gathered*: who does not read its notice for a while is
    told by one mail of all that waits; a mail for each of them would soon be looked at no more.
    """

    key: str
    topic: Topic
    channels: tuple[Channel, ...]
    instead: Channel | None = None
    at_once: bool = False
    gathered: bool = False

    @property
    def waits_for_duty(self) -> bool:
        """Staff are told in their duty hours; citizens at once, and everybody whose account may be in danger."""
        return self.topic in (Topic.PAPERS, Topic.OWN_DAYS) and not self.at_once

    def channels_to(self, ways: Collection[Channel]) -> tuple[Channel, ...]:
        """The channels to somebody who has addresses for the *ways*; a notice needs none."""
        open_ones = tuple(each for each in self.channels if each is Channel.NOTICE or each in ways)
        if not open_ones and self.instead and self.instead in ways:
            return (self.instead,)
        return open_ones


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message as an event asks for it. Exactly one of post, contact and person is to be told.

    `params` holds ids, numbers and dates only; `sealed` is a secret that only the sender opens.
    """

    event_id: UUID
    purpose: str
    post_id: UUID | None = None
    contact_id: UUID | None = None
    person_id: UUID | None = None
    language: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


_BOTH = (Channel.SMS, Channel.EMAIL)
_DESK = (Channel.NOTICE, Channel.EMAIL)


def _citizen(key: str) -> Purpose:
    return Purpose(key, Topic.CITIZEN, _BOTH)


def _papers(key: str) -> Purpose:
    return Purpose(key, Topic.PAPERS, (Channel.NOTICE,), gathered=True)


def _own_days(key: str) -> Purpose:
    return Purpose(key, Topic.OWN_DAYS, _DESK)


def _account(key: str, *channels: Channel) -> Purpose:
    # Over every way, for whoever broke into one of them reads that one first (NIST SP 800-63B, 4.6).
    return Purpose(key, Topic.ACCOUNT, channels or (Channel.NOTICE, *_BOTH))


# What carries a secret, and is of no use once that is over.
CODES = frozenset({"code", "code-at-centre", "first-login"})

# One mail about all that was gathered and not read.
UNREAD = "notices-unread"

PURPOSES = {
    purpose.key: purpose
    for purpose in (
        Purpose("code", Topic.CITIZEN, (Channel.SMS,), instead=Channel.EMAIL),
        Purpose("code-at-centre", Topic.CITIZEN, (Channel.SMS,), instead=Channel.EMAIL),
        # Who cannot sign in yet has no notices, and waits for the message.
        Purpose("first-login", Topic.CITIZEN, (Channel.SMS,), instead=Channel.EMAIL),
        _citizen("case-registered"),
        _citizen("case-registered-undated"),
        _citizen("case-transferred"),
        _citizen("clarification-requested"),
        _citizen("interim-replied"),
        _citizen("case-disposed"),
        _citizen("appeal-filed"),
        _citizen("appeal-disposed"),
        _papers("case-received"),
        _papers("case-received-undated"),
        _papers("case-transferred-in"),
        _papers("case-assigned"),
        _papers("citizen-replied"),
        _papers("citizen-replied-undated"),
        _papers("action-taken"),
        _papers("case-withdrawn"),
        _papers("case-overdue"),
        _papers("case-overdue-below"),
        _papers("appeal-received"),
        _papers("receipt-diarised"),
        _papers("file-forwarded"),
        # A communication that is marked urgent is put up at once (CSMOP 27).
        Purpose("file-forwarded-urgent", Topic.PAPERS, _DESK),
        Purpose(UNREAD, Topic.PAPERS, (Channel.EMAIL,)),
        _own_days("day-requested"),
        _own_days("day-approved"),
        _own_days("day-refused"),
        Purpose("day-recalled", Topic.OWN_DAYS, (*_DESK, Channel.SMS), at_once=True),
        Purpose("day-lapsed", Topic.OWN_DAYS, (*_DESK, Channel.SMS)),
        _account("password-changed"),
        _account("login-chosen"),
        _account("passkey-added"),
        _account("passkey-removed"),
        _account("backup-codes-made"),
        _account("backup-code-used"),
        _account("enrolment-approved", *_DESK),
    )
}

GATHERED = frozenset(purpose.key for purpose in PURPOSES.values() if purpose.gathered)
