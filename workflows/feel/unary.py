"""Unary tests: the input cells of decision tables, with `?` for the value under test (DMN 1.5, 7.3.3)."""

from __future__ import annotations

from typing import Any

from . import syntax as tree
from .comparison import passes
from .compiler import Compiler
from .compiler_operators import Test, any_passes, build_test
from .frames import Frame
from .runtime import Scope

INPUT = "?"


def build_tests(compiler: Compiler, node: tree.UnaryTestsNode) -> Test:
    """All tests of a cell as one function of the scope and the value."""
    if node.anything:
        return lambda scope, subject: True
    frame = Frame(None, (INPUT,))
    tests = [_one(compiler, test, frame) for test in node.tests]

    def decide(scope: Scope, subject: Any) -> bool | None:
        inner = Scope({INPUT: subject}, scope.root, scope.run)
        answer = any_passes(inner, node, subject, tests)
        if answer is None or not node.negated:
            return answer
        return not answer

    return decide


def _one(compiler: Compiler, node: tree.Node, frame: Frame) -> Test:
    if isinstance(node, tree.OpenRange) or not _boolean_expression(node):
        return _plain(compiler, node, frame)
    code = compiler.build(node, frame)

    def holds(scope: Scope, subject: Any) -> bool | None:
        answer = code(scope)
        return answer if type(answer) is bool else None

    return holds


def _plain(compiler: Compiler, node: tree.Node, frame: Frame) -> Test:
    if isinstance(node, tree.OpenRange | tree.Literal | tree.RangeLiteral):
        return build_test(compiler, node, frame)
    code = compiler.build(node, frame)

    def accepts(scope: Scope, subject: Any) -> bool | None:
        wanted = code(scope)
        if type(wanted) is bool and type(subject) is not bool:
            return wanted
        return passes(subject, wanted)

    return accepts


def _boolean_expression(node: tree.Node) -> bool:
    """Does the test speak of `?` itself?"""
    if isinstance(node, tree.Name) and node.name == INPUT:
        return True
    return any(_boolean_expression(child) for child in tree.children(node))
