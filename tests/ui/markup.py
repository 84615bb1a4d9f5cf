"""What a validator of HTML says against a page; one Node for each process of the test run, and once for each source."""

import json
import os
import subprocess
from functools import cache

from tests.architecture.house import ROOT

PROGRAM = ROOT / "tests" / "node" / "validator.cjs"
# `make dev` puts the library there, beside what else is built.
LIBRARIES = ROOT / "build" / "node" / "node_modules"


@cache
def invalid_html(source: str) -> list[str]:
    """The complaints about a document or a part of one, each with its line."""
    validator = _validator()
    assert validator.stdin
    assert validator.stdout
    validator.stdin.write(json.dumps(source) + "\n")
    validator.stdin.flush()
    complaints: list[str] = json.loads(validator.stdout.readline())
    return complaints


@cache
def _validator() -> "subprocess.Popen[str]":
    # It ends by itself when nobody can ask it any more.
    return subprocess.Popen(
        ["node", PROGRAM],
        env={**os.environ, "NODE_PATH": str(LIBRARIES)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
