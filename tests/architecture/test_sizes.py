"""Small functions and files, as all code that is a joy to read."""

import ast
import statistics

from tests.architecture.house import python_files, relative, tree

LARGEST_FILE = 300
LARGEST_FUNCTION = 50
MOST_FUNCTIONS = 25
MEDIAN = 8


def _functions() -> list[tuple[int, str]]:
    return [
        (node.end_lineno - node.lineno + 1, f"{relative(path)}:{node.lineno} {node.name}")
        for path in python_files("kernel", "services", "deploy")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]


def test_no_file_is_long() -> None:
    long = [
        relative(path)
        for path in python_files("kernel", "services", "deploy")
        if path.read_text("utf-8").count("\n") > LARGEST_FILE
    ]

    assert long == []


def test_functions_are_short() -> None:
    sizes = sorted(_functions())
    lines = [size for size, _where in sizes]

    assert [where for size, where in sizes if size > LARGEST_FUNCTION] == []
    assert statistics.median(lines) <= MEDIAN
    assert lines[int(len(lines) * 0.9)] <= MOST_FUNCTIONS
