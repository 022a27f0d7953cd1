"""Visits the parts of a parsed model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from workflows.dmn import elements as e


def walk(part: Any) -> Iterator[Any]:
    """The part and everything inside it, outer parts first."""
    if isinstance(part, tuple):
        for item in part:
            yield from walk(item)
    elif is_dataclass(part) and not isinstance(part, type):
        yield part
        for field in fields(part):
            yield from walk(getattr(part, field.name))


def texts_of(root: Any) -> Iterator[tuple[e.Literal | e.Cell, str]]:
    """Every FEEL text with how it is read: as `expression`, as unary `tests`, or as a `list` of values."""
    for part in walk(root):
        if isinstance(part, e.Literal):
            yield part, "expression"
        elif isinstance(part, e.InputClause) and part.allowed is not None:
            yield part.allowed, "tests"
        elif isinstance(part, e.OutputClause):
            yield from _output_texts(part)
        elif isinstance(part, e.Rule):
            yield from ((cell, "tests") for cell in part.inputs)
            yield from ((cell, "expression") for cell in part.outputs)


def _output_texts(clause: e.OutputClause) -> Iterator[tuple[e.Cell, str]]:
    if clause.allowed is not None:
        yield clause.allowed, "list"
    if clause.default is not None:
        yield clause.default, "expression"


def type_refs_of(root: Any) -> Iterator[tuple[str, e.Element]]:
    for part in walk(root):
        ref = getattr(part, "type_ref", None)
        if ref:
            yield ref, part
