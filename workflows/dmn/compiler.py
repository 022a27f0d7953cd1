"""Boxed expressions to Python closures over a scope (DMN 1.5, chapter 7).

A closure takes the scope, a dict from name to value, and returns a value; it doesn't raise for faults of the model
or of the data, but for an exhausted budget (`feel.FeelError`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from workflows import feel
from workflows.dmn import elements as e
from workflows.dmn.iteration import filtered, for_each, quantified
from workflows.dmn.tables import Owner, Table
from workflows.dmn.type_table import TypeTable
from workflows.dmn.types import ANY, Type, convert, result_type, spoken
from workflows.dmn.values import Refused, feel_function, warn

Names: TypeAlias = frozenset[str]
Scope: TypeAlias = dict[str, Any]
Run: TypeAlias = Callable[[Any], Any]
Test: TypeAlias = Callable[[Any, Any], "bool | None"]

NOTHING: Names = frozenset()


def null(scope: Any) -> None:
    """An expression that isn't there."""


class Compiler:
    """Compiles the expressions of one decision or knowledge model.

    `types` are those of its model; `members` the names that paths may use besides plain identifiers.
    """

    def __init__(self, owner: Owner, types: TypeTable, members: Names) -> None:
        self.owner = owner
        self._types = types
        self._members = members

    def type_of(self, ref: str | None) -> Type:
        return self._types.type_of(ref)

    def optional(self, expression: e.Expression | None, names: Names) -> Run:
        return null if expression is None else self.expression(expression, names)

    def expression(self, expression: e.Expression, names: Names) -> Run:
        """The closure of a boxed expression, its result converted to the declared type."""
        run = _BUILDERS[type(expression)](self, expression, names)
        if isinstance(expression, e.FunctionDefinition):
            return run
        return self.typed(run, self.type_of(expression.type_ref), what=self.owner.name)

    def typed(self, run: Run, type_: Type, *, what: str) -> Run:
        if type_ is ANY:
            return run
        return lambda scope: convert(run(scope), type_, what=what)

    def text(self, source: e.Cell | e.Literal, names: Names) -> Run:
        """FEEL text. One that can't be read gives null, with the reason, each time it is asked."""
        if not source.text:
            return null
        try:
            return feel.compile_expression(source.text, names | self._members, self._types.tests())
        except feel.FeelError as fault:
            return self._unreadable(source.text, fault)

    def tests(self, cell: e.Cell, names: Names) -> Test:
        """Unary tests. Raises feel.FeelError: a table with an unreadable cell must not answer by its other rules."""
        return feel.compile_unary_tests(cell.text or "-", names | self._members, self._types.tests())

    def listed_values(self, cell: e.Cell) -> tuple[Any, ...]:
        """The values of an enumeration, in order."""
        values = self.text(e.Cell(text=f"[{cell.text}]"), NOTHING)({})
        return tuple(values) if isinstance(values, list) else ()

    def _unreadable(self, text: str, fault: feel.FeelError) -> Run:
        def run(scope: Any) -> None:
            warn("DMN-302", decision=self.owner.name, text=text)
            warn(fault.code, **fault.params)

        return run

    def _literal(self, literal: e.Literal, names: Names) -> Run:
        return self.text(literal, names)

    def _context(self, context: e.Context, names: Names) -> Run:
        entries: list[tuple[str, Run]] = []
        result: Run | None = None
        for entry in context.entries:
            name = entry.variable.name if entry.variable else ""
            itself = {name} if isinstance(entry.value, e.FunctionDefinition) else NOTHING
            run = self.optional(entry.value, names | itself)
            if entry.variable is None:
                result = run
                continue
            entries.append((name, self.typed(run, self.type_of(entry.variable.type_ref), what=name)))
            names = names | {name}
        return _context_run(entries, result)

    def _list(self, boxed: e.ListOf, names: Names) -> Run:
        items = [self.expression(item, names) for item in boxed.items]
        return lambda scope: [item(scope) for item in items]

    def _relation(self, relation: e.Relation, names: Names) -> Run:
        columns = [(column.name, self.type_of(column.type_ref)) for column in relation.columns]
        rows = [
            [
                (name, self.typed(self.expression(cell, names), type_, what=name))
                for (name, type_), cell in zip(columns, row, strict=False)
            ]
            for row in relation.rows
        ]
        return lambda scope: [{name: cell(scope) for name, cell in row} for row in rows]

    def _invocation(self, invocation: e.Invocation, names: Names) -> Run:
        """Called as FEEL calls by name, so that built-in functions, knowledge models and services behave alike."""
        bindings = [
            (f"__binding_{number}", self.optional(binding.value, names))
            for number, binding in enumerate(invocation.bindings)
        ]
        arguments = ", ".join(
            f"{binding.parameter}: {place}"
            for binding, (place, _) in zip(invocation.bindings, bindings, strict=True)
        )
        function, called = self._called(invocation.function, names)
        call = self.text(
            e.Cell(text=f"{called}({arguments})"), names | {place for place, _ in bindings} | {_CALLED}
        )
        return _invocation_run(function, bindings, call)

    def _called(self, function: e.Expression | None, names: Names) -> tuple[Run | None, str]:
        if isinstance(function, e.Literal):
            return None, function.text
        return self.optional(function, names), _CALLED

    def _function_definition(self, definition: e.FunctionDefinition, names: Names) -> Run:
        """A closure that makes the function value inside a scope."""
        if definition.kind != "FEEL":
            return lambda scope: warn("DMN-306", decision=self.owner.name, kind=definition.kind)
        parameters = self.parameters(definition)
        body = self.body(definition, names)

        def make(scope: Scope) -> Any:
            def call(*values: Any) -> Any:
                return body({**scope, **arguments_for(parameters, values)})

            return function_value("", parameters, call)

        return make

    def parameters(self, definition: e.FunctionDefinition) -> list[tuple[str, Type]]:
        return [(each.name, self.type_of(each.type_ref)) for each in definition.parameters]

    def body(self, definition: e.FunctionDefinition, names: Names) -> Run:
        """What a function runs in its scope, its result converted to the declared type."""
        run = self.optional(definition.body, names | {each.name for each in definition.parameters})
        return self.typed(run, result_type(self.type_of(definition.type_ref)), what=self.owner.name)

    def _conditional(self, conditional: e.Conditional, names: Names) -> Run:
        condition = self.optional(conditional.condition, names)
        then = self.optional(conditional.then, names)
        otherwise = self.optional(conditional.otherwise, names)
        decision = self.owner.name

        def run(scope: Scope) -> Any:
            value = condition(scope)
            if value is True:
                return then(scope)
            if value is False or value is None:
                return otherwise(scope)
            warn("DMN-307", decision=decision, value=value)
            return None

        return run

    def _iterator(self, iterator: e.Iterator, names: Names) -> Run:
        source = self.optional(iterator.source, names)
        body = self.optional(iterator.body, names | {iterator.variable, "partial"})
        if iterator.kind == "for":
            return for_each(iterator.variable, source, body)
        return quantified(iterator.variable, source, body, every=iterator.kind == "every")

    def _filter(self, boxed: e.Filter, names: Names) -> Run:
        return filtered(self.optional(boxed.source, names), self.optional(boxed.match, names | {"item"}))

    def _table(self, table: e.DecisionTable, names: Names) -> Run:
        try:
            return Table(table, self.owner, self, names)
        except feel.FeelError as fault:
            return self._unreadable(table.id, fault)


_CALLED = "__called"


def function_value(
    name: str, parameters: Sequence[tuple[str, Type]], call: Callable[..., Any], result: Type = ANY
) -> Any:
    """A function of FEEL with the types it declares, for `instance of`."""
    types = [spoken(type_) for _, type_ in parameters]
    return feel_function(
        name,
        [parameter for parameter, _ in parameters],
        call,
        types,
        None if result is ANY else spoken(result),
    )


def arguments_for(parameters: Sequence[tuple[str, Type]], values: Sequence[Any]) -> dict[str, Any]:
    """Arguments by name. Raises Refused when one doesn't conform: the function is then not run at all."""
    arguments: dict[str, Any] = {}
    for (name, type_), value in zip(parameters, values, strict=True):
        converted = convert(value, type_, what=name)
        if converted is None and value is not None:
            raise Refused("DMN-308", parameter=name, type=type_.name)
        arguments[name] = converted
    return arguments


def _context_run(entries: Sequence[tuple[str, Run]], result: Run | None) -> Run:
    def run(scope: Mapping[str, Any]) -> Any:
        inner = dict(scope)
        made: dict[str, Any] = {}
        for name, value_of in entries:
            inner[name] = made[name] = value_of(inner)
        return made if result is None else result(inner)

    return run


def _invocation_run(function: Run | None, bindings: Sequence[tuple[str, Run]], call: Run) -> Run:
    def run(scope: Mapping[str, Any]) -> Any:
        inner = dict(scope)
        for place, value_of in bindings:
            inner[place] = value_of(scope)
        if function is not None:
            inner[_CALLED] = function(scope)
        return call(inner)

    return run


_BUILDERS: dict[type, Callable[[Compiler, Any, Names], Run]] = {
    e.Literal: Compiler._literal,
    e.Context: Compiler._context,
    e.ListOf: Compiler._list,
    e.Relation: Compiler._relation,
    e.Invocation: Compiler._invocation,
    e.FunctionDefinition: Compiler._function_definition,
    e.Conditional: Compiler._conditional,
    e.Iterator: Compiler._iterator,
    e.Filter: Compiler._filter,
    e.DecisionTable: Compiler._table,
}
