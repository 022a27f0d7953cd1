"""Parsing of type names after `instance of` and in parameter lists (DMN 1.5, grammar rules 52 to 54)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .names import NameIndex, longest, word_run
from .scanner import Kind
from .syntax import TypeName

if TYPE_CHECKING:
    from .parser import Parser

_BUILT_IN = NameIndex(("date and time", "days and time duration", "years and months duration"))


def type_name(parser: Parser) -> TypeName:
    parser.descend()
    found = _type_name(parser)
    parser.depth -= 1
    return found


def _type_name(parser: Parser) -> TypeName:
    place = parser.place(parser.stream.current)
    name = _plain_name(parser)
    if name == "function":
        return _function(parser, place)
    if name in ("list", "range") and parser.stream.take("<"):
        argument = type_name(parser)
        parser.stream.expect(">")
        return TypeName(*place, name, (argument,))
    if name == "context" and parser.stream.take("<"):
        return TypeName(*place, name, members=_members(parser))
    return TypeName(*place, name)


def _plain_name(parser: Parser) -> str:
    stream = parser.stream
    if stream.take("function"):
        return "function"
    parts = [_part(parser)]
    while stream.at(".") and stream.peek().kind is Kind.WORD:
        stream.advance()
        parts.append(_part(parser))
    return ".".join(parts)


def _part(parser: Parser) -> str:
    stream = parser.stream
    found = longest((_BUILT_IN, *parser.scopes[1:2]), stream.tokens, stream.index)
    run = word_run(stream.tokens, stream.index)
    if found and found[1] >= run:
        stream.advance(found[1])
        return found[0]
    if run == 0 and not stream.at("null"):
        raise stream.error("FEEL-110", stream.current, found=stream.shown(stream.current))
    words = [stream.advance().text for _ in range(max(run, 1))]
    return " ".join(words)


def _members(parser: Parser) -> tuple[tuple[str, TypeName], ...]:
    from .parser_statements import _bound_name

    members: list[tuple[str, TypeName]] = []
    while not parser.stream.take(">"):
        if members:
            parser.stream.expect(",", ">")
        name = _bound_name(parser, (":",))
        parser.stream.expect(":")
        members.append((name, type_name(parser)))
    return tuple(members)


def _function(parser: Parser, place: tuple[int, int]) -> TypeName:
    arguments: list[TypeName] = []
    result = None
    if parser.stream.take("<"):
        while not parser.stream.take(">"):
            if arguments:
                parser.stream.expect(",", ">")
            arguments.append(type_name(parser))
    if parser.stream.take("->"):
        result = type_name(parser)
    return TypeName(*place, "function", tuple(arguments), result=result)
