"""What the machine asks of the data, answered from a dictionary and the locals of the scopes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import Judge, Marking, Scope, StepFailed, Verdict

from .reference.conditions import value_of


class DictionaryJudge(Judge):
    """Variables of the case in `data`; a name is looked up from the innermost scope outwards (Camunda 8)."""

    def __init__(self, marking: Marking, data: dict[str, Any]) -> None:
        self.marking = marking
        self.data = data

    def condition(self, flow: bpmn.SequenceFlow, scope: int) -> Verdict:
        value = self._value(flow.condition, scope)
        return Verdict(value if isinstance(value, bool) else None)

    def perform(self, node: bpmn.Activity, scope: int) -> None:
        script = node.extensions.script
        if script is not None:
            self.assign(scope, script.result_variable, self._value(script.expression, scope))

    def leaving(self, node: bpmn.Node, token: int, scope: int) -> None:
        return

    # Scopes and loops ---------------------------------------------------------------------------------------

    def enter_scope(self, node: bpmn.Activity, scope: int, parent: int) -> None:
        called = node.extensions.called_element
        if isinstance(node, bpmn.CallActivity) and (called is None or called.propagate_all_parent):
            self.marking.scopes[scope].locals.update(deepcopy(self._visible(parent)))

    def leave_scope(self, node: bpmn.Activity, scope: int, parent: int) -> None:
        called = node.extensions.called_element
        if isinstance(node, bpmn.CallActivity) and (called is None or called.propagate_all_child):
            for name, value in self.marking.scopes[scope].locals.items():
                self.assign(parent, name, value)

    def collection(self, node: bpmn.Activity, scope: int) -> Sequence[Any] | None:
        return self._value(_several(node).collection, scope) if _several(node).collection else None

    def cardinality(self, node: bpmn.Activity, scope: int) -> int:
        return self._value(_several(node).cardinality, scope)

    def enter_loop(self, node: bpmn.Activity, loop: int) -> None:
        scope = self.marking.scopes[loop]
        if _several(node).output_collection:
            scope.locals[_several(node).output_collection] = [None] * scope.loop_numbers()[
                "numberOfInstances"
            ]

    def collect(self, node: bpmn.Activity, instance: int, loop: int) -> None:
        several = _several(node)
        if several.output_collection:
            position = self.marking.scopes[instance].locals["loopCounter"] - 1
            value = self._value(several.output_element, instance)
            self.marking.scopes[loop].locals[several.output_collection][position] = value

    def completed_enough(self, node: bpmn.Activity, loop: int) -> bool:
        condition = _several(node).completion_condition
        return bool(condition) and self._value(condition, loop) is True

    def leave_loop(self, node: bpmn.Activity, loop: int, parent: int) -> None:
        name = _several(node).output_collection
        if name:
            self.assign(parent, name, self.marking.scopes[loop].locals[name])

    # Variables ----------------------------------------------------------------------------------------------

    def assign(self, scope: int, name: str, value: Any) -> None:
        place = self._variables(self._home(scope, name))
        place[name] = value

    def _home(self, scope: int, name: str) -> Scope:
        """The innermost scope that has the name, else the one where looking ends."""
        here = self.marking.scopes[scope]
        for here in self._outwards(scope):
            if name in self._variables(here) or here.isolated:
                break
        return here

    def _outwards(self, scope: int) -> Iterator[Scope]:
        here: Scope | None = self.marking.scopes[scope]
        while here is not None:
            yield here
            here = self.marking.parent_of(here)

    def _variables(self, scope: Scope) -> dict[str, Any]:
        return scope.locals if scope.host else self.data

    def _visible(self, scope: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for here in self._outwards(scope):
            found = {**self._variables(here), **found}
            if here.isolated:
                break
        return found

    def _value(self, text: str, scope: int) -> Any:
        return value_of(text, lambda name: self._lookup(scope, name))

    def _lookup(self, scope: int, name: str) -> Any:
        numbers = self.marking.scopes[scope]
        if numbers.loop is not None and name in numbers.loop_numbers():
            return numbers.loop_numbers()[name]
        return self._variables(self._home(scope, name)).get(name)


def _several(node: bpmn.Activity) -> bpmn.MultiInstance:
    assert isinstance(node.loop, bpmn.MultiInstance)
    return node.loop


class DictionaryLibrary:
    """The processes of the same file, by their ids."""

    def __init__(self, processes: Mapping[str, bpmn.Process]) -> None:
        self.processes = processes

    def called(self, call: bpmn.CallActivity, scope: int) -> tuple[str, bpmn.Process]:
        element = call.extensions.called_element
        name = element.process_id if element is not None else call.called
        return name, self.process_of(name)

    def process_of(self, reference: str) -> bpmn.Process:
        if reference not in self.processes:
            raise StepFailed("process_unknown", process=reference)
        return self.processes[reference]
