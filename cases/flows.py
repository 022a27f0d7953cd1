"""Where viewflow finds the flows: `cases.flows.<procedure key>_v<serial>`, compiled when first asked for.

viewflow stores a flow as a string and imports it again; so a compiled flow needs an importable name. A published
version never changes, which is why a name may be kept for the life of the process.
"""

from __future__ import annotations

import re
from typing import Any

from viewflow.workflow.base import Flow

from cases.models import Process, Task
from workflows.compiler import compile_flow, refuse_foreign_lock
from workflows.selectors import package_of, version_by

_NAME = re.compile(r"(?P<key>[a-z][a-z0-9_]*)_v(?P<serial>\d+)\Z")
_compiled: dict[str, type[Flow]] = {}


def flow_name(procedure_key: str, serial: int) -> str:
    return f"{procedure_key}_v{serial}"


def flow_of(procedure_key: str, serial: int) -> type[Flow]:
    """The flow of a version. Raises LookupError when there is no such version."""
    name = flow_name(procedure_key, serial)
    if name not in _compiled:
        version = version_by(procedure_key, serial)
        package = package_of(version)
        _compiled[name] = compile_flow(
            name,
            package.process,
            title=package.definition.title.id,
            module=__name__,
            process_class=Process,
            task_class=Task,
        )
    return _compiled[name]


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
    match = _NAME.match(name)
    if match is None:
        raise AttributeError(name)
    return flow_of(match["key"], int(match["serial"]))
