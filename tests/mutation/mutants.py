"""The mistakes in a module, one at a time: each is its source with one small change."""

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tests.mutation.mistakes import changes


@dataclass(frozen=True)
class Mutant:
    """One mistake: where it is, what it is, and the module's source with it."""

    line: int
    scope: str
    what: str
    source: str

    @property
    def name(self) -> str:
        """What it is called where it is listed as harmless."""
        return f"{self.scope}: {self.what}"


@dataclass(frozen=True)
class _Place:
    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST
    scope: str

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def without_mistake(source: str) -> Mutant:
    """The module as it is, written anew as those with a mistake are."""
    return Mutant(0, "", "nothing", ast.unparse(ast.parse(source)))


def mutants_of(source: str, within: Collection[str] = ()) -> Iterator[Mutant]:
    """Every mistake in a module's functions and constants, or only *within* those named, in the order of lines."""
    tree = ast.parse(source)
    for place in _places(tree, ""):
        if within and not any(f"{place.scope}.".startswith(f"{name}.") for name in within):
            continue
        for what, changed in changes(place.node, place.parent, place.field):
            place.put(changed)
            text = ast.unparse(tree)
            place.put(place.node)
            yield Mutant(getattr(place.node, "lineno", 0), place.scope, what, text)


def _places(node: ast.AST, scope: str) -> Iterator[_Place]:
    for field, value in list(ast.iter_fields(node)):
        children = value if isinstance(value, list) else [value]
        for number, child in enumerate(children):
            if not isinstance(child, ast.AST) or _says_nothing(node, field, child):
                continue
            name = f"{scope}.{_name_of(child)}".strip(".") if _name_of(child) else scope
            yield _Place(node, field, number if isinstance(value, list) else None, child, name)
            yield from _places(child, name)


def _name_of(node: ast.AST) -> str:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    # A constant of the module counts as a place of its own.
    targets = node.targets if isinstance(node, ast.Assign) else []
    target = node.target if isinstance(node, ast.AnnAssign) else next(iter(targets), None)
    return target.id if isinstance(target, ast.Name) and target.id.isupper() else ""


def _says_nothing(parent: ast.AST, field: str, child: ast.AST) -> bool:
    # Annotations, docstrings, imports and the sentences of refusals decide nothing.
    if field in ("annotation", "returns", "decorator_list", "bases"):
        return True
    if (
        isinstance(child, ast.Import | ast.ImportFrom | ast.AnnAssign)
        and getattr(child, "value", None) is None
    ):
        return True
    if isinstance(child, ast.Assign) and isinstance(child.targets[0], ast.Name):
        # The name of a type is an annotation as well.
        return child.targets[0].id in ("text", "__all__") or isinstance(child.value, ast.Subscript)
    if isinstance(parent, ast.Raise):
        return True
    return isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
