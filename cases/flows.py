"""Where viewflow finds the flows: `cases.flows.<procedure key>_v<serial>`, compiled when first asked for.

A package's other processes, which call activities run, have flows of their own: `<key>_v<serial>__<process>`.

viewflow stores a flow as a string and imports it again; so a compiled flow needs an importable name. A published
version never changes, which is why a name may be kept for the life of the process.
"""

from __future__ import annotations

import re
from typing import Any

from viewflow.workflow.base import Flow

from cases.models import Process, Task
from workflows.bpmn import model as bpmn
from workflows.compiler import compile_flow, node_name, refuse_foreign_lock
from workflows.packages import Package
from workflows.selectors import package_of, version_by

_NAME = re.compile(r"(?P<key>[a-z][a-z0-9_]*?)_v(?P<serial>\d+)(?:__(?P<process>\w+))?\Z")
_compiled: dict[str, type[Flow]] = {}


def flow_name(procedure_key: str, serial: int, process_id: str = "") -> str:
    plain = f"{procedure_key}_v{serial}"
    return f"{plain}__{node_name(process_id)}" if process_id else plain


def flow_of(procedure_key: str, serial: int, process_id: str = "") -> type[Flow]:
    """The flow of a version, of its main process where none is named. Raises LookupError when there is none."""
    return _flow(flow_name(procedure_key, serial, process_id))


def _flow(name: str) -> type[Flow]:
    if name not in _compiled:
        match = _NAME.match(name)
        if match is None:
            raise LookupError(name)
        package = package_of(version_by(match["key"], int(match["serial"])))
        _compiled[name] = compile_flow(
            name,
            _process(package, match["process"]),
            title=package.definition.title.id,
            module=__name__,
            process_class=Process,
            task_class=Task,
        )
    return _compiled[name]


def _process(package: Package, name: str | None) -> bpmn.Process:
    if name is None:
        return package.process
    for file in package.diagram_files:
        for process in package.diagram(file).processes.values():
            if node_name(process.id) == name:
                return process
    raise LookupError(name)


def unguarded_flows() -> list[type[Flow]]:
    """Flow classes of this process that viewflow's own operations could move, past the lock of the case."""
    waiting, found = list(Flow.__subclasses__()), []
    while waiting:
        flow = waiting.pop()
        waiting += flow.__subclasses__()
        if flow.lock_impl is not refuse_foreign_lock:
            found.append(flow)
    return found


def __getattr__(name: str) -> Any:
    if _NAME.match(name) is None:
        raise AttributeError(name)
    return _flow(name)
