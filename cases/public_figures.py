"""Figures about many: sums of survey answers, numbers of cases by state, and promises kept. Sealed cases don't count.

Small numbers give people away. A group of fewer than `at_least` answers is put together with the next smallest; where
even all of them together are too few, there is no breakdown at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from cases.models import Case, ClockRun, ClockStatus, SurveyAnswer
from organization.models import Unit
from workflows.models import ProcedureVersion
from workflows.packages import Package
from workflows.packages.definition import QuestionnaireDefinition
from workflows.selectors import package_of

#: Stands for the groups that were put together.
OTHERS = "*"
#: The breakdown that every questionnaire has: by the service that the person had to do with.
SERVICE = "layanan"


@dataclass(frozen=True, slots=True)
class Sums:
    """How many answered, and the sum of each score."""

    answers: int
    sums: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SurveyTotals:
    """All answers of a period; `groups` by field and value, only where enough people are in each; texts in no order."""

    total: Sums
    groups: Mapping[str, Mapping[str, Sums]]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """One clock in a period: how often it ended in time, and late."""

    clock: str
    title: str
    met: int
    breached: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How many cases are in a state."""

    state: str
    title: str
    cases: int


@dataclass(frozen=True, slots=True)
class ProcedureFigures:
    """One procedure in a period: cases opened then and where they stand now, cases closed, promises that ended."""

    procedure: str
    title: str
    opened: int
    closed: int
    states: tuple[Standing, ...]
    promises: tuple[Promise, ...]


def survey_totals(
    *,
    unit: Unit,
    key: str,
    questionnaire: QuestionnaireDefinition,
    since: date,
    until: date,
    at_least: int = 10,
) -> SurveyTotals:
    """What was answered to the questions of procedure `key` from `since` to `until`, both included. One query."""
    rows = list(
        SurveyAnswer.objects.filter(
            unit=unit, questionnaire_key=key, answered_on__range=(since, until)
        ).values("service", "scores", "groups", "remarks")
    )
    enough = len(rows) >= at_least
    parts = {name: _by(rows, name) for name in (SERVICE, *questionnaire.groups)} if enough else {}
    grouped = {name: _large_enough(groups, at_least) for name, groups in parts.items()}
    said = {str(text) for row in rows for text in row["remarks"].values()} if enough else set()
    return SurveyTotals(
        total=_sums(rows, questionnaire.scores),
        groups={
            name: {value: _sums(members, questionnaire.scores) for value, members in groups.items()}
            for name, groups in grouped.items()
            if groups
        },
        remarks=tuple(sorted(said)),
    )


def procedure_figures(
    *, unit: Unit, since: datetime, until: datetime, keys: Iterable[str] = (), lang: str = "id"
) -> list[ProcedureFigures]:
    """Cases of a unit and those below it from `since` up to `until`, by procedure; `keys` picks some. Four queries."""
    cases = Case.objects.filter(_within(unit), sealed=False)
    ended = ClockRun.objects.filter(case__in=cases, ended_at__gte=since, ended_at__lt=until)
    if keys:
        cases = cases.filter(procedure_key__in=tuple(keys))
        ended = ended.filter(case__procedure_key__in=tuple(keys))
    opened = _counted(cases.filter(opened_at__gte=since, opened_at__lt=until), "procedure_key", "state")
    closed = _counted(cases.filter(closed_at__gte=since, closed_at__lt=until), "procedure_key")
    kept = _counted(
        ended.filter(status__in=(ClockStatus.MET, ClockStatus.BREACHED)),
        "case__procedure_key",
        "code",
        "status",
    )
    found = {place[0] for counts in (opened, closed, kept) for place in counts}
    packages = _packages(cases, found)
    return [
        ProcedureFigures(
            procedure=key,
            title=packages[key].definition.title.in_(lang),
            opened=sum(n for place, n in opened.items() if place[0] == key),
            closed=closed[(key,)],
            states=tuple(_standing(opened, packages[key], lang)),
            promises=tuple(_promises(kept, packages[key], lang)),
        )
        for key in sorted(found)
    ]


def _within(unit: Unit) -> Q:
    return Q(unit=unit) | Q(unit__path__startswith=f"{unit.path}/")


def _counted(rows: QuerySet[Any], *names: str) -> Counter[tuple[str, ...]]:
    found = rows.order_by().values_list(*names).annotate(n=Count("pk"))
    return Counter({tuple(row[:-1]): row[-1] for row in found})


def _packages(cases: QuerySet[Case], keys: Iterable[str]) -> dict[str, Package]:
    """The newest version of each procedure that a case runs on, for its words."""
    latest = cases.filter(procedure_key__in=keys).order_by().values("procedure_key")
    newest = dict(latest.annotate(newest=Max("procedure_version")).values_list("procedure_key", "newest"))
    versions = ProcedureVersion.objects.in_bulk(newest.values())
    return {key: package_of(versions[number]) for key, number in newest.items()}


def _standing(opened: Counter[tuple[str, ...]], package: Package, lang: str) -> Iterator[Standing]:
    for state in package.definition.states:
        cases = opened[(package.key, state.code)]
        if cases:
            yield Standing(state.code, state.title.in_(lang), cases)


def _promises(kept: Counter[tuple[str, ...]], package: Package, lang: str) -> Iterator[Promise]:
    for clock in package.definition.clocks:
        met, breached = (kept[(package.key, clock.code, status)] for status in ("met", "breached"))
        if met or breached:
            yield Promise(clock.code, clock.title.in_(lang), met, breached)


def _sums(rows: Iterable[Mapping[str, Any]], scores: Iterable[str]) -> Sums:
    members = list(rows)
    return Sums(
        answers=len(members),
        sums={name: sum(int(row["scores"].get(name) or 0) for row in members) for name in scores},
    )


def _by(rows: Iterable[Mapping[str, Any]], name: str) -> dict[str, list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        value = row["service"] if name == SERVICE else row["groups"].get(name)
        groups[str(value) if value is not None else OTHERS].append(row)
    return groups


def _large_enough(
    groups: Mapping[str, list[Mapping[str, Any]]], at_least: int
) -> dict[str, list[Mapping[str, Any]]]:
    """The smallest groups put together until nobody stands out; nothing where that leaves a single group."""
    by_size = sorted(groups, key=lambda value: (value != OTHERS, len(groups[value]), value))
    rest: list[Mapping[str, Any]] = []
    while by_size and (
        len(groups[by_size[0]]) < at_least or 0 < len(rest) < at_least or by_size[0] == OTHERS
    ):
        rest += groups[by_size.pop(0)]
    large = {value: groups[value] for value in sorted(by_size)}
    return {**large, **({OTHERS: rest} if rest else {})} if large else {}
