"""What a spreadsheet is to us: named sheets of rows whose cells are text; and what stands against a row."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kernel.errors import Refused
from kernel.sheets.refusals import SheetTooLarge


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken at once; `part_bytes` bounds what has to stand in memory.

    Fifty thousand rows unpack to some 30 MB; what wants more than `unpacked_bytes` is no list of people.
    """

    rows: int = 60_000
    columns: int = 60
    cell: int = 2_000
    parts: int = 200
    file_bytes: int = 10 * 1024 * 1024
    unpacked_bytes: int = 100 * 1024 * 1024
    part_bytes: int = 48 * 1024 * 1024

    def too_large(self) -> SheetTooLarge:
        """The refusal that names these limits."""
        return SheetTooLarge(rows=self.rows, limit_mb=f"{self.file_bytes / 1024 / 1024:g}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name or by one of its *labels*, of which the first is shown.

    One that is not `required` may be left out of the file. In a `signed` one a number may begin with + or -.
    """

    name: str
    required: bool = True
    labels: tuple[str, ...] = ()
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the sheet, its cells as tidy text ("" for an empty one), and faults by column."""

    number: int
    cells: dict[str, str]
    faults: dict[str, Refused] = field(default_factory=dict)


class Book(ABC):
    """A file with one or several sheets; a .csv has one, whose name is empty."""

    names: Sequence[str]

    @abstractmethod
    def rows(self, sheet: str, columns: Sequence[Column]) -> Iterator[Row]:
        """The filled rows of a *sheet*, one at a time; raises SheetMissing, HeadingsWrong and SheetTooLarge."""

    @abstractmethod
    def count_roughly(self) -> int:
        """About how many rows the largest sheet has, without reading any: enough for a bar of progress."""
