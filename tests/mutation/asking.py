"""Asking the tests about a module with a mistake, in a child of this process that reads the module anew."""

import gc
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import select
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.house import ROOT
from tests.mutation.mutants import Mutant
from tests.mutation.targets import Target

# The libraries are read once; a child then reads only our own modules, one of them with a mistake.
LIBRARIES = (
    *("falcon", "marshmallow", "jinja2", "psycopg2", "joserfc.jwt", "babel.support", "httpx"),
    *("cryptography.x509", "authlib.oauth2.rfc6749", "openpyxl", "babel.messages.pofile", "uuid_utils"),
    *("unittest", "pdb", "tomllib", "hypothesis.strategies"),
)
# A mistake that loops for ever is noticed by the processor's time, which a busy machine does not shorten.
LONGEST_CPU_SECONDS = 60
LONGEST_SECONDS = 300
NOTICED = (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
# Each plug-in costs time at every mistake.
WITHOUT = ("cacheprovider", "unraisableexception", "threadexception", "faulthandler", "junitxml", "doctest")
OPTIONS = (
    *("-x", "-q", "--noconftest", "-p", "pytest_timeout"),
    *(part for name in WITHOUT for part in ("-p", f"no:{name}")),
)


class Answer(Enum):
    """What became of the tests of one mistake."""

    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"


def answers(target: Target, mutants: Sequence[Mutant], at_once: int) -> list[Answer]:
    """What became of the tests with each mistake, in order; some children work side by side."""
    reading, writing = os.pipe()
    parent = os.fork()
    if parent == 0:
        # What the tests of one module read beside it must not be there for the next module.
        with _leaving(), os.fdopen(writing, "w") as out:
            _prepare(target)
            json.dump([answer.value for answer in _ask(mutants, target, at_once)], out)
    os.close(writing)
    with os.fdopen(reading) as told:
        text = told.read()
    os.waitpid(parent, 0)
    if not text:
        raise SystemExit(f"{target.module}: its mistakes could not be tried")
    return [Answer(each) for each in json.loads(text)]


@contextmanager
def _leaving() -> Iterator[None]:
    try:
        yield
    except BaseException:  # noqa: BLE001 - whatever it is, a child never goes on as its parent
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _prepare(target: Target) -> None:
    """Read, once for all mistakes, the libraries and what the target's tests need and what does not need it."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in (*LIBRARIES, *target.beside):
        importlib.import_module(name)
    if target.module in sys.modules:
        raise RuntimeError(f"{target.module} is read already, so that no mistake could be put into it")
    # What is read by now is never garbage: a child need not look for it.
    gc.freeze()


def _ask(mutants: Sequence[Mutant], target: Target, at_once: int) -> list[Answer]:
    found = [Answer.BROKEN] * len(mutants)
    running: dict[int, tuple[int, int]] = {}
    for number, mutant in enumerate(mutants):
        if len(running) >= at_once:
            _take(running, found)
        child = os.fork()
        if child == 0:
            with _leaving():
                os._exit(_run(target, mutant))
        running[os.pidfd_open(child)] = (number, child)
    while running:
        _take(running, found)
    return found


def _take(running: dict[int, tuple[int, int]], found: list[Answer]) -> None:
    """The answers of those that have ended; when for long none does, they are stuck and end without one."""
    ended, _writable, _failed = select.select(list(running), [], [], LONGEST_SECONDS)
    for watched in ended or list(running):
        number, child = running.pop(watched)
        os.close(watched)
        if not ended:
            os.kill(child, signal.SIGKILL)
        found[number] = _answer(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _answer(code: int) -> Answer:
    if code == 0:
        return Answer.PASSED
    return Answer.FAILED if code in (*NOTICED, -signal.SIGXCPU) else Answer.BROKEN


def _run(target: Target, mutant: Mutant) -> int:
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.dup2(sink, 2)
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_CPU_SECONDS, LONGEST_CPU_SECONDS + 1))
    sys.meta_path.insert(0, Mistaken(target.module, mutant.source))
    for stage in target.tests:
        if code := int(pytest.main([*OPTIONS, *stage])):
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
