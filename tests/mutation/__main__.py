"""`make mutation`: put each mistake in by itself, ask the tests, and list the mistakes that nobody noticed."""

import argparse
import os
import sys
import time
from pathlib import Path

from tests.mutation.asking import Answer, answers, path_of
from tests.mutation.mutants import mutants_of, without_mistake
from tests.mutation.report import Findings, written
from tests.mutation.targets import Target, targets


def main() -> int:
    """Every module that is chosen; 1 when a mistake was not noticed."""
    chosen = _arguments()
    all_findings = []
    for target in targets():
        if chosen.only in target.module:
            all_findings.append(findings := _findings(target, chosen.at_once))
            print(*findings.row, *findings.complaints(), sep="\n  ", file=sys.stderr, flush=True)
    report = written(all_findings, f"make mutation{f' ONLY={chosen.only}' if chosen.only else ''}")
    print(report)
    if chosen.report:
        chosen.report.write_text(f"{report}\n", "utf-8")
    return 0 if all_findings and all(findings.good for findings in all_findings) else 1


def _findings(target: Target, at_once: int) -> Findings:
    began = time.monotonic()
    source = path_of(target.module).read_text("utf-8")
    mutants = list(mutants_of(source, target.within))
    without, *found = answers(target, [without_mistake(source), *mutants], at_once)
    if without is not Answer.PASSED:
        raise SystemExit(f"{target.module}: its tests fail without any mistake")
    became = list(zip(mutants, found, strict=True))
    passed = [mutant for mutant, answer in became if answer is Answer.PASSED]
    return Findings(
        module=target.module,
        noticed=[mutant for mutant, answer in became if answer is Answer.FAILED],
        unnoticed=[mutant for mutant in passed if mutant.name not in target.harmless],
        undecided=[mutant for mutant, answer in became if answer is Answer.BROKEN],
        harmless=target.harmless,
        gone=sorted(target.harmless.keys() - {mutant.name for mutant in passed}),
        seconds=time.monotonic() - began,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--only", default="", help="modules whose name contains this")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, help="children side by side")
    parser.add_argument("--report", type=Path, help="write the report into this file as well")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
