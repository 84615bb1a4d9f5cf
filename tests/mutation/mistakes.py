"""The small mistakes that people make in rules: a sign, a case, a number, a word, a check that was forgotten."""

import ast
from collections.abc import Callable, Iterator

Changes = Iterator[tuple[str, ast.AST]]

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
SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}
ZONES = ("INTERNET", "VPN", "SECURE_LAN")


def changes(node: ast.AST, parent: ast.AST, field: str) -> Changes:
    """(what the mistake is, the node with it) for each that can be made at *node*, a *field* of *parent*."""
    for change in MISTAKES:
        for what, changed in change(node):
            yield what, ast.copy_location(changed, node)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_looked_at(parent, field):
        yield (
            f"{node.value!r} was written wrong",
            ast.copy_location(ast.Constant(f"{node.value[:-1]}?"), node),
        )


def _is_looked_at(parent: ast.AST, field: str) -> bool:
    # Not the pieces of a text with holes, the words of a sentence, or how a file is read.
    if isinstance(parent, ast.Call):
        named = parent.func.id if isinstance(parent.func, ast.Name) else getattr(parent.func, "attr", "")
        return field != "args" or named not in ("_", "ValueError", "TypeError", "read_text", "TypeVar")
    return not isinstance(parent, ast.JoinedStr | ast.FormattedValue)


def _compared(node: ast.AST) -> Changes:
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            for other in OPPOSITES.get(type(operator), ()):
                ops = [other() if at == number else each for at, each in enumerate(node.ops)]
                changed = ast.Compare(node.left, ops, node.comparators)
                yield f"{ast.unparse(node)} became {ast.unparse(changed)}", changed


def _joined(node: ast.AST) -> Changes:
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"and and or changed places in {ast.unparse(node)}", ast.BoolOp(other, node.values)
        for number, value in enumerate(node.values):
            rest = [each for at, each in enumerate(node.values) if at != number]
            left = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
            yield f"{ast.unparse(value)} was left out", left


def _negated(node: ast.AST) -> Changes:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"not was left out before {ast.unparse(node.operand)}", node.operand
    if isinstance(node, ast.If):
        turned = ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
        yield f"if {ast.unparse(node.test)} was turned round", turned
    if isinstance(node, ast.IfExp):
        yield f"{ast.unparse(node.test)} was turned round", ast.IfExp(node.test, node.orelse, node.body)


def _smaller_set(node: ast.AST) -> Changes:
    if isinstance(node, ast.Set | ast.Tuple) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        for number, each in enumerate(node.elts):
            rest = [other for at, other in enumerate(node.elts) if at != number]
            if rest and isinstance(each, ast.Constant | ast.Attribute | ast.Name):
                changed = ast.Set(rest) if isinstance(node, ast.Set) else ast.Tuple(rest, ast.Load())
                yield f"{ast.unparse(each)} was left out", changed


def _other_sign(node: ast.AST) -> Changes:
    if isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
        changed = ast.BinOp(node.left, SIGNS[type(node.op)](), node.right)
        yield f"{ast.unparse(node)} became {ast.unparse(changed)}", changed


def _other_answer(node: ast.AST) -> Changes:
    if isinstance(node, ast.Name) and node.id == "ALLOWED" and isinstance(node.ctx, ast.Load):
        yield "refused instead of allowed", ast.parse("refused()", mode="eval").body
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "refused":
        yield "allowed instead of refused", ast.Name("ALLOWED", ast.Load())
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{not node.value} instead of {node.value}", ast.Constant(not node.value)
    if isinstance(node, ast.Raise) and node.exc:
        yield f"no {ast.unparse(node)}", ast.Pass()


def _forgotten(node: ast.AST) -> Changes:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield f"{ast.unparse(node)} was forgotten", ast.Pass()
    if isinstance(node, ast.comprehension) and node.ifs:
        bare = ast.comprehension(node.target, node.iter, [], node.is_async)
        yield f"{ast.unparse(node).strip()} looks at all", bare


def _other_rule(node: ast.AST) -> Changes:
    if isinstance(node, ast.Dict):
        for number, value in enumerate(node.values):
            other = node.values[(number + 1) % len(node.values)]
            if isinstance(value, ast.Name | ast.Attribute | ast.Call) and ast.dump(other) != ast.dump(value):
                values = [other if at == number else each for at, each in enumerate(node.values)]
                key = node.keys[number]
                yield (
                    f"{ast.unparse(key) if key else '**'} has {ast.unparse(other)}",
                    ast.Dict(node.keys, values),
                )


def _more_algorithms(node: ast.AST) -> Changes:
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "decode":
        more = ast.keyword("algorithms", ast.parse("[ALGORITHM, 'EdDSA', 'HS256', 'none']", mode="eval").body)
        kept = [each for each in node.keywords if each.arg not in ("algorithms", "registry")]
        yield "other algorithms were taken as well", ast.Call(node.func, node.args, [*kept, more])


def _other_zone(node: ast.AST) -> Changes:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Zone":
        for zone in ZONES:
            if zone != node.attr:
                yield f"{zone} instead of {node.attr}", ast.Attribute(node.value, zone, node.ctx)


def _other_number(node: ast.AST) -> Changes:
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return
    if isinstance(node.value, int | float):
        yield f"{node.value + 1} instead of {node.value}", ast.Constant(node.value + 1)


MISTAKES: tuple[Callable[[ast.AST], Changes], ...] = (
    _compared,
    _joined,
    _negated,
    _smaller_set,
    _other_sign,
    _other_answer,
    _forgotten,
    _other_rule,
    _more_algorithms,
    _other_zone,
    _other_number,
)
