"""Answers the token machine's questions about one case: conditions, scripts, decisions, mappings, loops."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cases.models import Case
from workflows import feel
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import Judge, Marking, Scope, StepFailed, Verdict
from workflows.dmn import DmnError

from .identity import stored
from .library import CaseLibrary
from .time import now
from .variables import assign, assign_in, compiled, context_of, visible

#: Told of each decision table that was asked: element, decision, its value and the rules that matched.
Witness = Callable[[bpmn.Node, str, Any], None]


class CaseJudge(Judge):
    """Reads and changes `case.data` and the scopes' own variables; one of these lives as long as one operation."""

    def __init__(
        self, case: Case, marking: Marking, library: CaseLibrary, witness: Witness, *, lenient: bool
    ) -> None:
        self._case, self._marking, self._library, self._witness = case, marking, library, witness
        self._lenient = lenient
        #: What the step that completes has brought, read by its output mappings; by token. Kept where it is stuck.
        self.results: dict[int, Mapping[str, Any]] = {
            int(token): results for token, results in case.marking.get("results", {}).items()
        }
        #: What the event that happens has brought, by its id: its token has no number yet.
        self.brought: dict[str, Mapping[str, Any]] = {}

    def condition(self, flow: bpmn.SequenceFlow, scope: int) -> Verdict:
        if not flow.condition:
            return Verdict(False)
        expression = self._compiled(flow.condition, flow.id)
        value = self._run(expression, self.context(scope), flow.id)
        return Verdict(value is True, self._read(expression, scope))

    def perform(self, node: bpmn.Activity, scope: int) -> None:
        if node.extensions.script is not None:
            self._run_script(node, node.extensions.script, scope)
        elif node.extensions.called_decision is not None:
            self._decide(node, node.extensions.called_decision, scope)
        elif not self._lenient:
            raise StepFailed("nothing_to_perform", element=node.id)

    def leaving(self, node: bpmn.Node, token: int, scope: int) -> None:
        """Without output mappings all results become variables (Camunda 8), otherwise only the mapped ones do."""
        by_event = node.id in self.brought
        results = self.brought[node.id] if by_event else self.results.get(token, {})
        self._map_out(node, results, read=scope, write=self._outside(node, scope))
        if by_event:
            del self.brought[node.id]
        else:
            self.results.pop(token, None)

    def holds(self, event: bpmn.Event, definition: bpmn.ConditionalDefinition, scope: int) -> bool:
        """What can't be evaluated isn't true: there is nobody yet who could be asked."""
        try:
            expression = compiled(definition.condition.removeprefix("=").strip())
            return expression(self.context(scope)) is True
        except feel.FeelError:
            return False

    def activates(self, gateway: bpmn.ComplexGateway, counts: Mapping[str, int], scope: int) -> bool:
        """The condition may read the number of tokens on each flow by its id, and all of them as `tokens`."""
        numbers = {**counts, "tokens": sum(counts.values())}
        expression = self._compiled(gateway.activation_condition, gateway.id)
        return self._run(expression, self.context(scope, numbers), gateway.id) is True

    # Scopes --------------------------------------------------------------------------------------------------

    def enter_scope(self, node: bpmn.Activity, scope: int, parent: int) -> None:
        """Input mappings become the scope's own variables; a called process begins with a copy of what the call sees."""
        inner = self._marking.scopes[scope]
        made = self.inputs(node, parent)
        if isinstance(node, bpmn.CallActivity):
            called = node.extensions.called_element
            if called is None or called.propagate_all_parent:
                inner.locals.update(deepcopy(visible(self._case.data, self._marking.scopes[parent])))
            inner.locals.update(made)
            self.fill_data_objects(self._library.home_of(scope).process.id, scope)
            return
        if not self._is_pass(parent):
            inner.locals.update(made)
        self.fill_data_objects(node.id, scope)

    def leave_scope(self, node: bpmn.Activity, scope: int, parent: int) -> None:
        """Only mapped variables leave a sub-process; those of a called process all do, where nothing is mapped."""
        results: Mapping[str, Any] = {}
        if isinstance(node, bpmn.CallActivity):
            called = node.extensions.called_element
            if called is None or called.propagate_all_child:
                mine = self._loop_variables(parent)
                inner = self._marking.scopes[scope].locals
                results = {name: value for name, value in inner.items() if name not in mine}
        self._map_out(node, results, read=scope, write=self._outside(node, parent))

    def fill_data_objects(self, owner: str, scope: int) -> None:
        """Data objects of a process or sub-process begin with their initial values (10.3.1)."""
        process = self._library.home_of(scope).process
        for data_object in process.data_objects:
            if data_object.scope == owner and data_object.value:
                value = self._value(data_object.value, self.context(scope), data_object.id)
                name = data_object.name or data_object.id
                self._assign(name, stored(value), scope, own=True)

    # Loops ---------------------------------------------------------------------------------------------------

    def collection(self, node: bpmn.Activity, scope: int) -> Sequence[Any] | None:
        loop = _multi_instance(node)
        if not loop.collection:
            return None
        items = stored(self._value(loop.collection, self.context(scope), node.id))
        if not isinstance(items, list):
            raise StepFailed("collection_unreadable", element=node.id, expression=loop.collection)
        return items

    def cardinality(self, node: bpmn.Activity, scope: int) -> int:
        loop = _multi_instance(node)
        value = self._value(loop.cardinality, self.context(scope), node.id)
        try:
            number = int(str(value))
        except ValueError as error:
            raise StepFailed(
                "cardinality_unreadable", element=node.id, expression=loop.cardinality
            ) from error
        if number < 0:
            raise StepFailed("cardinality_unreadable", element=node.id, expression=loop.cardinality)
        return number

    def enter_loop(self, node: bpmn.Activity, loop: int) -> None:
        scope = self._marking.scopes[loop]
        if isinstance(node.loop, bpmn.MultiInstance) and node.loop.output_collection:
            scope.locals[node.loop.output_collection] = [None] * scope.loop_numbers()["numberOfInstances"]

    def collect(self, node: bpmn.Activity, instance: int, loop: int) -> None:
        """The output element of one instance, at its place in the order of the input."""
        multiple = node.loop
        if not isinstance(multiple, bpmn.MultiInstance) or not multiple.output_collection:
            return
        value = stored(self._value(multiple.output_element, self.context(instance), node.id))
        place = self._marking.scopes[instance].locals["loopCounter"] - 1
        collected = self._marking.scopes[loop].locals[multiple.output_collection]
        if not isinstance(collected, list) or place >= len(collected):  # something inside assigned the name
            raise StepFailed("output_overwritten", element=node.id, variable=multiple.output_collection)
        collected[place] = value

    def completed_enough(self, node: bpmn.Activity, loop: int) -> bool:
        repeated = node if isinstance(node, bpmn.AdHocSubProcess) else _multi_instance(node)
        condition = repeated.completion_condition
        return bool(condition) and self._holds(condition, node, loop)

    def repeats(self, node: bpmn.Activity, loop: int) -> bool:
        assert isinstance(node.loop, bpmn.StandardLoop)
        return not node.loop.condition or self._holds(node.loop.condition, node, loop)

    def leave_loop(self, node: bpmn.Activity, loop: int, parent: int) -> None:
        if isinstance(node.loop, bpmn.MultiInstance) and node.loop.output_collection:
            name = node.loop.output_collection
            self._assign(name, self._marking.scopes[loop].locals[name], parent)

    # What the engine asks ------------------------------------------------------------------------------------

    def context(self, scope: int, local: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The names that FEEL sees in a scope; `local` goes before them."""
        home = self._library.home_of(scope)
        return context_of(self._case, home.package, local, scope=self._marking.scopes.get(scope))

    def inputs(self, node: bpmn.Node, scope: int) -> dict[str, Any]:
        """The values that the node's input mappings make, JSON-ready. Raises StepFailed."""
        if not node.extensions.inputs:
            return {}
        context = self.context(scope)
        made: dict[str, Any] = {}
        for mapping in node.extensions.inputs:
            value = self._value(mapping.source, {**context, **made}, node.id)
            assign(made, mapping.target, stored(value))
        around = self._marking.scopes.get(scope)
        if around is not None and around.is_instance:
            around.locals.update(made)
        return made

    # Parts of it ---------------------------------------------------------------------------------------------

    def _map_out(self, node: bpmn.Node, results: Mapping[str, Any], *, read: int, write: int) -> None:
        """A mapping sees the results and what the mappings before it have made."""
        if not node.extensions.outputs:
            local = _input_names(node)
            for name, value in results.items():
                if name not in local or self._is_pass(write):
                    self._assign(name, value, write)
            return
        context = self.context(read, results)
        made: dict[str, Any] = {}
        for mapping in node.extensions.outputs:
            assign(made, mapping.target, stored(self._value(mapping.source, {**context, **made}, node.id)))
        for mapping in node.extensions.outputs:
            self._assign(mapping.target, _at(made, mapping.target), write)

    def _outside(self, node: bpmn.Node, scope: int) -> int:
        """Where output mappings write: outside the pass of a loop, whose own variables nobody sees later."""
        around = self._marking.scopes.get(scope)
        inside = around is not None and around.is_instance and bool(node.extensions.outputs)
        return around.parent.number if inside and around is not None and around.parent is not None else scope

    def _is_pass(self, scope: int) -> bool:
        around = self._marking.scopes.get(scope)
        return around is not None and around.is_instance

    def _loop_variables(self, scope: int) -> set[str]:
        """The names that a pass and its loop keep for themselves: a called process got copies and brings none back."""
        found: set[str] = set()
        for around in self._marking.scopes[scope].outwards():
            if not around.is_instance and around.loop is None:
                break
            found.update(around.locals)
        return found

    def _assign(self, path: str, value: Any, scope: int, *, own: bool = False) -> None:
        around: Scope | None = self._marking.scopes.get(scope)
        if own and around is not None and around.host:
            assign(around.locals, path, value)
        else:
            assign_in(around, self._case.data, path, value)

    def _run_script(self, node: bpmn.Activity, script: bpmn.Script, scope: int) -> None:
        context = self.context(scope, self.inputs(node, scope))
        value = stored(self._value(f"={script.expression.removeprefix('=')}", context, node.id))
        self._keep(node, script.result_variable, value, scope)

    def _decide(self, node: bpmn.Activity, called: bpmn.CalledDecision, scope: int) -> None:
        context = self.context(scope, self.inputs(node, scope))
        model = self._library.home_of(scope).package.decision_model(called.decision_id)
        try:
            with feel.use_clock(self._unit_time):
                outcome = model.decide(called.decision_id, context)
        except (DmnError, feel.FeelError) as error:
            raise StepFailed("decision_failed", element=node.id, reason=error.code) from error
        self._witness(node, called.decision_id, outcome)
        self._keep(node, called.result_variable, stored(outcome.value), scope)

    def _keep(self, node: bpmn.Activity, variable: str, value: Any, scope: int) -> None:
        results = {variable: value} if variable else {}
        self._map_out(node, results, read=scope, write=scope)

    def _holds(self, condition: str, node: bpmn.Activity, loop: int) -> bool:
        """A condition over a loop's numbers; one without "=" is FEEL as well, for nothing else makes sense."""
        numbers = self._marking.scopes[loop].loop_numbers()
        expression = self._compiled(condition, node.id)
        return self._run(expression, self.context(loop, numbers), node.id) is True

    def _read(self, expression: feel.Expression, scope: int) -> dict[str, Any]:
        """What an expression read, for the story of the case: parties stay references."""
        seen = visible(self._case.data, self._marking.scopes.get(scope))
        data = {"kanal": self._case.channel, **seen}
        return {name: data[name] for name in sorted(expression.names) if name in data}

    def _value(self, text: str, context: Mapping[str, Any], element: str) -> Any:
        if not text.startswith("="):
            return text
        return self._run(self._compiled(text, element), context, element)

    def _run(self, expression: feel.Expression, context: Mapping[str, Any], element: str) -> Any:
        """FEEL gives null for what makes no sense; what is left is an expression that used up its budget."""
        try:
            with feel.use_clock(self._unit_time):
                return expression(context)
        except feel.FeelError as error:
            raise StepFailed("expression_failed", element=element, reason=error.code) from error

    def _unit_time(self) -> datetime:
        """Asked only by an expression that wants to know: "today" is the unit's."""
        return now().astimezone(ZoneInfo(self._case.unit.zone))

    def _compiled(self, text: str, element: str) -> feel.Expression:
        try:
            return compiled(text.removeprefix("=").strip())
        except feel.FeelError as error:
            raise StepFailed("expression_broken", element=element, reason=error.code) from error


def _multi_instance(node: bpmn.Activity) -> bpmn.MultiInstance:
    assert isinstance(node.loop, bpmn.MultiInstance)
    return node.loop


def _input_names(node: bpmn.Node) -> set[str]:
    """The variables that input mappings made for this step alone: what it brings under their names ends with it."""
    return {mapping.target.partition(".")[0] for mapping in node.extensions.inputs}


def _at(data: Mapping[str, Any], path: str) -> Any:
    value: Any = data
    for name in path.split("."):
        value = value[name]
    return value
