"""What a run found, as people read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.mutation.mutants import Mutant


@dataclass(frozen=True)
class Findings:
    """The mistakes in one module, and what became of them."""

    module: str
    noticed: Sequence[Mutant]
    unnoticed: Sequence[Mutant]
    undecided: Sequence[Mutant]
    # Name and reason of those that change nothing; and which of them are gone, or are noticed by now.
    harmless: dict[str, str]
    gone: Sequence[str]
    seconds: float

    @property
    def count(self) -> int:
        """How many mistakes were put in, or would have been, were they not harmless."""
        return len(self.noticed) + len(self.unnoticed) + len(self.undecided) + len(self.harmless)

    @property
    def good(self) -> bool:
        """Whether every mistake was noticed."""
        return not (self.unnoticed or self.undecided or self.gone)

    @property
    def row(self) -> tuple[str | int, ...]:
        """The figures as a row of the table."""
        open_ones = len(self.unnoticed) + len(self.undecided)
        return self.module, self.count, len(self.noticed), len(self.harmless), open_ones, round(self.seconds)

    def complaints(self) -> Iterable[str]:
        """A line for each mistake that is still to be noticed."""
        for word, mutants in (("unnoticed", self.unnoticed), ("undecided", self.undecided)):
            for mutant in mutants:
                yield f"{word}: {self.module}:{mutant.line} {mutant.name}"
        for name in self.gone:
            yield f"no harmless mistake any more: {self.module} {name}"


HEADING = """\
# Small mistakes in rules: what was noticed

`{command}` puts each mistake by itself into what decides who may do what, or whether a token is good, and asks the
tests: a sign turned round, a condition left out, another network, number or word, a check forgotten."""
HEAD = ("module", "mistakes", "noticed", "harmless", "unnoticed", "seconds")


def written(all_findings: Sequence[Findings], command: str) -> str:
    """The whole report in Markdown."""
    rows = [findings.row for findings in all_findings]
    total: tuple[str | int, ...] = ("all", *(sum(int(row[at]) for row in rows) for at in range(1, len(HEAD))))
    table = [_line(HEAD), _line(["---", *["---:"] * (len(HEAD) - 1)]), *map(_line, rows), _line(total)]
    harmless = [
        f"- `{findings.module}`, {name.replace(': ', ': `', 1)}`: {reason}"
        for findings in all_findings
        for name, reason in findings.harmless.items()
    ]
    complaints = [f"- {each}" for findings in all_findings for each in findings.complaints()]
    parts = [
        HEADING.format(command=command),
        "\n".join(table),
        *(
            ["Harmless, because nobody could tell the difference:\n\n" + "\n".join(harmless)]
            if harmless
            else []
        ),
        *(["Still to be noticed:\n\n" + "\n".join(complaints)] if complaints else []),
    ]
    return "\n\n".join(parts)


def _line(cells: Iterable[str | int]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
