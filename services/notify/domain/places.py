"""Where the thing that a notice is about can be looked at."""

from collections.abc import Mapping

_PAGES = (("case_id", "/desk/cases/"), ("file_id", "/files/files/"), ("receipt_id", "/files/receipts/"))


def place_of(purpose: str, about: Mapping[str, object]) -> str | None:
    """The page of the case, file, receipt or day that a notice names; None when it names nothing."""
    for name, page in _PAGES:
        if about.get(name):
            return f"{page}{about[name]}"
    if "request_id" in about:
        return "/wfh/approvals" if purpose == "day-requested" else "/wfh/days"
    return None
