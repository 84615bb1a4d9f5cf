"""`make mutation`: put each mistake in by itself, ask the tests, and list the mistakes that nobody noticed."""

import argparse
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.house import ROOT
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.targets import Target, targets

LONGEST_SECONDS = 60
# The libraries are read once; a child then reads only our own modules, one of them with a mistake.
LIBRARIES = ("falcon", "marshmallow", "jinja2", "psycopg2", "joserfc.jwt", "babel.support", "httpx")


def main() -> int:
    """Every module that is chosen; 1 when a mistake was not noticed."""
    chosen = _arguments()
    for name in LIBRARIES:
        importlib.import_module(name)
    began, missed, count = time.monotonic(), [], 0
    for target in targets():
        if chosen.only and chosen.only not in target.module:
            continue
        found = list(_unnoticed(target, chosen.at_once))
        mistakes = [mutant for mutant, noticed in found if not noticed]
        count += len(found)
        missed += [(target.module, mutant) for mutant in mistakes]
        print(f"{target.module:24} {len(found):4} mistakes, {len(mistakes)} unnoticed", flush=True)
    for module, mutant in missed:
        print(f"  unnoticed: {module}:{mutant.where}: {mutant.what}")
    print(f"{count - len(missed)} of {count} mistakes were noticed in {time.monotonic() - began:.0f} s")
    return 1 if missed or not count else 0


def _unnoticed(target: Target, at_once: int) -> Iterator[tuple[Mutant, bool]]:
    mutants = [
        mutant
        for mutant in mutants_of(path_of(target.module).read_text("utf-8"))
        if f"{mutant.where.partition(' ')[2]}: {mutant.what}" not in target.harmless
    ]
    if not passes(target, None):
        raise SystemExit(f"{target.module}: its tests fail without any mistake")
    with ProcessPoolExecutor(at_once) as pool:
        for mutant, passed in zip(mutants, pool.map(passes, [target] * len(mutants), mutants), strict=True):
            yield mutant, not passed


def passes(target: Target, mutant: Mutant | None) -> bool:
    """Whether the target's tests pass in a child of this process whose module has the mistake."""
    child = os.fork()
    if child == 0:
        os._exit(_run(target, mutant))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _run(target: Target, mutant: Mutant | None) -> int:
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    # A mistake that loops for ever is noticed as well: by the alarm, which ends the child.
    signal.alarm(LONGEST_SECONDS)
    if mutant:
        sys.meta_path.insert(0, Mistaken(target.module, mutant.source))
    for test in target.tests:
        if code := int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", test])):
            return code
    return 0


class Mistaken(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module with the source of a mistake."""

    def __init__(self, module: str, source: str) -> None:
        self.module, self.source = module, source

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.module:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=str(path_of(fullname)))

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(path_of(self.module))
        exec(compile(self.source, module.__file__, "exec"), module.__dict__)  # noqa: S102 - the mistake itself


def path_of(module: str) -> Path:
    """Where a module's source lies."""
    return ROOT / f"{module.replace('.', '/')}.py"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--only", default="", help="modules whose name contains this")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, help="children side by side")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
