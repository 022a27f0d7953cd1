"""A diagram while it is being made: nodes and flows that become BPMN XML, so that the reader is always in the loop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="http://example.org/bpmn">'
)
ROOTS = "".join(
    [
        *(f'<message id="message_{name}" name="{name}"><extensionElements><zeebe:subscription '
          # A constant: a called process that is given no variables could read no other key.
          'correlationKey="=&quot;satu&quot;"/></extensionElements></message>' for name in ("M1", "M2")),
        *(f'<signal id="signal_{name}" name="{name}"/>' for name in ("S1", "S2")),
        *(f'<error id="error_{code}" errorCode="{code}"/>' for code in ("E1", "E2")),
        *(f'<escalation id="escalation_{code}" escalationCode="{code}"/>' for code in ("C1", "C2")),
    ]
)  # fmt: skip


@dataclass
class DraftNode:
    id: str
    tag: str
    scope: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: str = ""


@dataclass
class DraftFlow:
    id: str
    source: str
    target: str
    scope: str
    condition: str = ""


@dataclass
class Draft:
    """`processes`: ids, the main one first. Ids are short and in order of drawing."""

    processes: list[str] = field(default_factory=lambda: ["p"])
    nodes: dict[str, DraftNode] = field(default_factory=dict)
    flows: dict[str, DraftFlow] = field(default_factory=dict)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What a failing test prints: a line per node and per flow."""
        nodes = [
            f"{node.id} {node.tag} in {node.scope} {node.attributes or ''}" for node in self.nodes.values()
        ]
        flows = [f"{flow.source} > {flow.target} {flow.condition}" for flow in self.flows.values()]
        printer.text("\n    ".join(["Draft:", *nodes, *flows]))

    def node(self, tag: str, scope: str, content: str = "", **attributes: str) -> str:
        id = f"{_LETTERS.get(tag, 't')}{len(self.nodes) + 1}"
        self.nodes[id] = DraftNode(id, tag, scope, attributes, content)
        return id

    def flow(self, source: str, target: str, condition: str = "") -> str:
        id = f"{source}_{target}"
        while id in self.flows:
            id += "x"
        self.flows[id] = DraftFlow(id, source, target, self.nodes[source].scope, condition)
        return id

    def outgoing(self, node: str) -> list[DraftFlow]:
        return [flow for flow in self.flows.values() if flow.source == node]

    def xml(self) -> bytes:
        parts = [HEAD, ROOTS]
        for process in self.processes:
            parts.append(f'<process id="{process}" isExecutable="true">{self._inside(process)}</process>')
        return "\n".join([*parts, "</definitions>"]).encode()

    def _inside(self, scope: str) -> str:
        rows = [self._node(node) for node in self.nodes.values() if node.scope == scope]
        rows += [_flow(flow) for flow in self.flows.values() if flow.scope == scope]
        return "\n".join(rows)

    def _node(self, node: DraftNode) -> str:
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in node.attributes.items())
        content = node.content + (self._inside(node.id) if node.tag in _CONTAINERS else "")
        return f'<{node.tag} id="{node.id}"{attributes}>{content}</{node.tag}>'


_CONTAINERS = ("subProcess", "transaction", "adHocSubProcess")
_LETTERS = {
    "startEvent": "s",
    "endEvent": "e",
    "exclusiveGateway": "x",
    "parallelGateway": "a",
    "inclusiveGateway": "o",
    "eventBasedGateway": "g",
    "subProcess": "u",
    "callActivity": "l",
    "boundaryEvent": "b",
    "intermediateCatchEvent": "c",
    "intermediateThrowEvent": "w",
}


def _flow(flow: DraftFlow) -> str:
    inner = f"<conditionExpression>{escape(flow.condition)}</conditionExpression>" if flow.condition else ""
    return f'<sequenceFlow id="{flow.id}" sourceRef="{flow.source}" targetRef="{flow.target}">{inner}</sequenceFlow>'


# Content of nodes -------------------------------------------------------------------------------------------


def extensions(content: str) -> str:
    return f"<extensionElements>{content}</extensionElements>"


def event(kind: str, name: str) -> str:
    """The definition of an event: "timer", "message", "signal", "error", "escalation", "terminate" or "none"."""
    if kind == "none":
        return ""
    if kind == "terminate":
        return "<terminateEventDefinition/>"
    if kind == "timer":
        return f"<timerEventDefinition><timeDuration>{name}</timeDuration></timerEventDefinition>"
    reference = f' {kind}Ref="{kind}_{name}"' if name else ""
    return f"<{kind}EventDefinition{reference}/>"


def several(
    *,
    sequential: bool,
    collection: str = "",
    cardinality: str = "",
    completion: str = "",
    output: str = "",
) -> str:
    """Multi-instance characteristics; the element variable is `item`, `output` names the output collection."""
    given = f' inputCollection="={collection}" inputElement="item"' if collection else ""
    given += f' outputCollection="{output}" outputElement="=item"' if output else ""
    zeebe = extensions(f"<zeebe:loopCharacteristics{given}/>") if given else ""
    inner = f"<loopCardinality>{cardinality}</loopCardinality>" if cardinality else ""
    inner += f"<completionCondition>{escape(completion)}</completionCondition>" if completion else ""
    order = "true" if sequential else "false"
    return f'<multiInstanceLoopCharacteristics isSequential="{order}">{zeebe}{inner}</multiInstanceLoopCharacteristics>'
