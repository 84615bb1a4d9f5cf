"""Where the thing that a notice is about can be looked at."""

from collections.abc import Mapping

_PAGES = (("case_id", "/desk/cases/"), ("file_id", "/files/files/"), ("receipt_id", "/files/receipts/"))

_OF_ACCOUNT = {
    "password-changed": "/staff/account",
    "login-chosen": "/staff/account",
    "passkey-added": "/staff/passkeys",
    "passkey-removed": "/staff/passkeys",
    "backup-codes-made": "/staff/passkeys",
    "backup-code-used": "/staff/passkeys",
    "enrolment-approved": "/staff/devices",
}


def place_of(purpose: str, about: Mapping[str, object]) -> str | None:
    """The page of the case, file, receipt or day, or the part of the own account, that a notice names; None when it names nothing."""
    if purpose in _OF_ACCOUNT:
        return _OF_ACCOUNT[purpose]
    for name, page in _PAGES:
        if about.get(name):
            return f"{page}{about[name]}"
    if "request_id" in about:
        return "/wfh/approvals" if purpose == "day-requested" else "/wfh/days"
    return None
