"""Compilation of operators: arithmetic, comparison, logic, ranges and tests."""

from __future__ import annotations

import operator as python
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from . import arithmetic, kinds
from . import syntax as tree
from .comparison import both, compare, equal, in_range, less_or_equal, passes
from .compiler import Compiler, boolean_or_none, builds
from .errors import Refused
from .frames import Code, Frame
from .kinds import kind_of
from .runtime import Scope
from .values import NUMBERS, Range

_FAST = {"+": NUMBERS.add, "-": NUMBERS.subtract, "*": NUMBERS.multiply}
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": python.lt, "<=": python.le, ">": python.gt, ">=": python.ge,
}  # fmt: skip


@builds(tree.Arithmetic)
def _arithmetic(compiler: Compiler, node: tree.Arithmetic, frame: Frame) -> Code:
    first = compiler.build(node.first, frame)
    steps = [(operator, compiler.build(operand, frame)) for operator, operand in node.rest]
    if len(steps) == 1:
        operator, second = steps[0]
        return lambda scope: _calculate(scope, node, operator, first(scope), second(scope))

    def chain(scope: Scope) -> Any:
        value = first(scope)
        for operator, operand in steps:
            value = _calculate(scope, node, operator, value, operand(scope))
        return value

    return chain


_LONG = 256


def _calculate(scope: Scope, node: tree.Node, operator: str, left: Any, right: Any) -> Any:
    try:
        if type(left) is Decimal and type(right) is Decimal and operator in _FAST:
            return _FAST[operator](left, right)
        value = arithmetic.apply(operator, left, right)
    except Refused as why:
        scope.run.refuse(node, why)
        return None
    except arithmetic.FAULTS as error:
        scope.run.refuse(node, arithmetic.fault(error, operator))
        return None
    if type(value) is str and len(value) > _LONG:
        scope.run.meter.tick_text(value)
    return value


@builds(tree.Negate)
def _negate(compiler: Compiler, node: tree.Negate, frame: Frame) -> Code:
    operand = compiler.build(node.operand, frame)

    def negate(scope: Scope) -> Any:
        try:
            return arithmetic.negate(operand(scope))
        except Refused as why:
            scope.run.refuse(node, why)
            return None

    return negate


@builds(tree.Comparison)
def _comparison(compiler: Compiler, node: tree.Comparison, frame: Frame) -> Code:
    left, right = compiler.build(node.left, frame), compiler.build(node.right, frame)
    if node.operator in ("=", "!="):
        return _equality(node, left, right)
    return _order(node, left, right)


def _equality(node: tree.Comparison, left: Code, right: Code) -> Code:
    negated = node.operator == "!="

    def decide(scope: Scope) -> bool | None:
        mine, yours = left(scope), right(scope)
        same = equal(mine, yours)
        if same is None:
            scope.run.warn(node, "FEEL-211", operator=node.operator, left=kind_of(mine), right=kind_of(yours))
            return None
        return same is not negated

    return decide


def _order(node: tree.Comparison, left: Code, right: Code) -> Code:
    operator = node.operator
    test = _ORDER[operator]

    def decide(scope: Scope) -> bool | None:
        mine, yours = left(scope), right(scope)
        if type(mine) is Decimal and type(yours) is Decimal:
            return test(mine, yours)
        answer = ordered(operator, mine, yours)
        if answer is None:
            scope.run.warn(node, "FEEL-211", operator=operator, left=kind_of(mine), right=kind_of(yours))
        return answer

    return decide


def ordered(operator: str, left: Any, right: Any) -> bool | None:
    """`left operator right`; None when there is no order between them."""
    if operator == "<=":
        return less_or_equal(left, right)
    if operator == ">=":
        return less_or_equal(right, left)
    order = compare(left, right)
    if order is None:
        return None
    return order < 0 if operator == "<" else order > 0


@builds(tree.Between)
def _between(compiler: Compiler, node: tree.Between, frame: Frame) -> Code:
    value, low, high = (compiler.build(part, frame) for part in (node.value, node.low, node.high))

    def decide(scope: Scope) -> bool | None:
        middle, bottom, top = value(scope), low(scope), high(scope)
        answer = both(less_or_equal(bottom, middle), less_or_equal(middle, top))
        if answer is None:
            scope.run.warn(node, "FEEL-211", operator="between", left=kind_of(middle), right=kind_of(bottom))
        return answer

    return decide


@builds(tree.And)
def _and(compiler: Compiler, node: tree.And, frame: Frame) -> Code:
    return _junction(compiler, node, frame, decisive=False)


@builds(tree.Or)
def _or(compiler: Compiler, node: tree.Or, frame: Frame) -> Code:
    return _junction(compiler, node, frame, decisive=True)


def _junction(compiler: Compiler, node: tree.And | tree.Or, frame: Frame, *, decisive: bool) -> Code:
    """Three-valued: the decisive value wins over null, null over the other (DMN 1.5, table 50)."""
    items = compiler.build_all(node.items, frame)

    def decide(scope: Scope) -> bool | None:
        answer: bool | None = not decisive
        for item in items:
            value = item(scope)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                boolean_or_none(scope, node, value)
                answer = None
        return answer

    return decide


@builds(tree.RangeLiteral)
def _range(compiler: Compiler, node: tree.RangeLiteral, frame: Frame) -> Code:
    low, high = compiler.build(node.low, frame), compiler.build(node.high, frame)

    def make(scope: Scope) -> Range | None:
        interval = Range(low(scope), high(scope), node.low_included, node.high_included)
        if not _bounds_fit(interval):
            scope.run.warn(node, "FEEL-212", left=kind_of(interval.low), right=kind_of(interval.high))
            return None
        return interval

    return make


def _bounds_fit(interval: Range) -> bool:
    known = [bound for bound in (interval.low, interval.high) if bound is not None]
    if not all(kind_of(bound) in kinds.ORDERED for bound in known):
        return False
    return len(known) < 2 or kind_of(known[0]) == kind_of(known[1])


@builds(tree.OpenRange)
def _open_range(compiler: Compiler, node: tree.OpenRange, frame: Frame) -> Code:
    operand = compiler.build(node.operand, frame)
    operator = node.operator
    return lambda scope: open_range(operator, operand(scope))


def open_range(operator: str, bound: Any) -> Range:
    """`< bound` and its like as a value."""
    if operator in ("<", "<="):
        return Range(None, bound, False, operator == "<=", operator)
    if operator in (">", ">="):
        return Range(bound, None, operator == ">=", False, operator)
    return Range(bound, bound, operator == "=", operator == "=", operator)


@builds(tree.In)
def _in(compiler: Compiler, node: tree.In, frame: Frame) -> Code:
    value = compiler.build(node.value, frame)
    texts = _literal_texts(node.tests)
    tests = [build_test(compiler, test, frame) for test in node.tests]

    def decide(scope: Scope) -> bool | None:
        subject = value(scope)
        if texts is not None and type(subject) is str:
            return subject in texts
        return any_passes(scope, node, subject, tests)

    return decide


def _literal_texts(tests: tuple[tree.Node, ...]) -> frozenset[str] | None:
    """The values, when all tests are string literals."""
    texts = [test.value for test in tests if isinstance(test, tree.Literal) and isinstance(test.value, str)]
    return frozenset(texts) if len(texts) == len(tests) else None


Test = Callable[[Scope, Any], bool | None]


def any_passes(scope: Scope, node: tree.Node, subject: Any, tests: list[Test]) -> bool | None:
    """True as soon as one does; null when none does and one cannot be decided."""
    answer: bool | None = False
    for test in tests:
        result = test(scope, subject)
        if result:
            return True
        if result is None:
            answer = None
    if answer is None:
        scope.run.warn(node, "FEEL-213", kind=kind_of(subject))
    return answer


def build_test(compiler: Compiler, node: tree.Node, frame: Frame) -> Test:
    """One positive unary test as a function of the scope and the value under test."""
    if isinstance(node, tree.OpenRange):
        return _open_test(compiler, node, frame)
    code = compiler.build(node, frame)
    return lambda scope, subject: passes(subject, code(scope))


def _open_test(compiler: Compiler, node: tree.OpenRange, frame: Frame) -> Test:
    operand = compiler.build(node.operand, frame)
    operator = node.operator
    if operator in ("=", "!="):
        return lambda scope, subject: in_range(subject, open_range(operator, operand(scope)))
    return lambda scope, subject: ordered(operator, subject, operand(scope))
