"""The changes that are tried: one operator, number, enum member, argument, entry or statement at a time.

Words are left alone: a sentence of law is checked by people. Annotations, decorators and the names of types
change no case.
"""

import ast
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
UNTRIED = {"annotation", "returns", "decorator_list", "bases", "format_spec"}
CONDITIONAL = (ast.If, ast.While, ast.IfExp)
ALREADY_TURNED = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Constant)


@dataclass
class Edit:
    """A replacement of one field of a node, or of one element of a list there."""

    owner: ast.AST
    field: str
    place: int | None
    new: Any
    at: ast.AST
    """What is changed: its place in the text is that of the change."""

    def swap(self) -> None:
        """Put the new value in and keep the old one, so that a second swap restores the tree."""
        if self.place is None:
            old = getattr(self.owner, self.field)
            setattr(self.owner, self.field, self.new)
        else:
            among = getattr(self.owner, self.field)
            old, among[self.place] = among[self.place], self.new
        self.new = old


@cache
def enum_members() -> dict[str, list[list[str]]]:
    """The members of every enum in the service, by the name of its class."""
    found: dict[str, list[list[str]]] = {}
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                ast.unparse(base).endswith(("Enum", "Flag")) for base in node.bases
            ):
                members = [
                    target.id
                    for line in node.body
                    if isinstance(line, ast.Assign)
                    for target in line.targets
                    if isinstance(target, ast.Name)
                ]
                found.setdefault(node.name, []).append(members)
    return found


def edits(node: ast.AST) -> Iterator[Edit]:
    """Yield every change of what the node holds, in the order of the text."""
    if _names_a_type(node) or _says_what_is_exported(node):
        return
    for field, value in ast.iter_fields(node):
        if field in UNTRIED:
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST):
                yield from _of_child(node, field, place, child)
                yield from edits(child)
    yield from _of_lists(node)


def _says_what_is_exported(node: ast.AST) -> bool:
    """Whether it is `__all__`: nothing imports everything, so no test can notice."""
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def _of_child(owner: ast.AST, field: str, place: int | None, child: ast.AST) -> Iterator[Edit]:
    """Yield the changes that put something else in the child's place."""

    def instead(new: Any) -> Edit:
        return Edit(owner, field, place, new, child if hasattr(child, "lineno") else owner)

    if type(child) in OTHER and not _joins_text(owner):
        yield instead(OTHER[type(child)]())
    match child:
        case ast.Constant(bool(value)):
            yield instead(ast.Constant(not value))
        case ast.Constant(int(value)):
            yield instead(ast.Constant(value + 1))
        case ast.Attribute(ast.Name(name), member) if (other := _next_member(name, member)) is not None:
            yield instead(ast.Attribute(child.value, other, child.ctx))
        case ast.UnaryOp(ast.Not(), operand):
            yield instead(operand)
        case ast.Return(value) if value is not None and not _is_none(value):
            yield instead(ast.Return(ast.Constant(None)))
        case ast.Raise() | ast.Expr(ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield instead(ast.Pass())
        case ast.Continue():
            yield instead(ast.Break())
        case ast.Break():
            yield instead(ast.Continue())
    condition = child if isinstance(child, ast.expr) else None
    is_condition = field == "ifs" or (field in ("test", "guard") and isinstance(owner, (*CONDITIONAL, ast.match_case)))
    if condition and is_condition and not isinstance(condition, ALREADY_TURNED):
        yield instead(ast.UnaryOp(ast.Not(), condition))


def _of_lists(node: ast.AST) -> Iterator[Edit]:
    """Yield the changes that leave out one entry of a table, or one named argument."""
    match node:
        case ast.Call(keywords=named):
            for argument in named:
                if argument.arg and not _has_other(argument.value):
                    yield Edit(node, "keywords", None, [one for one in named if one is not argument], argument.value)
        case ast.Set(elts) | ast.List(elts, ast.Load()) | ast.Tuple(elts, ast.Load()) if len(elts) > 1:
            for leaving in elts:
                yield Edit(node, "elts", None, [one for one in elts if one is not leaving], leaving)
        case ast.Dict(keys, values) if len(keys) > 1:
            for place, leaving in enumerate(values):
                left = copy(node)
                left.keys, left.values = ([*of[:place], *of[place + 1 :]] for of in (keys, values))
                yield Edit(node, "__dict__", None, left.__dict__, leaving)


def _next_member(name: str, member: str) -> str | None:
    """Return the enum's next member; None where the attribute is none of an enum's, or the enum has one."""
    for members in enum_members().get(name, ()):
        if member in members and len(members) > 1:
            return members[(members.index(member) + 1) % len(members)]
    return None


def _names_a_type(node: ast.AST) -> bool:
    """Whether a statement only gives a type its name: nothing reads its parts while the service runs."""
    match node:
        case ast.Assign([ast.Name(name)], ast.Subscript() | ast.BinOp()):
            return name.lstrip("_")[:1].isupper() and not name.isupper()
        case ast.Assign(value=ast.Call(ast.Name("TypeVar"))):
            return True
    return False


def _has_other(node: ast.AST) -> bool:
    """Whether another value is tried in this one's place, which says more than leaving it out."""
    match node:
        case ast.Constant(int()):
            return True
        case ast.Attribute(ast.Name(name), member):
            return _next_member(name, member) is not None
    return False


def _joins_text(node: ast.AST) -> bool:
    sides = [getattr(node, side, None) for side in ("left", "right", "value")]
    return any(isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
               for side in sides) and isinstance(node, ast.BinOp | ast.AugAssign)  # fmt: skip


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
