"""What auth announces: the directory row by row, revocations, changes of accounts, and what is sealed for notify."""

from services.auth.events.account import AccountChanged, Change
from services.auth.events.first_login import FirstLoginIssued
from services.auth.events.rows import (
    AreaPublished,
    ChargePublished,
    DepartmentPublished,
    GrantPublished,
    OfficePublished,
    PersonPublished,
    PortalPublished,
    PostPublished,
)
from services.auth.events.signals import (
    ContactPublished,
    DirectoryBeat,
    RepublishBegun,
    RepublishEnded,
    SessionRevoked,
)

__all__ = [
    "DIRECTORY",
    "AccountChanged",
    "AreaPublished",
    "Change",
    "ChargePublished",
    "ContactPublished",
    "DepartmentPublished",
    "DirectoryBeat",
    "FirstLoginIssued",
    "GrantPublished",
    "OfficePublished",
    "PersonPublished",
    "PortalPublished",
    "PostPublished",
    "RepublishBegun",
    "RepublishEnded",
    "SessionRevoked",
]

DIRECTORY = (
    DepartmentPublished,
    AreaPublished,
    OfficePublished,
    PostPublished,
    PersonPublished,
    ChargePublished,
    GrantPublished,
    PortalPublished,
    RepublishBegun,
    RepublishEnded,
    DirectoryBeat,
    SessionRevoked,
)
