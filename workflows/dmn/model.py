"""A decision model that can be asked (DMN 1.5). Compiled when first asked, then kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.dmn.compiler import Compiler
from workflows.dmn.elements import DecisionElement, Definitions, InputData
from workflows.dmn.errors import DmnError
from workflows.dmn.functions import Functions
from workflows.dmn.names import spoken_names
from workflows.dmn.outcome import DecisionOutcome, Reason, collect_matches
from workflows.dmn.plan import Plan, places
from workflows.dmn.requirements import Cycle, Node, evaluation_order
from workflows.dmn.tables import Owner
from workflows.dmn.type_table import TypeTable
from workflows.dmn.values import warn
from workflows.feel import collect_warnings
from workflows.feel.budget import current_budget, use_budget


@dataclass(frozen=True, slots=True)
class Imported:
    """A model under the name that prefixes its elements; the name may be empty (DMN 1.5, 6.3.3)."""

    name: str
    model: Model


@dataclass(frozen=True, slots=True)
class RequiredInput:
    """An input that a decision needs, directly or not. `name` has the import's names before it, with dots."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision for those who want to ask it. `type` is the `typeRef` of its result, or "Any"."""

    id: str
    name: str
    type: str
    inputs: tuple[RequiredInput, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The logic of one decision, and the functions of its scope."""

    run: Callable[[Any], Any]
    functions: Mapping[str, Any]


class Model:
    """One DMN file with the models it imports. Safe to share between threads; holds no data of a run."""

    def __init__(self, definitions: Definitions, imports: Iterable[Imported] = ()) -> None:
        self.definitions = definitions
        self.imports = tuple(imports)
        self.types: TypeTable = TypeTable(
            definitions,
            ((each.name, each.model.definitions.namespace, each.model.types) for each in self.imports),
        )
        self._elements: dict[str, DecisionElement | InputData] = {
            **{element.id: element for element in definitions.inputs},
            **{element.id: element for element in definitions.decisions},
        }
        self._by_name = {decision.name: decision for decision in reversed(definitions.decisions)}
        self.members: frozenset[str] = spoken_names(definitions, self.types.components()).union(
            *(each.model.members for each in self.imports)
        )
        self.functions = Functions(self)
        self._compiled: dict[str, Compiled] = {}
        self._plans: dict[str, Plan | None] = {}

    # asking

    def evaluate(self, decision: str, inputs: Mapping[str, Any]) -> Any:
        """The value of a decision, by id or by name. Raises DmnError DMN-020 when there is none of that name.

        `inputs` are keyed by the names of the input data; those of imported models stand in a context under the
        import's name. Python numbers and ISO texts of typed dates are converted. A fault gives None, and its reason
        goes to `workflows.feel.collect_warnings`.
        """
        element = self._decision(decision)
        plan = self._plan(element)
        if plan is None:
            return None
        with use_budget(current_budget()):
            return plan.run(inputs)[(), element.id]

    def decide(self, decision: str, inputs: Mapping[str, Any]) -> DecisionOutcome:
        """As `evaluate`, with the rules that matched and the reasons for nulls. Raises DmnError DMN-020."""
        element = self._decision(decision)
        with collect_warnings() as problems, collect_matches() as matches, use_budget(current_budget()):
            plan = self._plan(element)
            tags: list[str] = []

            def tag(id_: str) -> None:
                tags.extend([id_] * (len(problems) - len(tags)))

            value = None if plan is None else plan.run(inputs, after=tag)[(), element.id]
            tag(element.id)
            warnings = tuple(
                Reason(problem.code, problem.params, id_, problem.line, problem.column)
                for problem, id_ in zip(problems, tags, strict=True)
            )
            return DecisionOutcome(value, tuple(matches), warnings)

    def evaluate_service(self, service: str, inputs: Mapping[str, Any]) -> Any:
        """The result of a decision service, by id or by name: a value, or a context for several output decisions.

        Raises DmnError DMN-021 when there is none of that name.
        """
        for candidate in self.definitions.services:
            if service in (candidate.id, candidate.name):
                with use_budget(current_budget()):
                    return self.functions.service(candidate).ask(inputs)
        raise DmnError(
            "DMN-021", service=service, known=sorted(each.name for each in self.definitions.services)
        )

    @property
    def decisions(self) -> Mapping[str, Decision]:
        """Every decision of this file (not of imported ones) by id."""
        return {element.id: self._described(element) for element in self.definitions.decisions}

    def input_names(self, decision: str) -> tuple[str, ...]:
        """The names of the inputs a decision needs, directly or not. Raises DmnError DMN-020."""
        return tuple(each.name for each in self._described(self._decision(decision)).inputs)

    # parts, for the other modules of the package

    def graph_element(self, id_: str) -> DecisionElement | InputData | None:
        return self._elements.get(id_)

    def compiled(self, element: DecisionElement) -> Compiled:
        if element.id not in self._compiled:
            compiler = Compiler(Owner(element.id, element.name), self.types, self.members)
            run = compiler.optional(element.expression, self.scope_names(element))
            self._compiled[element.id] = Compiled(run, self.functions.scope_of(element.required_knowledge))
        return self._compiled[element.id]

    def scope_names(self, element: DecisionElement) -> frozenset[str]:
        """What the expression of a decision sees: what it requires, and nothing else (DMN 1.5, 7.3.1)."""
        required = {place.prefix or place.name for place in places(Node((), self, element))}
        return frozenset(required.union(self.functions.scope_of(element.required_knowledge)))

    def _decision(self, name_or_id: str) -> DecisionElement:
        element = self._elements.get(name_or_id)
        if isinstance(element, DecisionElement):
            return element
        if name_or_id in self._by_name:
            return self._by_name[name_or_id]
        raise DmnError("DMN-020", decision=name_or_id, known=sorted(self._by_name))

    def _plan(self, element: DecisionElement) -> Plan | None:
        """None, with a warning, for a decision that needs itself."""
        if element.id not in self._plans:
            try:
                self._plans[element.id] = Plan(self, [Node((), self, element)])
            except Cycle as cycle:
                warn("DMN-304", decisions=cycle.names)
                return None
        return self._plans[element.id]

    def _described(self, element: DecisionElement) -> Decision:
        return Decision(
            id=element.id,
            name=element.name,
            type=element.variable.type_ref or "Any",
            inputs=tuple(self._required_inputs(element)),
        )

    def _required_inputs(self, element: DecisionElement) -> Iterable[RequiredInput]:
        try:
            order = evaluation_order([Node((), self, element)])
        except Cycle:
            return
        for node in order:
            if isinstance(node.element, InputData):
                yield RequiredInput(self._dotted(node), node.element.variable.type_ref or "Any")

    def _dotted(self, node: Node) -> str:
        names, model = [], self
        for number in node.path:
            names.append(model.imports[number].name)
            model = model.imports[number].model
        return ".".join(name for name in (*names, node.element.variable.name) if name)
