"""Answers the token machine's questions about one case: conditions, scripts, decisions, output mappings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cases.models import Case
from workflows import feel
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import Judge, StepFailed, Verdict
from workflows.dmn import DmnError
from workflows.packages import Package

from .variables import assign, compiled, context_of

#: Told of each decision table that was asked: element, decision, its value and the rules that matched.
Witness = Callable[[bpmn.Node, str, Any], None]


class CaseJudge(Judge):
    """Reads and changes `case.data`; one of these lives as long as one operation."""

    def __init__(self, case: Case, package: Package, witness: Witness, *, lenient: bool) -> None:
        self._case, self._package, self._witness = case, package, witness
        self._lenient = lenient
        #: What the step that completes has brought, read by its output mappings; by token.
        self.results: dict[int, Mapping[str, Any]] = {}

    def condition(self, flow: bpmn.SequenceFlow, scope: int) -> Verdict:
        if not flow.condition:
            return Verdict(False)
        expression = self._compiled(flow.condition, flow.id)
        context = context_of(self._case, self._package)
        value = self._run(expression, context, flow.id)
        return Verdict(value is True, self._read(expression))

    def perform(self, node: bpmn.Activity, scope: int) -> None:
        if node.extensions.script is not None:
            self._run_script(node, node.extensions.script)
        elif node.extensions.called_decision is not None:
            self._decide(node, node.extensions.called_decision)
        elif not self._lenient:
            raise StepFailed("nothing_to_perform", element=node.id)

    def leaving(self, node: bpmn.Node, token: int, scope: int) -> None:
        """Without output mappings all results become variables (Camunda 8), otherwise only the mapped ones do."""
        results = self.results.pop(token, {})
        if not node.extensions.outputs:
            self._case.data.update(results)
            return
        context = context_of(self._case, self._package, results)
        for mapping in node.extensions.outputs:
            assign(
                self._case.data, mapping.target, feel.to_json(self._value(mapping.source, context, node.id))
            )

    def inputs(self, node: bpmn.Node) -> dict[str, Any]:
        """The values that the node's input mappings make, JSON-ready. Raises StepFailed."""
        context = context_of(self._case, self._package)
        made: dict[str, Any] = {}
        for mapping in node.extensions.inputs:
            assign(made, mapping.target, feel.to_json(self._value(mapping.source, context, node.id)))
        return made

    def _run_script(self, node: bpmn.Activity, script: bpmn.Script) -> None:
        context = context_of(self._case, self._package, self.inputs(node))
        value = feel.to_json(self._value(f"={script.expression.removeprefix('=')}", context, node.id))
        self._keep(node, script.result_variable, value)

    def _decide(self, node: bpmn.Activity, called: bpmn.CalledDecision) -> None:
        context = context_of(self._case, self._package, self.inputs(node))
        model = self._package.decision_model(called.decision_id)
        try:
            outcome = model.decide(called.decision_id, context)
        except (DmnError, feel.FeelError) as error:
            raise StepFailed("decision_failed", element=node.id, reason=error.code) from error
        self._witness(node, called.decision_id, outcome)
        self._keep(node, called.result_variable, feel.to_json(outcome.value))

    def _keep(self, node: bpmn.Activity, variable: str, value: Any) -> None:
        results = {variable: value} if variable else {}
        self.results[0] = results
        self.leaving(node, 0, 0)

    def _read(self, expression: feel.Expression) -> dict[str, Any]:
        """What an expression read, for the story of the case: parties stay references."""
        data = {"kanal": self._case.channel, **self._case.data}
        return {name: data[name] for name in sorted(expression.names) if name in data}

    def _value(self, text: str, context: Mapping[str, Any], element: str) -> Any:
        if not text.startswith("="):
            return text
        return self._run(self._compiled(text, element), context, element)

    def _run(self, expression: feel.Expression, context: Mapping[str, Any], element: str) -> Any:
        """FEEL gives null for what makes no sense; what is left is an expression that used up its budget."""
        try:
            return expression(context)
        except feel.FeelError as error:
            raise StepFailed("expression_failed", element=element, reason=error.code) from error

    def _compiled(self, text: str, element: str) -> feel.Expression:
        try:
            return compiled(text.removeprefix("=").strip())
        except feel.FeelError as error:
            raise StepFailed("expression_broken", element=element, reason=error.code) from error
