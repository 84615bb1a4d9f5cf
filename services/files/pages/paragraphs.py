"""A note sheet as it is read: paragraphs numbered through, and references to papers that lead there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from services.files.domain import Note

_BETWEEN = re.compile(r"\n[ \t]*\n\s*")
_PLACE = re.compile(r"(?<![\w/])(\d{1,4}/cc?)(?![\w/])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; *place* names the paper to which it refers, else it is empty."""

    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One numbered paragraph of the note sheet."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A note with its paragraphs; the numbers run on from note to note."""

    note: Note
    paragraphs: tuple[Paragraph, ...]


def entries(notes: Iterable[Note], places: Iterable[str]) -> list[Entry]:
    """The *notes* in their order; only *places* that exist on the file become references."""
    numbers, known = count(1), frozenset(places)
    return [
        Entry(
            note,
            tuple(
                Paragraph(next(numbers), pieces(text, known)) for text in _BETWEEN.split(note.body.strip())
            ),
        )
        for note in notes
    ]


def pieces(text: str, places: frozenset[str]) -> tuple[Piece, ...]:
    """The *text* in its pieces: every second one of a split by a group is what the group caught."""
    parts = enumerate(_PLACE.split(text))
    return tuple(Piece(part, part if number % 2 and part in places else "") for number, part in parts if part)
