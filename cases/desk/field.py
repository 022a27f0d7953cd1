"""Officers in the field as pages show them: who is on which step since when, and how the clock stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cases.models import Case, Dispatch, DispatchStep
from organization.models import Function
from workflows.packages import Package
from workflows.packages.definition import FieldStep
from workflows.selectors import package_of

from .facts import Fact, Subjects, facts_of
from .rows import Pill, number_parts, pill_of, pill_of_run


@dataclass(frozen=True)
class Underway:
    """An officer sent, the last step reported (None: nothing yet) and its title."""

    dispatch: Dispatch
    function: str
    step: DispatchStep | None
    title: str
    done: bool


@dataclass(frozen=True)
class SceneRow:
    """A case with officers in the field."""

    case: Case
    number: str
    subject: str
    place: str
    pill: Pill
    officers: tuple[Underway, ...]


def scene_row(case: Case, at: datetime, subjects: Subjects, functions: Mapping[str, str]) -> SceneRow:
    package = package_of(case.procedure_version)
    return SceneRow(
        case=case,
        number=number_parts(case)[0],
        subject=subjects.of(case, package),
        place=place_of(case, package, subjects.lang),
        pill=arrival_pill(case, package, at),
        officers=tuple(
            underway_row(dispatch, package, subjects.lang, functions) for dispatch in case.dispatches.all()
        ),
    )


def underway_row(dispatch: Dispatch, package: Package, lang: str, functions: Mapping[str, str]) -> Underway:
    steps = list(steps_of(package))
    reported = dispatch.reported()
    last = next((step for step in reversed(steps) if step.code in reported), None)
    return Underway(
        dispatch=dispatch,
        function=functions.get(dispatch.function, ""),
        step=reported[last.code] if last else None,
        title=last.title.in_(lang) if last else "",
        done=bool(last) and last is steps[-1],
    )


def steps_of(package: Package) -> tuple[FieldStep, ...]:
    return package.definition.dispatch.steps if package.definition.dispatch else ()


def place_of(case: Case, package: Package, lang: str) -> str:
    path = package.definition.dispatch.place if package.definition.dispatch else ""
    return next((fact.value for fact in facts_of(case, package, lang, only={path})), "")


def shown_facts(case: Case, package: Package, lang: str) -> list[Fact]:
    """The further answers that the procedure lets a phone show."""
    shows = package.definition.dispatch.shows if package.definition.dispatch else ()
    return facts_of(case, package, lang, only=set(shows)) if shows else []


def arrival_pill(case: Case, package: Package, at: datetime) -> Pill:
    """The clock that the dispatch is about; the case's most urgent one where none is named."""
    code = package.definition.dispatch.clock if package.definition.dispatch else ""
    runs = [run for run in case.clocks.all() if run.code == code]
    return pill_of_run(runs[-1], at) if runs else pill_of(case, at)


def function_titles(lang: str) -> dict[str, str]:
    return {function.code: function.title_in(lang) for function in Function.objects.all()}
