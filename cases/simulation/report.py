"""What a run came to, in the shape of the contract (procedure package, "The command line")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases.engine.clocks import status_of
from cases.engine.library import CaseLibrary
from cases.models import Case, CaseEvent, EscalationStatus, TimerStatus
from organization.models import Unit
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import Marking
from workflows.packages import Package

from .world import in_zone

_DONE = ("activity.completed", "task.completed")
_WAITS = (bpmn.UserTask, bpmn.IntermediateCatchEvent, bpmn.ReceiveTask, bpmn.EventBasedGateway)


@dataclass(frozen=True)
class ScenarioResult:
    """One scenario's verdict; `failures` name the step. `report` is what a run shows besides."""

    name: str
    passed: bool
    failures: tuple[str, ...] = ()
    report: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "passed": self.passed, "failures": list(self.failures), **self.report}


def report_of(case: Case, package: Package, at: datetime) -> dict[str, Any]:
    """How the case stands at a moment."""
    case = Case.objects.select_related("unit").get(pk=case.pk)
    marking = Marking.from_json(case.marking)
    library = CaseLibrary(case, package, marking)
    return {
        "status": str(case.life),
        "state": case.state,
        "open": _open(marking, library),
        "completed": _completed(case, library),
        "variables": case.data,
        "timers": [
            {"element": timer.element, "due": in_zone(timer.due_at, case.unit)}
            for timer in case.timers.filter(status=TimerStatus.ARMED).order_by("due_at", "pk")
        ],
        "clocks": _clocks(case, at),
        "escalated": [
            {"clock": step.clock.code, "to": step.to, "at": step.at}
            for step in case.escalations.filter(status=EscalationStatus.SENT)
            .select_related("clock")
            .order_by("due_at", "pk")
        ],
        "documents": [_document(document, case.unit) for document in case.documents.order_by("pk")],
        "numbers": [entry.text for entry in case.numbers.order_by("pk")],
        "notified": [
            {"to": message.to, "event": message.event, "channel": message.channel}
            for message in case.messages.order_by("pk")
        ],
        "opened": [
            {"procedure": link.target.procedure_key, "unit": link.target.unit.level}
            for link in case.led_to.select_related("target__unit").order_by("pk")
        ],
        "incidents": [
            {"element": incident.element, "code": incident.code, "message": incident.message}
            for incident in case.incidents.filter(resolved_at=None).order_by("pk")
        ],
    }


def _open(marking: Marking, library: CaseLibrary) -> list[dict[str, str]]:
    """What waits for a person or an event; a loop shows its passes, not itself."""
    resting = [
        library.home_of(token.scope).process.nodes[token.node]
        for token in marking.tokens.values()
        if not token.child
    ]
    return sorted(
        (_named(node) for node in resting if isinstance(node, _WAITS)), key=lambda entry: entry["element"]
    )


def _completed(case: Case, library: CaseLibrary) -> list[dict[str, str]]:
    events = case.events.filter(kind__in=_DONE).order_by("seq")
    return [{**_named(_node(event, library)), "at": in_zone(event.at, case.unit)} for event in events]


def _node(event: CaseEvent, library: CaseLibrary) -> bpmn.Node:
    return library.home(event.data.get("process", "")).process.nodes[event.element]


def _named(node: bpmn.Node) -> dict[str, str]:
    return {"element": node.id, "type": node.type, "name": node.name}


def _clocks(case: Case, at: datetime) -> list[dict[str, str]]:
    """One entry for each promise: its latest run."""
    latest = {run.code: run for run in case.clocks.order_by("pk")}
    return [{"code": code, "status": str(status_of(run, at))} for code, run in latest.items()]


def _document(document: Any, unit: Unit) -> dict[str, Any]:
    valid = f"P{(document.valid_until - document.issued_at).days}D" if document.valid_until else None
    until = in_zone(document.valid_until, unit) if document.valid_until else None
    return {
        "code": document.code,
        "number": document.number,
        "status": str(document.status),
        "valid": valid,
        "valid_until": until,
    }
