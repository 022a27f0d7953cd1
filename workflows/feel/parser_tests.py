"""Parsing of unary tests: the content of a decision table's input cell."""

from __future__ import annotations

from collections.abc import Iterable

from . import syntax as tree
from .parser import LOWEST, Parser
from .scanner import Kind


def parse_tests(text: str, names: Iterable[str] = (), members: Iterable[str] = ()) -> tree.UnaryTestsNode:
    """The content of a decision table's input cell (grammar rules 12 to 17). Raises FeelError."""
    parser = Parser(text, (*names, "?"), members)
    node = _cell(parser)
    parser.refuse_if_too_tall(node)
    return node


def _cell(parser: Parser) -> tree.UnaryTestsNode:
    stream = parser.stream
    place = parser.place(stream.current)
    if stream.at("-") and stream.peek().kind is Kind.END:
        return tree.UnaryTestsNode(*place, (), False, True)
    if stream.at("not") and stream.peek().text == "(":
        tests = _negated(parser)
        if tests is not None:
            return tree.UnaryTestsNode(*place, tests, True, False)
    items = [parser.test(LOWEST)]
    while stream.take(","):
        items.append(parser.test(LOWEST))
    parser.expect_end()
    return tree.UnaryTestsNode(*place, tuple(items), False, False)


def _negated(parser: Parser) -> tuple[tree.Node, ...] | None:
    """The tests inside `not(...)`, or None when the text goes on after it (`not(a) and b`)."""
    stream = parser.stream
    start = stream.index
    stream.advance()
    tests = parser.tests_until_close(stream.advance())
    if stream.current.kind is Kind.END:
        return tests
    stream.index = start
    return None
