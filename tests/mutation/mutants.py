"""The mistakes that can be made in a module: each is its source with one small change."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Change = Callable[[ast.AST], Iterator[tuple[str, ast.AST]]]

OPPOSITES: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
}
ZONES = ("INTERNET", "VPN", "SECURE_LAN")


@dataclass(frozen=True)
class Mutant:
    """One mistake: where it is, what it is, and the module's source with it."""

    where: str
    what: str
    source: str


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every mistake in the functions and the constants of a module, in the order of its lines."""
    tree = ast.parse(source)
    for parent, field, index, node, scope in _places(tree):
        for what, changed in _changes(node):
            _put(parent, field, index, changed)
            text = ast.unparse(tree)
            _put(parent, field, index, node)
            yield Mutant(f"{getattr(node, 'lineno', 0)} {scope}".strip(), what, text)


def _places(tree: ast.Module) -> list[tuple[ast.AST, str, int | None, ast.AST, str]]:
    """(parent, its field, index in it, node, name of the function) of each node that decides something."""
    found: list[tuple[ast.AST, str, int | None, ast.AST, str]] = []

    def walk(node: ast.AST, scope: str) -> None:
        for field, value in ast.iter_fields(node):
            children = value if isinstance(value, list) else [value]
            for number, child in enumerate(children):
                if not isinstance(child, ast.AST) or _says_nothing(node, field, child):
                    continue
                name = f"{scope}.{child.name}".lstrip(".") if _has_name(child) else scope
                found.append((node, field, number if isinstance(value, list) else None, child, name))
                walk(child, name)

    walk(tree, "")
    return found


def _has_name(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.ClassDef)


def _says_nothing(parent: ast.AST, field: str, child: ast.AST) -> bool:
    # Annotations, docstrings, imports and the sentences of refusals decide nothing.
    if field in ("annotation", "returns", "decorator_list") or isinstance(child, ast.Import | ast.ImportFrom):
        return True
    if isinstance(child, ast.AnnAssign) and child.value is None:
        return True
    texts = ("text", "__all__")
    if (
        isinstance(child, ast.Assign)
        and isinstance(child.targets[0], ast.Name)
        and child.targets[0].id in texts
    ):
        return True
    return isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)


def _put(parent: ast.AST, field: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for change in (_compared, _joined, _negated, _smaller_set, _other_answer, _other_zone, _other_number):
        for what, changed in change(node):
            yield what, ast.copy_location(changed, node)


def _compared(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            for other in OPPOSITES.get(type(operator), ()):
                ops = [other() if at == number else each for at, each in enumerate(node.ops)]
                changed = ast.Compare(node.left, ops, node.comparators)
                yield f"{ast.unparse(node)} became {ast.unparse(changed)}", changed


def _joined(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and and or changed places", ast.BoolOp(other, node.values)
        for number, value in enumerate(node.values):
            rest = [each for at, each in enumerate(node.values) if at != number]
            left = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
            yield f"{ast.unparse(value)} was left out", left


def _negated(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"not was left out before {ast.unparse(node.operand)}", node.operand
    if isinstance(node, ast.If):
        yield (
            f"if {ast.unparse(node.test)} was turned round",
            ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse),
        )
    if isinstance(node, ast.IfExp):
        yield (
            f"{ast.unparse(node.test)} was turned round",
            ast.IfExp(node.test, node.orelse, node.body),
        )


def _smaller_set(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Set | ast.Tuple) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        for number, each in enumerate(node.elts):
            rest = [other for at, other in enumerate(node.elts) if at != number]
            if rest and isinstance(each, ast.Constant | ast.Attribute):
                changed = ast.Set(rest) if isinstance(node, ast.Set) else ast.Tuple(rest, ast.Load())
                yield f"{ast.unparse(each)} was left out", changed
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        other = ast.BitOr() if isinstance(node.op, ast.BitAnd) else ast.BitAnd()
        yield f"{ast.unparse(node)} with the other sign", ast.BinOp(node.left, other, node.right)


def _other_answer(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Name) and node.id == "ALLOWED" and isinstance(node.ctx, ast.Load):
        yield "refused instead of allowed", ast.parse("refused()", mode="eval").body
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "refused":
        yield "allowed instead of refused", ast.Name("ALLOWED", ast.Load())
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{not node.value} instead of {node.value}", ast.Constant(not node.value)
    if isinstance(node, ast.Raise):
        yield f"no {ast.unparse(node)}", ast.Pass()


def _other_zone(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Zone":
        for zone in ZONES:
            if zone != node.attr:
                yield f"{zone} instead of {node.attr}", ast.Attribute(node.value, zone, node.ctx)


def _other_number(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        yield f"{node.value + 1} instead of {node.value}", ast.Constant(node.value + 1)
