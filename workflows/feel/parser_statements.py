"""Parsing of what begins with a keyword or a brace: if, for, some, every, function, context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import syntax as tree
from .names import NameIndex, normalized
from .parser_types import type_name
from .scanner import Kind

if TYPE_CHECKING:
    from .parser import Parser


def if_expression(parser: Parser) -> tree.Node:
    place = parser.place(parser.stream.advance())
    condition = parser.expression()
    parser.stream.expect("then")
    then = parser.expression()
    parser.stream.expect("else")
    return tree.If(*place, condition, then, parser.expression())


def for_expression(parser: Parser) -> tree.Node:
    place = parser.place(parser.stream.advance())
    parser.scopes.append(NameIndex(("partial",)))
    iterators = _iterators(parser)
    parser.stream.expect("return")
    body = parser.expression()
    parser.scopes.pop()
    return tree.For(*place, iterators, body)


def some_expression(parser: Parser) -> tree.Node:
    return _quantified(parser, every=False)


def every_expression(parser: Parser) -> tree.Node:
    return _quantified(parser, every=True)


def _quantified(parser: Parser, *, every: bool) -> tree.Node:
    place = parser.place(parser.stream.advance())
    parser.scopes.append(NameIndex())
    iterators = _iterators(parser)
    parser.stream.expect("satisfies")
    condition = parser.expression()
    parser.scopes.pop()
    return tree.Quantified(*place, every, iterators, condition)


def _iterators(parser: Parser) -> tuple[tree.Iterator, ...]:
    iterators = [_iterator(parser)]
    while parser.stream.take(","):
        iterators.append(_iterator(parser))
    return tuple(iterators)


def _iterator(parser: Parser) -> tree.Iterator:
    place = parser.place(parser.stream.current)
    name = _bound_name(parser, ("in",))
    parser.stream.expect("in")
    domain = parser.expression()
    end = parser.expression() if parser.stream.take("..") else None
    parser.scopes[-1].add(name)
    return tree.Iterator(*place, name, domain, end)


def _bound_name(parser: Parser, enders: tuple[str, ...]) -> str:
    """A name being introduced: everything up to one of `enders`."""
    stream = parser.stream
    end = stream.index
    while stream.tokens[end].kind is not Kind.END and stream.tokens[end].text not in enders:
        end += 1
    if end == stream.index or stream.current.kind is not Kind.WORD:
        raise stream.error("FEEL-107", stream.current, found=stream.shown(stream.current))
    first, last = stream.current, stream.tokens[end - 1]
    stream.advance(end - stream.index)
    return normalized(parser.source.text[first.start : last.end])


def function_definition(parser: Parser) -> tree.Node:
    place = parser.place(parser.stream.advance())
    parser.stream.expect("(")
    parameters: list[tree.Parameter] = []
    while not parser.stream.take(")"):
        if parameters:
            parser.stream.expect(",", ")")
        parameters.append(_parameter(parser))
    external = parser.stream.take("external") is not None
    parser.scopes.append(NameIndex(parameter.name for parameter in parameters))
    body = parser.expression()
    parser.scopes.pop()
    return tree.FunctionDefinition(*place, tuple(parameters), body, external)


def _parameter(parser: Parser) -> tree.Parameter:
    place = parser.place(parser.stream.current)
    name = _bound_name(parser, (":", ",", ")"))
    declared = type_name(parser) if parser.stream.take(":") else None
    return tree.Parameter(*place, name, declared)


def context_literal(parser: Parser) -> tree.Node:
    place = parser.place(parser.stream.advance())
    outer, parser.range_end = parser.range_end, False
    parser.scopes.append(NameIndex())
    entries: list[tuple[str, tree.Node]] = []
    while not parser.stream.take("}"):
        if entries:
            parser.stream.expect(",", "}")
        key = _context_key(parser)
        parser.stream.expect(":")
        entries.append((key, parser.expression()))
        parser.scopes[-1].add(key)
        parser.members.add(key)
    parser.scopes.pop()
    parser.range_end = outer
    return tree.ContextLiteral(*place, tuple(entries))


def _context_key(parser: Parser) -> str:
    if parser.stream.current.kind is Kind.STRING:
        return parser.stream.advance().text
    return _bound_name(parser, (":",))
