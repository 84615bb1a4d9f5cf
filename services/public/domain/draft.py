"""A filing in the making: one question at a time, kept from the first answer on."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from kernel.languages import _
from services.public.domain.draft_refusals import DraftIncomplete
from services.public.domain.numbers import check_digit
from services.public.domain.papers import LARGEST_PAPER_BYTES, MOST_PAPERS

DRAFT_LIFE = timedelta(days=7)
RESUME_DIGITS = 16
MOST_HALF_PAPERS = MOST_PAPERS
LARGEST_PART_BYTES = 64 * 1024


class Step(StrEnum):
    """The questions, in the order in which they are asked; the value is part of the address."""

    KIND = "kind"
    TEXT = "text"
    WHERE = "where"
    DOCUMENTS = "documents"
    PERSON = "person"
    CHECK = "check"

    @property
    def number(self) -> int:
        """The place among the steps, from 1."""
        return STEPS.index(self) + 1

    @property
    def before(self) -> "Step | None":
        """The step to which the back link leads."""
        return STEPS[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> "Step":
        """The step that follows; the last one follows itself."""
        return STEPS[min(self.number, len(STEPS) - 1)]


STEPS = tuple(Step)
_NEEDED = {Step.KIND: "nature", Step.TEXT: "text", Step.WHERE: "area", Step.PERSON: "mobile"}

PLACE_LINE = _("Place: %(place)s")


@dataclass(frozen=True, slots=True)
class DraftPaper:
    """A paper of a draft; it is whole when all its bytes are here."""

    paper_id: UUID
    size: int
    received: int
    sha256: str | None = None
    media_type: str | None = None
    wrapped_key: bytes | None = field(default=None, repr=False)

    @property
    def whole(self) -> bool:
        """Whether it can go along."""
        return self.sha256 is not None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a citizen has answered so far, and the code with which to go on later."""

    draft_id: UUID
    department: str
    code: str
    answers: Mapping[str, Any]
    filing_id: UUID | None = None
    saved_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def next_step(self) -> Step:
        """The first question without an answer; the check when all are answered."""
        missing = (step for step, name in _NEEDED.items() if not self.answers.get(name))
        return next(missing, Step.CHECK)

    @property
    def complete(self) -> bool:
        """Whether every question has its answer."""
        return self.next_step is Step.CHECK

    def onwards(self, step: Step) -> Step:
        """Where to go from *step* when it is answered: back to the check from where an answer is changed."""
        return Step.CHECK if self.complete else step.after

    def goes_on_at(self, papers: Sequence[DraftPaper]) -> Step:
        """Where who comes back goes on: the next question, or before it the papers if one has not wholly arrived."""
        halfway = any(not paper.whole for paper in papers)
        return min(self.next_step, Step.DOCUMENTS, key=STEPS.index) if halfway else self.next_step

    def answered(self, answers: Mapping[str, Any]) -> "Draft":
        """The draft with more or other *answers*."""
        return replace(self, answers={**self.answers, **answers})

    def require_complete(self) -> None:
        """Raise DraftIncomplete unless every question has its answer."""
        if not self.complete:
            raise DraftIncomplete

    def as_json(self) -> bytes:
        """Code and answers as they are sealed."""
        return json.dumps({"code": self.code, "answers": dict(self.answers)}, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, text: bytes, **row: Any) -> Self:
        """The draft out of its opened seal and the rest of its *row*."""
        kept = json.loads(text)
        return cls(code=kept["code"], answers=kept["answers"], **row)


def new_resume_code() -> str:
    """Digits that a keypad can enter: fifteen by chance and a check digit."""
    digits = f"{secrets.randbelow(10 ** (RESUME_DIGITS - 1)):0{RESUME_DIGITS - 1}d}"
    return f"{digits}{check_digit(digits)}"


def is_resume_code(text: str) -> bool:
    """Whether *text* can be such a code: a slip of the finger is told from a guess."""
    return len(text) == RESUME_DIGITS and text.isascii() and text.isdigit() and check_digit(text) == 0


def in_groups(code: str) -> str:
    """A code in groups of four, as people read it aloud."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def resume_digest(key: bytes, code: str) -> str:
    """What is kept of a code to find its draft: of no use without the *key*."""
    return hmac.new(key, b"resume code\0" + code.encode(), hashlib.sha256).hexdigest()


def fits(size: int, begins_at: int, content: bytes) -> bool:
    """Whether a part of *content* at *begins_at* can belong to a paper of *size* bytes."""
    within = begins_at >= 0 and begins_at + len(content) <= size <= LARGEST_PAPER_BYTES
    return within and 0 < len(content) <= LARGEST_PART_BYTES
