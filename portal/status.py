"""A case in plain words for the person whose matter it is. Of a sealed case only what its package marks public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from cases.messages import read
from cases.selectors import open_to_party
from cases.services.public import may_download
from workflows.packages import Package
from workflows.packages.definition import StateDefinition
from workflows.selectors import package_of

#: What a shown code opens: a row of `cases.selectors.still_tracked`. These pages name no models.
Access: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    at: datetime
    current: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise about time: `how` is running, late, paused, met or breached."""

    title: str
    due: datetime
    how: str


@dataclass(frozen=True, slots=True)
class Status:
    service: str
    state: str
    stage: str
    unit: str
    zone: str
    steps: Sequence[Step]
    promises: Sequence[Promise]
    tasks: Sequence[Any]
    told: Sequence[Mapping[str, Any]]
    documents: Sequence[Any]
    asked: datetime


def status_of(access: Access, at: datetime, lang: str) -> Status:
    """Everything that the page shows; `at` is the moment it is asked for."""
    case = access.case
    package = package_of(case.procedure_version)
    steps = _steps(case, package, lang)
    state = steps[-1][0] if steps else None
    open_page = not case.sealed
    return Status(
        service=package.definition.title.in_(lang),
        state=state.title.in_(lang) if state else "",
        stage=state.stage.value if state else "open",
        unit=case.unit.name if open_page else "",
        zone=case.unit.zone,
        steps=[step for _state, step in steps],
        promises=_promises(case, package, at, lang) if open_page else [],
        tasks=open_to_party(access),
        told=_told(access, lang),
        documents=[paper for paper in _issued(case) if may_download(package, paper)],
        asked=at,
    )


def _steps(case: Any, package: Package, lang: str) -> list[tuple[StateDefinition, Step]]:
    """The public states that the case went through, in order; the last is where it is, as far as that is public."""
    known = {state.code: state for state in package.definition.states if state.public}
    entered = case.events.filter(kind="state.entered").order_by("seq").values_list("data", "at")
    seen = [(known[data["state"]], at) for data, at in entered if data.get("state") in known]
    last = len(seen) - 1
    return [(state, Step(state.title.in_(lang), at, current=n == last)) for n, (state, at) in enumerate(seen)]


def _promises(case: Any, package: Package, at: datetime, lang: str) -> list[Promise]:
    titles = {clock.code: clock.title.in_(lang) for clock in package.definition.clocks}
    latest = {run.code: run for run in case.clocks.order_by("started_at", "pk")}
    return [
        Promise(titles[code], run.due_at, _how(run, at))
        for code, run in latest.items()
        if code in titles and run.status != "not_applicable"
    ]


def _how(run: Any, at: datetime) -> str:
    return "late" if run.status == "running" and run.due_at < at else str(run.status)


def _told(access: Any, lang: str) -> list[Mapping[str, Any]]:
    """What was written to this party, latest first."""
    written = access.case.messages.filter(to=f"party:{access.role}").order_by("-created_at", "-pk")
    return [{"at": message.created_at, **read(message)[lang]} for message in written[:20]]


def _issued(case: Any) -> list[Any]:
    return list(case.documents.filter(status="issued").order_by("pk"))
