"""The words under which people know kinds, states, grades and movements."""

from kernel.languages import _

KINDS = {"FILE": _("File"), "RECEIPT": _("Receipt")}
GRADES = {
    "UNCLASSIFIED": _("Unclassified"),
    "RESTRICTED": _("Restricted"),
    "CONFIDENTIAL": _("Confidential"),
    "SECRET": _("Secret"),
    "TOP_SECRET": _("Top secret"),
}
GRADE_COLOURS = {"RESTRICTED": "yellow", "CONFIDENTIAL": "red"}
PRIORITIES = {
    "ORDINARY": _("Ordinary"),
    "PRIORITY": _("Priority"),
    "IMMEDIATE": _("Immediate"),
    "TOP_PRIORITY": _("Top priority"),
}
PRIORITY_COLOURS = {"PRIORITY": "teal", "IMMEDIATE": "orange", "TOP_PRIORITY": "red"}
MEDIA = {"E": _("Electronic"), "P": _("On paper")}
FILE_STATES = {"OPEN": _("Open"), "CLOSED": _("Closed")}
RECEIPT_STATES = {"MARKED": _("At a desk"), "ON_FILE": _("On a file")}
DRAFT_STATES = {"DRAFT": _("Draft for approval"), "APPROVED": _("Approved"), "ISSUED": _("Issued")}
DRAFT_COLOURS = {"DRAFT": "yellow", "APPROVED": "green", "ISSUED": "grey"}
PAPER_KINDS = {
    "PETITION": _("Petition"),
    "ATTACHMENT": _("Enclosure"),
    "PAPER": _("Paper"),
    "REPLY": _("Reply"),
}
MOVEMENTS = {
    "OPENED": _("Opened"),
    "FORWARDED": _("Sent"),
    "PULLED_BACK": _("Pulled back"),
    "CLOSED": _("Closed"),
    "REOPENED": _("Reopened"),
    "PASSED_ON": _("Passed on, because its desk ended"),
}
LANGUAGE_NAMES = {"hi": _("Hindi"), "en": _("English")}
SORTS = {
    "oldest": _("Longest waiting first"),
    "newest": _("Newest first"),
    "urgent": _("Most urgent first"),
}
# What an act leads to; the page after it says so once.
DONE = {
    "diarised": _("The receipt has its diary number."),
    "marked": _("The receipt was marked to the other desk."),
    "put-up": _("The receipt is on this file now."),
    "saved": _("The note is saved. It stays yellow until the file is sent."),
    "sent": _("The file was sent, and its note is now part of the record."),
    "pulled-back": _("The file is back at your desk."),
    "closed": _("The file is closed."),
    "reopened": _("The file is open again."),
    "drafted": _("The draft is on the file."),
    "approved": _("The draft is approved."),
    "issued": _("The letter is issued under its dispatch number."),
    "paper": _("The paper is in its place."),
    "regraded": _("The grade is changed, and the reason is on record."),
}

WORDS = {
    "kinds": KINDS,
    "grades": GRADES,
    "grade_colours": GRADE_COLOURS,
    "priorities": PRIORITIES,
    "priority_colours": PRIORITY_COLOURS,
    "media": MEDIA,
    "file_states": FILE_STATES,
    "receipt_states": RECEIPT_STATES,
    "draft_states": DRAFT_STATES,
    "draft_colours": DRAFT_COLOURS,
    "paper_kinds": PAPER_KINDS,
    "movement_kinds": MOVEMENTS,
    "language_names": LANGUAGE_NAMES,
    "sorts": SORTS,
}
