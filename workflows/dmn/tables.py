"""Decision tables ready to run (DMN 1.5, chapter 8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflows.dmn.cells import CellSet, constant, read_cell
from workflows.dmn.elements import Cell, DecisionTable, InputClause, OutputClause
from workflows.dmn.hit_policy import SINGLE, aggregate, ranking
from workflows.dmn.index import ColumnIndex, RuleSet
from workflows.dmn.outcome import RuleMatch, match_sink
from workflows.dmn.types import convert
from workflows.dmn.values import warn

if TYPE_CHECKING:
    from workflows.dmn.compiler import Compiler, Names

Scope = Mapping[str, Any]
Run = Callable[[Any], Any]
Test = Callable[[Any, Any], "bool | None"]


@dataclass(frozen=True, slots=True)
class Owner:
    """The decision or knowledge model that a table stands in."""

    id: str
    name: str


class Column:
    """One input: its expression, its allowed values and the index over its cells."""

    __slots__ = ("_allowed", "_tests", "_texts", "cells", "index", "title", "value_of")

    def __init__(self, clause: InputClause, texts: Sequence[str], compiler: Compiler, names: Names) -> None:
        self.title = clause.title
        self.value_of = compiler.optional(clause.expression, names)
        self._allowed = None if clause.allowed is None else compiler.tests(clause.allowed.text, names)
        self._texts = texts
        self.cells: list[CellSet | None] = [read_cell(text) for text in texts]
        self.index = ColumnIndex(self.cells)
        self._tests: list[Test | None] = [
            compiler.tests(text, names) if cell is None else None
            for text, cell in zip(texts, self.cells, strict=True)
        ]
        self._later(compiler, names)

    def _later(self, compiler: Compiler, names: Names) -> None:
        """Constant cells are compiled only when a value can't be looked up."""
        tests, texts = self._tests, self._texts

        def compiled(rule: int) -> Test:
            test = tests[rule]
            if test is None:
                test = tests[rule] = compiler.tests(texts[rule], names)
            return test

        self.test_of = compiled

    def allows(self, value: Any, scope: Scope) -> bool:
        return self._allowed is None or value is None or self._allowed(value, scope) is True
