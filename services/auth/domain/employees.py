"""What an employee is entered with: number, names in both scripts, language and private contacts."""

import re
import unicodedata
from dataclasses import dataclass, field

from kernel.errors import Conflict, Invalid
from kernel.languages import LANGUAGES, _
from services.auth.domain.spelling import spelt

LONGEST_NAME = 200
_STAFF_UID = re.compile(r"[A-Z]{2}[0-9]{4,10}")
_MOBILE = re.compile(r"(?:\+?91|0)?([6-9][0-9]{9})")
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\=+@-][^\s@<>,;:\"()\[\]\\]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_MARKS = re.compile(r"[\x00-\x1f\x7f<>{}\\|]")


class StaffUidTaken(Conflict):
    """One person has one staff number, and it is never given again."""

    beside = ("staff_uid",)
    text = _("The staff number %(staff_uid)s belongs to an employee already. Look that employee up instead.")


class StaffUidInvalid(Invalid):
    """A staff number has a form of its own."""

    text = _("A staff number is two capital letters and 4 to 10 digits, such as CG100001.")


class LatinNameInvalid(Invalid):
    """Names are kept in both scripts, each in its own field."""

    text = _("Write the name in Latin letters here, at most 200 signs, without digits or brackets.")


class HindiNameInvalid(Invalid):
    """Names are kept in both scripts, each in its own field."""

    text = _("Write the name in Devanagari here, at most 200 signs, without digits or brackets.")


class MobileInvalid(Invalid):
    """A mobile number of India."""

    text = _("A mobile number has ten digits and begins with 6, 7, 8 or 9.")


class EmailInvalid(Invalid):
    """An address to which a letter can be sent."""

    text = _("This is not an e-mail address. Write it as name@office.example.")


class LanguageUnknown(Invalid):
    """The languages that are spoken here."""

    text = _("Write hi for Hindi or en for English.")


class DepartmentNeeded(Invalid):
    """An employee without a post belongs to the department that enters him."""

    text = _("Name the department to which this employee belongs.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """An employee as somebody enters or corrects him; a contact that is None stays as it was."""

    name_en: str
    name_hi: str
    language: str = "hi"
    mobile: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


def checked_staff_uid(text: str) -> str:
    """A staff number as it is kept; raises StaffUidInvalid."""
    staff_uid = "".join(text.split()).upper()
    if not _STAFF_UID.fullmatch(staff_uid):
        raise StaffUidInvalid
    return staff_uid


def checked_latin_name(text: str) -> str:
    """A name in Latin letters; raises LatinNameInvalid."""
    name = _tidy(text)
    if not _is_name(name) or not _has_script(name, "LATIN") or _has_script(name, "DEVANAGARI"):
        raise LatinNameInvalid
    return name


def checked_hindi_name(text: str) -> str:
    """A name in Devanagari; raises HindiNameInvalid."""
    name = _tidy(text)
    if not _is_name(name) or not _has_script(name, "DEVANAGARI"):
        raise HindiNameInvalid
    return name


def checked_language(text: str) -> str:
    """A language's tag; raises LanguageUnknown."""
    tag = text.strip().lower()
    if tag not in LANGUAGES:
        raise LanguageUnknown
    return tag


def checked_mobile(text: str) -> str:
    """A mobile number with the country's +91; raises MobileInvalid."""
    digits = "".join(str(unicodedata.digit(sign, sign)) for sign in text if sign not in " -()'")
    found = _MOBILE.fullmatch(digits)
    if not found:
        raise MobileInvalid
    return f"+91{found[1]}"


def checked_email(text: str) -> str:
    """An e-mail address; raises EmailInvalid."""
    address = text.strip()
    if len(address) > 254 or not _EMAIL.fullmatch(address):  # noqa: PLR2004 - RFC 5321's longest path.
        raise EmailInvalid
    return address


def checked(given: Particulars) -> Particulars:
    """The particulars as they are kept; raises the refusal of the first that does not fit."""
    return Particulars(
        name_en=checked_latin_name(given.name_en),
        name_hi=checked_hindi_name(given.name_hi),
        language=checked_language(given.language),
        mobile=checked_mobile(given.mobile) if given.mobile else None,
        email=checked_email(given.email) if given.email else None,
    )


def _tidy(text: str) -> str:
    return spelt(" ".join(text.split()))


def _is_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and not _MARKS.search(name) and not any(map(str.isdigit, name))


def _has_script(name: str, script: str) -> bool:
    return any(unicodedata.name(sign, "").startswith(script) for sign in name if sign.isalpha())
