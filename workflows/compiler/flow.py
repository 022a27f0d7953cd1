"""Builds the flow class of one version of a procedure."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from typing import Any

from viewflow.workflow.base import Flow

from workflows.bpmn import model as bpmn

from .nodes import build_node

_PLAIN = re.compile(r"[^A-Za-z0-9_]")


def node_name(element_id: str) -> str:
    """The attribute under which an element stands on its flow.

    Prefixed, so that no id meets an attribute of viewflow's own; characters that Python or a task reference
    can't bear are written as their code points.
    """
    return "e_" + _PLAIN.sub(lambda match: f"_{ord(match[0]):x}_", element_id)


def refuse_foreign_lock(flow_class: type[Flow], process_pk: Any) -> AbstractContextManager[None]:
    """viewflow's own operations would lock the wrong row: only the engine's unit of work may move a case."""
    raise ForeignOperation(flow_class.__name__)


class ForeignOperation(RuntimeError):
    """Somebody called viewflow's operations instead of a service."""

    code = "foreign_operation"

    def __init__(self, flow: str) -> None:
        super().__init__(
            f"'{flow}' moves only through the services of cases; viewflow's own calls are closed."
        )


def compile_flow(
    name: str, process: bpmn.Process, *, title: str, module: str, process_class: type, task_class: type
) -> type[Flow]:
    """The flow class `name` of a process, importable from `module`. Raises UnsupportedElement."""
    nodes = {
        node_name(element.id): build_node(element, _targets(process, element))
        for element in process.nodes.values()
    }
    attributes: dict[str, Any] = {
        "__module__": module,
        "__doc__": title,
        "process_class": process_class,
        "task_class": task_class,
        "lock_impl": staticmethod(refuse_foreign_lock),
        "process_title": title,
        "process_description": title,
        **nodes,
    }
    return type(name, (Flow,), attributes)


def _targets(process: bpmn.Process, element: bpmn.Node) -> tuple[tuple[str, str], ...]:
    return tuple((node_name(flow.target), flow.name) for flow in process.outgoing(element.id))
