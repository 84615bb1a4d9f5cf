"""Every service has the same rooms, and no others."""

import ast

import pytest

from tests.architecture.house import OWN_ROOMS, ROOMS, ROOT, SERVICES, python_files, relative, tree

BESIDE = {"migrations", "templates", "locale", "queries.sql", "__init__.py"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_exactly_the_rooms(service: str) -> None:
    found = {path.name for path in (ROOT / "services" / service).iterdir() if path.name != "__pycache__"}

    rooms = {name.removesuffix(".py") for name in found - BESIDE}

    assert rooms == set(ROOMS) | OWN_ROOMS.get(service, set())


def test_every_module_says_what_it_is() -> None:
    silent = [
        relative(path)
        for path in python_files("kernel", "services", "deploy", "tests")
        if path.read_text("utf-8").strip() and not ast.get_docstring(tree(path))
    ]

    assert silent == []


def test_the_rules_explain_themselves() -> None:
    rooms = [
        path
        for path in python_files("services", "kernel")
        if path.parts[-2] in ("domain", "access")
        or path.name in ("domain.py", "access.py")
        or relative(path).startswith("kernel/")
    ]
    silent = [
        f"{relative(path)}: {node.name}"
        for path in rooms
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []
