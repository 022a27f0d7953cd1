"""What `manage.py check` finds wrong with the flows of this process."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from cases.flows import unguarded_flows


@register("cases")
def flows_are_moved_by_the_engine_alone(**_: Any) -> list[CheckMessage]:
    """A flow with a lock of viewflow's own, or none, would let two people take the same step."""
    hint = "Build it with workflows.compiler.compile_flow, which closes viewflow's own operations."
    return [
        Error(
            f"{flow.__module__}.{flow.__qualname__} can be moved without the lock of its case.",
            hint=hint,
            id="cases.E001",
        )
        for flow in unguarded_flows()
    ]
