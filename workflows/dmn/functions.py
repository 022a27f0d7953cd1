"""Knowledge models and decision services as functions that FEEL text can call (DMN 1.5, 6.3.9, 6.3.10, 10.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from workflows.dmn.compiler import Compiler, arguments_for, function_value
from workflows.dmn.elements import DecisionService, FunctionDefinition, KnowledgeModel
from workflows.dmn.inputs import input_value
from workflows.dmn.plan import Plan, answered
from workflows.dmn.requirements import Cycle, Node, resolve
from workflows.dmn.tables import Owner
from workflows.dmn.types import convert, result_type
from workflows.dmn.values import Refused, warn

if TYPE_CHECKING:
    from workflows.dmn.model import Model

#: Calls of knowledge models and services inside each other. Each takes a dozen frames of the interpreter's stack.
MAX_CALLS = 40

_CALLS: ContextVar[int] = ContextVar("dmn_calls", default=0)


@contextmanager
def _one_call_deeper(name: str) -> Any:
    depth = _CALLS.get() + 1
    if depth > MAX_CALLS:
        raise Refused("DMN-305", decision=name)
    token = _CALLS.set(depth)
    try:
        yield
    finally:
        _CALLS.reset(token)


class Functions:
    """The functions of one model. None of them depends on input data: they are made once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._knowledge = {element.id: element for element in model.definitions.knowledge}
        self._services = {element.id: element for element in model.definitions.services}
        self._made: dict[str, Any] = {}
        self._askable: dict[str, Service] = {}

    def scope_of(self, hrefs: Iterable[str]) -> dict[str, Any]:
        """The functions behind knowledge requirements by the names FEEL text uses, imports as contexts."""
        scope: dict[str, Any] = {}
        for href in hrefs:
            found = self._find(href)
            if found is None:
                continue
            prefix, name, function = found
            if prefix:
                scope[prefix] = {**scope.get(prefix, {}), name: function}
            else:
                scope[name] = function
        return scope

    def _find(self, href: str) -> tuple[str, str, Any] | None:
        namespace, mark, id_ = href.rpartition("#")
        id_ = id_ if mark else href
        if not namespace or namespace == self._model.definitions.namespace:
            return self._local(id_)
        for imported in self._model.imports:
            if imported.model.definitions.namespace == namespace:
                found = imported.model.functions._local(id_)
                return None if found is None else (imported.name, found[1], found[2])
        return None

    def _local(self, id_: str) -> tuple[str, str, Any] | None:
        element = self._knowledge.get(id_) or self._services.get(id_)
        if element is None:
            return None
        if id_ not in self._made:
            self._made[id_] = self._make(element)
        return "", element.variable.name, self._made[id_]

    def _make(self, element: KnowledgeModel | DecisionService) -> Any:
        if isinstance(element, DecisionService):
            service = self.service(element)
            return function_value(element.name, service.parameters, service.call, service.result)
        if element.logic is None:
            return None
        return self._knowledge_function(element, element.logic)

    def _knowledge_function(self, element: KnowledgeModel, logic: FunctionDefinition) -> Any:
        """The body is compiled at the first call: knowledge models may refer to each other, and to themselves."""
        compiler = Compiler(Owner(element.id, element.name), self._model.types, self._model.members)
        parameters = compiler.parameters(logic)
        result = result_type(self._model.types.type_of(element.variable.type_ref or logic.type_ref))
        made: list[Callable[..., Any]] = []

        def call(*values: Any) -> Any:
            if logic.kind != "FEEL":
                raise Refused("DMN-306", decision=element.name, kind=logic.kind)
            if not made:
                made.append(compiler.typed(self._body(element, logic, compiler), result, what=element.name))
            arguments = arguments_for(parameters, values)
            with _one_call_deeper(element.name):
                return made[0](arguments)

        return function_value(element.name, parameters, call, result)

    def _body(
        self, element: KnowledgeModel, logic: FunctionDefinition, compiler: Compiler
    ) -> Callable[..., Any]:
        """A knowledge model sees its parameters, what it requires, and itself (DMN 1.5, 6.3.9)."""
        scope = self.scope_of(element.required_knowledge)
        scope.setdefault(element.variable.name, self._made[element.id])
        run = compiler.body(logic, frozenset(scope))
        return lambda arguments: run({**scope, **arguments})

    def service(self, element: DecisionService) -> Service:
        if element.id not in self._askable:
            self._askable[element.id] = Service(self._model, element)
        return self._askable[element.id]


class Service:
    """A decision service: decisions evaluated with nothing but its parameters known."""

    def __init__(self, model: Model, element: DecisionService) -> None:
        self._model = model
        self._element = element
        self._inputs = self._nodes((*element.input_data, *element.input_decisions))
        self._outputs = self._nodes(element.output_decisions)
        self.result = result_type(model.types.type_of(element.variable.type_ref))
        self._plan: Plan | None = None
        #: Input data first, then input decisions, each in the order of the file.
        self.parameters = [
            (node.element.variable.name, node.model.types.type_of(node.element.variable.type_ref))
            for node in self._inputs
        ]

    def _nodes(self, hrefs: Iterable[str]) -> list[Node]:
        found = (resolve(self._model, (), href) for href in hrefs)
        return [node for node in found if node is not None]

    def call(self, *values: Any) -> Any:
        """As a function: arguments that don't conform refuse the call."""
        with _one_call_deeper(self._element.name):
            return self._run(list(arguments_for(self.parameters, values).values()))

    def ask(self, inputs: Mapping[str, Any]) -> Any:
        """From outside: inputs that don't conform become null."""
        values = [
            answered(name, input_value, inputs, self._model, node.path, name, type_)
            for node, (name, type_) in zip(self._inputs, self.parameters, strict=True)
        ]
        return answered(self._element.name, self._run, values)

    def _run(self, values: Sequence[Any]) -> Any:
        given = {node.key: value for node, value in zip(self._inputs, values, strict=True)}
        plan = self._planned()
        if plan is None:
            return None
        results = plan.run({}, given)
        return convert(self._named(results), self.result, what=self._element.name)

    def _planned(self) -> Plan | None:
        if self._plan is None:
            try:
                self._plan = Plan(self._model, self._outputs, frozenset(node.key for node in self._inputs))
            except Cycle as cycle:
                warn("DMN-304", decisions=cycle.names)
        return self._plan

    def _named(self, results: Mapping[Any, Any]) -> Any:
        if len(self._outputs) == 1:
            return results[self._outputs[0].key]
        return {node.element.variable.name: results[node.key] for node in self._outputs}
