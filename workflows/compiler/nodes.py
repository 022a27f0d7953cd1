"""One table says what can run: the BPMN element, and how viewflow sees it."""

from __future__ import annotations

from collections.abc import Iterator

from viewflow.this_object import this
from viewflow.workflow.base import Edge, Node

from workflows.bpmn import model as bpmn

from .activations import HumanActivation, StepActivation

#: Element to viewflow's kind of task. Only HUMAN ones have task rows.
TASK_TYPES: dict[type[bpmn.Node], str] = {
    bpmn.StartEvent: "START",
    bpmn.EndEvent: "END",
    bpmn.IntermediateCatchEvent: "EVENT",
    bpmn.IntermediateThrowEvent: "EVENT",
    bpmn.BoundaryEvent: "EVENT",
    bpmn.Task: "FUNC",
    bpmn.ManualTask: "FUNC",
    bpmn.UserTask: "HUMAN",
    bpmn.ServiceTask: "JOB",
    bpmn.SendTask: "JOB",
    bpmn.ReceiveTask: "EVENT",
    bpmn.ScriptTask: "FUNC",
    bpmn.BusinessRuleTask: "FUNC",
    bpmn.SubProcess: "SUBPROCESS",
    bpmn.Transaction: "SUBPROCESS",
    bpmn.AdHocSubProcess: "SUBPROCESS",
    bpmn.CallActivity: "SUBPROCESS",
    bpmn.ExclusiveGateway: "IF",
    bpmn.ParallelGateway: "PARALLEL_GATEWAY",
    bpmn.InclusiveGateway: "SPLIT",
    bpmn.EventBasedGateway: "EVENT",
    bpmn.ComplexGateway: "SPLIT",
}


class UnsupportedElement(TypeError):
    """The profile let an element through that can't be compiled: a fault of ours, not of the author."""

    code = "unsupported_element"

    def __init__(self, element: str, kind: str) -> None:
        super().__init__(f"'{element}' is a {kind}, which no flow can run.")
        self.element, self.kind = element, kind


class ElementNode(Node):
    """The viewflow node of one BPMN element. What its token does is decided by the token machine."""

    def __init__(self, element: bpmn.Node, targets: tuple[tuple[str, str], ...]) -> None:
        human = TASK_TYPES[type(element)] == "HUMAN"
        super().__init__(activation_class=HumanActivation if human else StepActivation)
        self.element = element
        self.task_type = TASK_TYPES[type(element)]
        self.task_title = element.name or element.id
        self._targets = targets

    def _outgoing(self) -> Iterator[Edge]:
        for name, label in self._targets:
            target = getattr(self.flow_class.instance, name)
            yield Edge(
                src=self, dst=this.resolve(self.flow_class.instance, target), edge_class="next", label=label
            )


def build_node(element: bpmn.Node, targets: tuple[tuple[str, str], ...]) -> ElementNode:
    """The node of an element. `targets` are (node name, label) of its sequence flows. Raises UnsupportedElement."""
    if type(element) not in TASK_TYPES:
        raise UnsupportedElement(element.id, type(element).__name__)
    return ElementNode(element, targets)
