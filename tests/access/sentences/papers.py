"""Which papers are shown in which network, in sentences; the grades are the words of the state's manual."""

GRADES = ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL")

# Over the VPN papers are read and worked on up to RESTRICTED, inside up to CONFIDENTIAL, on the internet none.
_HIGHEST = {"VPN": "RESTRICTED", "SECURE_LAN": "CONFIDENTIAL", "AIR_GAPPED": "CONFIDENTIAL"}


def is_shown_in(zone: str, grade: str) -> bool:
    """Whether papers of a grade are handled in a network at all."""
    return zone in _HIGHEST and GRADES.index(grade) <= GRADES.index(_HIGHEST[zone])
