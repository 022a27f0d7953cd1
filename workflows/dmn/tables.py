"""Decision tables ready to run (DMN 1.5, chapter 8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflows.dmn.cells import constant, read_cell
from workflows.dmn.elements import Cell, DecisionTable, InputClause, OutputClause
from workflows.dmn.hit_policy import SINGLE, aggregate, ranking
from workflows.dmn.index import ColumnIndex
from workflows.dmn.outcome import RuleMatch, match_sink
from workflows.dmn.types import ANY, Type, allowed_values, convert
from workflows.dmn.values import warn

if TYPE_CHECKING:
    from workflows.dmn.compiler import Compiler, Names

Scope = Mapping[str, Any]
Run = Callable[[Any], Any]
Test = Callable[[Any, Any], "bool | None"]


@dataclass(frozen=True, slots=True)
class Owner:
    """The decision or knowledge model that an expression stands in."""

    id: str
    name: str


class InputColumn:
    """One input: its expression, its allowed values, its cells and the index over them."""

    def __init__(self, clause: InputClause, cells: Sequence[Cell], compiler: Compiler, names: Names) -> None:
        self.title = clause.title
        self.value_of: Run = compiler.optional(clause.expression, names)
        self._allowed = None if clause.allowed is None else compiler.tests(clause.allowed, names)
        self._cells = cells
        self._compile = lambda cell: compiler.tests(cell, names)
        sets = [read_cell(cell.text) for cell in cells]
        self.index = ColumnIndex(sets)
        self.always = [cell is not None and cell.kind == "any" for cell in sets]
        self.constant = [cell is not None for cell in sets]
        self._tests: list[Test | None] = [
            None if known is not None else self._compile(cell)
            for known, cell in zip(sets, cells, strict=True)
        ]

    def allows(self, value: Any, scope: Scope) -> bool:
        """Null is no value at all, so the list of allowed values says nothing about it."""
        return self._allowed is None or value is None or self._allowed(value, scope) is True

    def accepts(self, rule: int, value: Any, scope: Scope) -> bool:
        """Evaluates one cell. Constant cells are compiled only when a value couldn't be looked up."""
        test = self._tests[rule]
        if test is None:
            test = self._tests[rule] = self._compile(self._cells[rule])
        return test(value, scope) is True


class OutputColumn:
    """One output: its cells, its default, and the order of its values for the hit policies P and O."""

    def __init__(self, clause: OutputClause, cells: Sequence[Cell], compiler: Compiler, names: Names) -> None:
        self.name = clause.name or clause.label
        self.type: Type = compiler.type_of(clause.type_ref)
        self._values: list[Run | None] = [None] * len(cells)
        self._cells = cells
        self._compile = lambda cell: _cell_value(cell, compiler, names)
        self.default = None if clause.default is None else self._compile(clause.default)
        self.order = _order(clause, self.type, compiler)
        self._what = self.name or "output"

    def value(self, rule: int, scope: Scope) -> Any:
        run = self._values[rule]
        if run is None:
            run = self._values[rule] = self._compile(self._cells[rule])
        value = run(scope)
        return value if self.type is ANY else convert(value, self.type, what=self._what)


def _cell_value(cell: Cell, compiler: Compiler, names: Names) -> Run:
    """A literal is read once; anything else is an expression."""
    is_constant, value = constant(cell.text)
    if is_constant:
        return lambda scope: value
    return compiler.text(cell, names)


def _order(clause: OutputClause, type_: Type, compiler: Compiler) -> tuple[Any, ...]:
    """The listed output values, or else the allowed values of the output's type (DMN 1.5, 8.2.6)."""
    listed = clause.allowed or allowed_values(type_)
    return () if listed is None else compiler.listed_values(listed)


class Table:
    """Call it with a scope. Gives the result by the hit policy; None, with a warning, where the table is at fault."""

    def __init__(self, table: DecisionTable, owner: Owner, compiler: Compiler, names: Names) -> None:
        self._table = table
        self._owner = owner
        rules = table.rules
        self._inputs = [
            InputColumn(clause, [rule.inputs[number] for rule in rules], compiler, names)
            for number, clause in enumerate(table.inputs)
        ]
        self._outputs = [
            OutputColumn(clause, [rule.outputs[number] for rule in rules], compiler, names)
            for number, clause in enumerate(table.outputs)
        ]
        self._everything = (1 << len(rules)) - 1
        self._open_cells = [
            tuple(number for number, column in enumerate(self._inputs) if not column.constant[rule])
            for rule in range(len(rules))
        ]
        self._any_open = any(self._open_cells)
        self._stops = table.hit_policy == "F"
        self._ranks = self._rankings() if table.hit_policy in "PO" else []

    def _rankings(self) -> list[tuple[int, Callable[[Any], int]]]:
        return [(place, ranking(column.order)) for place, column in enumerate(self._outputs) if column.order]

    def __call__(self, scope: Scope) -> Any:
        values: list[Any] = []
        for column in self._inputs:
            value = column.value_of(scope)
            if not column.allows(value, scope):
                warn("DMN-303", input=column.title, value=value)
                return None
            values.append(value)
        hits = self._hits(values, scope)
        return self._result(hits, values, scope) if hits else self._default(scope)

    def _hits(self, values: Sequence[Any], scope: Scope) -> list[int]:
        """Numbers of the rules that match, from 0."""
        candidates = self._everything
        scanned: list[int] = []
        for number, column in enumerate(self._inputs):
            found = column.index.candidates(values[number])
            if found is None:
                scanned.append(number)
            else:
                candidates &= found
        if not candidates:
            return []
        return self._checked(candidates, scanned, values, scope)

    def _checked(self, candidates: int, scanned: list[int], values: Sequence[Any], scope: Scope) -> list[int]:
        hits: list[int] = []
        exact = not scanned and not self._any_open
        while candidates:
            bit = candidates & -candidates
            candidates ^= bit
            rule = bit.bit_length() - 1
            if exact or self._matches(rule, scanned, values, scope):
                hits.append(rule)
                if self._stops:
                    break
        return hits

    def _matches(self, rule: int, scanned: list[int], values: Sequence[Any], scope: Scope) -> bool:
        inputs = self._inputs
        for number in self._open_cells[rule]:
            if not inputs[number].accepts(rule, values[number], scope):
                return False
        for number in scanned:
            column = inputs[number]
            known = column.constant[rule] and not column.always[rule]
            if known and not column.accepts(rule, values[number], scope):
                return False
        return True

    def _result(self, hits: list[int], values: Sequence[Any], scope: Scope) -> Any:
        outputs = [tuple(column.value(rule, scope) for column in self._outputs) for rule in hits]
        if self._ranks:
            hits, outputs = self._by_priority(hits, outputs)
        elif self._table.hit_policy in "PO" and len(hits) > 1:
            warn("DMN-313", table=self._table.id)
        sink = match_sink()
        if sink is not None:
            sink.extend(self._match(rule, values, result) for rule, result in zip(hits, outputs, strict=True))
        results = [self._named(result) for result in outputs]
        if self._table.aggregator:
            return aggregate(results, self._table.aggregator)
        return SINGLE[self._table.hit_policy](results, [rule + 1 for rule in hits])

    def _by_priority(
        self, hits: list[int], outputs: list[tuple[Any, ...]]
    ) -> tuple[list[int], list[tuple[Any, ...]]]:
        """Ordered by the first output with listed values, then the next; equals stay in rule order."""
        pairs = sorted(
            zip(hits, outputs, strict=True),
            key=lambda pair: [rank(pair[1][place]) for place, rank in self._ranks],
        )
        return [rule for rule, _ in pairs], [result for _, result in pairs]

    def _named(self, result: tuple[Any, ...]) -> Any:
        if len(result) == 1:
            return result[0]
        return {column.name: value for column, value in zip(self._outputs, result, strict=True)}

    def _default(self, scope: Scope) -> Any:
        """What the author foresaw for no match; otherwise null, for lists and counts too (DMN 1.5, 8.2.11)."""
        if any(column.default is not None for column in self._outputs):
            return self._named(
                tuple(None if column.default is None else column.default(scope) for column in self._outputs)
            )
        warn("DMN-310", table=self._owner.name)
        return None

    def _match(self, rule: int, values: Sequence[Any], result: tuple[Any, ...]) -> RuleMatch:
        element = self._table.rules[rule]
        return RuleMatch(
            decision_id=self._owner.id,
            decision_name=self._owner.name,
            rule_id=element.id,
            rule_index=rule + 1,
            inputs={column.title: value for column, value in zip(self._inputs, values, strict=True)},
            outputs={
                column.name or self._owner.name: value
                for column, value in zip(self._outputs, result, strict=True)
            },
            annotations=element.annotations,
        )
