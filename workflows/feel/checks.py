"""What can be said about an expression without running it: unknown names, operators that cannot fit, constants."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from decimal import Decimal

from . import syntax as tree
from .errors import FeelError, Problem
from .frames import Frame, resolve
from .parser import parse
from .parser_tests import parse_tests
from .suggestions import closest
from .vocabulary import BUILTINS


def check(text: str, names: Collection[str] | None = None, *, unary: bool = False) -> tuple[Problem, ...]:
    """All problems of one expression, or of a unary test, in reading order. Empty when there is nothing to say.

    `names`: the variables there are; None when that is not known (names are not checked then). A text that is not
    FEEL is one problem of severity "error".
    """
    known = tuple(names or ())
    try:
        node = (parse_tests if unary else parse)(text, known, known)
    except FeelError as error:
        return (Problem(error.code, error.line, error.column, error.params, "error", error.suggestion),)
    frame = Frame(None, ("?",) if unary else ())
    found = _visit(node, frame, None if names is None else frozenset(names))
    return tuple(sorted(found, key=lambda problem: (problem.line, problem.column)))


Names = frozenset[str] | None


def _visit(node: tree.Node, frame: Frame, names: Names) -> Iterator[Problem]:
    if isinstance(node, tree.Name):
        yield from _name(node, frame, names)
        return
    rule = _RULES.get(type(node))
    if rule is not None:
        yield from rule(node)
    for child, inner in _with_frames(node, frame):
        yield from _visit(child, inner, names)


def _name(node: tree.Name, frame: Frame, names: Names) -> Iterator[Problem]:
    """Inside a filter any name may be a key of the item, so nothing is said there."""
    bound, slots = resolve(node.name, frame)
    if bound or slots or names is None or node.name in names or node.name in BUILTINS:
        return
    suggestion = closest(node.name, [*names, *BUILTINS])
    yield Problem("FEEL-201", node.line, node.column, {"name": node.name}, "error", suggestion)


def _with_frames(node: tree.Node, frame: Frame) -> list[tuple[tree.Node, Frame]]:
    """The sub-nodes, each with the names it can see."""
    if isinstance(node, tree.Filter):
        return [(node.target, frame), (node.condition, frame.with_filter())]
    if isinstance(node, tree.FunctionDefinition):
        inner = frame.with_names(*(parameter.name for parameter in node.parameters))
        return [] if node.external else [(node.body, inner)]
    if isinstance(node, tree.ContextLiteral):
        inner = frame.with_names(*(key for key, _ in node.entries))
        return [(value, inner) for _, value in node.entries]
    if isinstance(node, tree.For | tree.Quantified):
        return _iteration(node, frame)
    return [(child, frame) for child in _plain_children(node)]


def _plain_children(node: tree.Node) -> list[tree.Node]:
    if isinstance(node, tree.Call):
        return [node.callee, *node.positional, *(value for _, value in node.named)]
    if isinstance(node, tree.Arithmetic):
        return [node.first, *(operand for _, operand in node.rest)]
    return [child for child in tree.children(node) if not isinstance(child, tree.TypeName)]


def _iteration(node: tree.For | tree.Quantified, frame: Frame) -> list[tuple[tree.Node, Frame]]:
    inner = frame.with_names("partial") if isinstance(node, tree.For) else frame.with_names()
    pairs: list[tuple[tree.Node, Frame]] = []
    for iterator in node.iterators:
        pairs.append((iterator.domain, inner))
        if iterator.end is not None:
            pairs.append((iterator.end, inner))
        inner = inner.with_names(iterator.name)
    pairs.append((node.body if isinstance(node, tree.For) else node.condition, inner))
    return pairs


_CONDITIONS = (
    tree.Comparison | tree.And | tree.Or | tree.In | tree.Between | tree.Quantified | tree.InstanceOf
)
_LITERALS: dict[type, str] = {Decimal: "number", str: "string", bool: "boolean"}


def _kind(node: tree.Node) -> str | None:
    """The type of an operand, where the text alone tells it."""
    if isinstance(node, tree.Literal):
        return _LITERALS.get(type(node.value))
    if isinstance(node, _CONDITIONS):
        return "boolean"
    if isinstance(node, tree.ListLiteral):
        return "list"
    return "context" if isinstance(node, tree.ContextLiteral) else None


_NEVER = frozenset({"boolean", "list", "context"})


def _arithmetic(node: tree.Arithmetic) -> Iterator[Problem]:
    left = _kind(node.first)
    for operator, operand in node.rest:
        right = _kind(operand)
        if _cannot_join(operator, left, right):
            params = {"operator": operator, "left": left or "?", "right": right or "?"}
            yield Problem("FEEL-203", node.line, node.column, params, "error")
            return
        left = right if left == right else None


def _cannot_join(operator: str, left: str | None, right: str | None) -> bool:
    if left in _NEVER or right in _NEVER:
        return True
    if operator != "+" and "string" in (left, right):
        return True
    return left is not None and right is not None and left != right


def _comparison(node: tree.Comparison) -> Iterator[Problem]:
    left, right = _kind(node.left), _kind(node.right)
    ordering = node.operator not in ("=", "!=")
    if (left and right and left != right) or (ordering and (left in _NEVER or right in _NEVER)):
        params = {"operator": node.operator, "left": left or "?", "right": right or "?"}
        yield Problem("FEEL-211", node.line, node.column, params, "error")
    elif isinstance(node.left, tree.Literal) and isinstance(node.right, tree.Literal):
        yield Problem("FEEL-401", node.line, node.column)


def _condition(node: tree.If) -> Iterator[Problem]:
    yield from _truth(node.condition)


def _junction(node: tree.And | tree.Or) -> Iterator[Problem]:
    for item in node.items:
        yield from _truth(item)


def _truth(node: tree.Node) -> Iterator[Problem]:
    """A place that wants true or false."""
    kind = _kind(node)
    if isinstance(node, tree.Literal) and kind == "boolean":
        yield Problem("FEEL-401", node.line, node.column)
    elif kind not in (None, "boolean"):
        yield Problem("FEEL-209", node.line, node.column, {"kind": kind}, "error")


def _function(node: tree.FunctionDefinition) -> Iterator[Problem]:
    if node.external:
        yield Problem("FEEL-221", node.line, node.column, {}, "error")


_RULES: dict[type[tree.Node], Callable[..., Iterator[Problem]]] = {
    tree.Arithmetic: _arithmetic,
    tree.Comparison: _comparison,
    tree.If: _condition,
    tree.And: _junction,
    tree.Or: _junction,
    tree.FunctionDefinition: _function,
}
