"""The framework stays behind the edge."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, SERVICES

BELOW = ("domain", "access", "events", "schemas", "store", "actions")
BLOCKED = """
import sys
for name in {blocked!r}:
    sys.modules[name] = None
import importlib
for name in {modules!r}:
    importlib.import_module(name)
print(sorted(m for m in sys.modules if sys.modules[m] and m.split(".")[0] in {watched!r}))
"""


def _import(modules: list[str], blocked: list[str], watched: list[str], found_in: Path | None = None) -> str:
    code = BLOCKED.format(modules=modules, blocked=blocked, watched=watched)
    path = f"{ROOT}:{found_in}" if found_in else str(ROOT)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("service", SERVICES)
def test_the_rooms_below_the_edge_need_no_framework(service: str) -> None:
    modules = [f"services.{service}.{room}" for room in BELOW]

    _import(modules, ["nameko", "eventlet", "kombu", "falcon", "pika"], [])


@pytest.mark.parametrize("service", SERVICES)
def test_an_api_process_never_loads_eventlet(service: str) -> None:
    modules = [f"services.{service}.api", f"services.{service}.pages", "kernel.edge.context"]

    assert _import(modules, [], ["nameko", "eventlet", "kombu", "pika"]) == "[]"


@pytest.mark.parametrize("service", SERVICES)
def test_a_process_loads_no_library_that_a_tool_of_the_developers_brought_along(
    service: str, tmp_path: Path
) -> None:
    # The library of logs loads it wherever it finds it.
    (tmp_path / "rich").mkdir()
    (tmp_path / "rich" / "__init__.py").touch()

    loaded = _import(["deploy.launch", f"services.{service}.api"], [], ["rich"], found_in=tmp_path)

    assert loaded == "[]"
