"""BPMN files written in a few words: `bpmn("s:start t:user e:end", "s>t>e")`.

Nodes are "id:kind" with the attributes and content that `extra` and `inside` give by id. Flows are chains of ids
joined by ">"; the flow from a to b is called "a_b", its condition is given by `conditions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="http://example.org/bpmn">'
)
KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "boundary": "boundaryEvent",
    "task": "task",
    "user": "userTask",
    "manual": "manualTask",
    "service": "serviceTask",
    "send": "sendTask",
    "receive": "receiveTask",
    "script": "scriptTask",
    "rule": "businessRuleTask",
    "call": "callActivity",
    "sub": "subProcess",
    "transaction": "transaction",
    "adhoc": "adHocSubProcess",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "event": "eventBasedGateway",
    "complex": "complexGateway",
}
TIMER = "<timerEventDefinition><timeDuration>PT10M</timeDuration></timerEventDefinition>"


def part(
    nodes: str,
    *chains: str,
    extra: Mapping[str, str] | None = None,
    inside: Mapping[str, str] | None = None,
    conditions: Mapping[str, str] | None = None,
) -> str:
    """Flow elements without what contains them."""
    extra, inside, conditions = extra or {}, inside or {}, conditions or {}
    rows = [_node(each, extra, inside) for each in nodes.split()]
    for chain in chains:
        ends = chain.split(">")
        rows += [_flow(*pair, conditions) for pair in pairwise(ends)]
    return "\n".join(rows)


def bpmn(
    nodes: str, *chains: str, roots: str = "", lanes: str = "", **options: Mapping[str, str] | None
) -> bytes:
    """A file with one executable process "p"; `roots` stand beside it, `lanes` and extensions before its nodes."""
    return wrap(lanes + part(nodes, *chains, **options), roots=roots)


def wrap(content: str, *, roots: str = "") -> bytes:
    process = f'<process id="p" isExecutable="true">\n{content}\n</process>'
    return f"{HEAD}\n{process}\n{roots}\n</definitions>".encode()


def extensions(content: str) -> str:
    return f"<extensionElements>{content}</extensionElements>"


def condition(text: str) -> str:
    return f"<conditionExpression>{escape(text)}</conditionExpression>"


def _node(written: str, extra: Mapping[str, str], inside: Mapping[str, str]) -> str:
    id, _, kind = written.partition(":")
    tag = KINDS.get(kind, kind)
    return f'<{tag} id={quoteattr(id)} name="Langkah {id}" {extra.get(id, "")}>{inside.get(id, "")}</{tag}>'


def _flow(source: str, target: str, conditions: Mapping[str, str]) -> str:
    id = f"{source}_{target}"
    inner = condition(conditions[id]) if id in conditions else ""
    return f'<sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
