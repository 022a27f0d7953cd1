"""Extension elements of Camunda 8 (namespace "zeebe") as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class VariableMapping:
    """`zeebe:input` or `zeebe:output`: `source` is an expression, `target` a variable path."""

    source: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """`zeebe:assignmentDefinition`; each value is an address, a list of them, or FEEL giving either."""

    assignee: str = ""
    candidate_users: str = ""
    candidate_groups: str = ""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """`zeebe:taskSchedule`: ISO 8601 moments, or FEEL."""

    due_date: str = ""
    follow_up_date: str = ""


@dataclass(frozen=True, kw_only=True)
class JobDefinition:
    """`zeebe:taskDefinition`: the job type of the catalogue; `retries` as written."""

    type: str
    retries: str = ""


@dataclass(frozen=True, kw_only=True)
class CalledDecision:
    """`zeebe:calledDecision`. `binding` is "deployment" where the file names none."""

    decision_id: str
    result_variable: str
    binding: str = "deployment"
    version_tag: str = ""


@dataclass(frozen=True, kw_only=True)
class CalledElement:
    """`zeebe:calledElement` of a call activity."""

    process_id: str
    propagate_all_parent: bool = True
    propagate_all_child: bool = True
    binding: str = "deployment"
    version_tag: str = ""


@dataclass(frozen=True, kw_only=True)
class Script:
    """`zeebe:script`: a FEEL expression and the variable that takes its value."""

    expression: str
    result_variable: str = ""


@dataclass(frozen=True, kw_only=True)
class Extensions:
    """What the extension elements of one node say."""

    user_task: bool = False
    form_id: str = ""
    form_binding: str = "deployment"
    assignment: Assignment = Assignment()
    schedule: Schedule = Schedule()
    priority: str = ""
    inputs: tuple[VariableMapping, ...] = ()
    outputs: tuple[VariableMapping, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    job: JobDefinition | None = None
    called_decision: CalledDecision | None = None
    called_element: CalledElement | None = None
    script: Script | None = None
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """The case state that entering this node sets; empty for none (procedure package, `states`)."""
        return self.properties.get("state", "")


#: A node that has none.
NO_EXTENSIONS = Extensions()
