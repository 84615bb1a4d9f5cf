"""The shape checker's terse messages in the plain words that people read."""

import re

from kernel.languages import _, translate

_WORDS: tuple[tuple[str, str], ...] = (
    (
        r"Missing data for required field\.|Field may not be null\.|Field cannot be blank\.",
        _("Please fill this in."),
    ),
    (r"Unknown field\.", _("This entry is not known here. Remove it.")),
    (r"Not a valid UUID\.", _("This is not a valid reference. Copy it again.")),
    (r"Not a valid (?:integer|number)\.", _("Please give a number.")),
    (r"Not a valid boolean\.", _("Please answer yes or no.")),
    (r"Not a valid string\.|Not a valid utf-8 string\.", _("Please give a text.")),
    (r"Not a valid date\.", _("Please give a date as year-month-day, such as 2026-11-22.")),
    (
        r"Must be a day of the years (?P<first>\d+) to (?P<last>\d+)\.",
        _("Please give a day of the years %(first)s to %(last)s."),
    ),
    (r"Not a valid (?:naive |aware )?datetime\.", _("Please give a date and time with its zone.")),
    (
        r"Not a valid email address\.",
        _("Please give an e-mail address such as name@example.in, or leave it empty."),
    ),
    (r"Not a valid list\.", _("Please give a list.")),
    (r"Invalid input type\.|Invalid type\.", _("This has the wrong form.")),
    (r"Must be one of: (?P<choices>.+)\.", _("Please choose one of: %(choices)s.")),
    (r"Not a valid choice\.", _("Please choose one of the listed answers.")),
    (r"Shorter than minimum length (?P<least>\d+)\.", _("This is too short: at least %(least)s characters.")),
    (r"Longer than maximum length (?P<most>\d+)\.", _("This is too long: at most %(most)s characters.")),
    (
        r"Length must be between (?P<least>\d+) and (?P<most>\d+)\.",
        _("This must have %(least)s to %(most)s characters."),
    ),
    (r"Length must be (?P<exact>\d+)\.", _("This must have exactly %(exact)s characters.")),
    (r"Must be greater than or equal to (?P<least>.+?)(?: and .*)?\.", _("This must be at least %(least)s.")),
    (r"Must be less than or equal to (?P<most>.+)\.", _("This must be at most %(most)s.")),
    (r"String does not match expected pattern\.", _("This does not have the expected form.")),
)
_PATTERNS = [(re.compile(pattern), sentence) for pattern, sentence in _WORDS]


def plain(message: str, language: str, domain: str) -> str:
    """A field's *message* in plain words in the reader's *language*; a service's own text is looked up."""
    for pattern, sentence in _PATTERNS:
        if match := pattern.fullmatch(message):
            return translate(sentence, language, "kernel") % match.groupdict()
    return translate(message, language, domain)
