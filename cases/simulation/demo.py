"""Fills an installation with cases to try it out: the procedures' own scenarios, played by real posts of real units.

Every case goes through the services, so that what they promise holds for it too. Invented people come from a fixture.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cases.engine.time import clock
from cases.engine.unit_of_work import jobs_in_place
from organization.models import Unit, User
from organization.resolution import resolve
from organization.worktime import WorkCalendar, add
from workflows.models import ProcedureVersion
from workflows.packages import Package, Scenario
from workflows.packages import scenario as written
from workflows.selectors import is_offered, package_of, versions_in_force

from .steps import Run, perform
from .world import ANYBODY, RunClock, World

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
#: A plain date this near to the time of the scenario belongs to its story; one further away is a birthday.
_OF_THE_STORY = timedelta(days=365)

#: Steps of a scenario that only look, or that break something on purpose.
_NOT_PLAYED = (written.Expect, written.Refused, written.Fail, written.Cancel)


@dataclass(frozen=True)
class Plan:
    """One case to be played: when it starts and how many of its steps are taken."""

    version: ProcedureVersion
    package: Package
    scenario: Scenario
    unit: Unit
    at: datetime
    steps: int
    person: Mapping[str, Any]


def play_all(settings: Mapping[str, Any], *, seed: int = 7) -> Iterator[Plan]:
    """Play the cases that the fixture asks for, in order of time; yields each plan when it was played."""
    chance = random.Random(seed)  # noqa: S311 - a demo has no secrets; it is to look alike each time
    for plan in sorted(_plans(settings, chance), key=lambda plan: plan.at):
        _play(plan)
        yield plan


def _plans(settings: Mapping[str, Any], chance: random.Random) -> Iterator[Plan]:
    units = [Unit.objects.get(path=path) for path in settings["units"]]
    offered = [
        version
        for version in versions_in_force()
        if all(is_offered(version.procedure, unit) for unit in units)
    ]
    scenes = [
        (version, package_of(version), scene)
        for version in offered
        for scene in _playable(package_of(version))
    ]
    present = timezone.now()
    for number in range(settings["cases"]):
        version, package, scene = scenes[number % len(scenes)]
        recent = number < settings["open_today"]
        length = sum(isinstance(step, written.Complete) for step in scene.steps)
        yield Plan(
            version=version,
            package=package,
            scenario=scene,
            unit=chance.choice(units),
            at=present - _age(chance, recent, settings["days"]),
            steps=chance.randint(0, max(0, length - 1)) if recent else length,
            person=chance.choice(settings["people"]),
        )


def _age(chance: random.Random, recent: bool, days: int) -> timedelta:
    if recent:
        return timedelta(seconds=chance.randint(20, 900))
    return timedelta(hours=6 + chance.random() * 24 * days)


def _playable(package: Package) -> list[Scenario]:
    """Scenarios in which no time passes that would reach into the future of a demo: minutes, not days."""
    return [scene for scene in package.scenarios if not any(_waits_for_days(step) for step in scene.steps)]


def _waits_for_days(step: written.AnyStep) -> bool:
    return isinstance(step, written.AdvanceTo) or (isinstance(step, written.Advance) and "D" in step.advance)


def _play(plan: Plan) -> None:
    world = World(plan.unit, RunClock(plan.at))
    for name, address in plan.scenario.given.people.items():
        world.people[name] = _holder(address, plan.unit, plan.at)
    world.people[ANYBODY] = next(iter(world.people.values()))
    run = Run(package=plan.package, version=plan.version, world=world)
    with clock(world.clock), jobs_in_place():
        run.start(_retold(plan))
        _take_steps(run, plan)


def _take_steps(run: Run, plan: Plan) -> None:
    taken = 0
    present = timezone.now()
    for step in plan.scenario.steps:
        if isinstance(step, _NOT_PLAYED):
            continue
        if isinstance(step, written.Complete):
            if taken >= plan.steps:
                return
            taken += 1
        if isinstance(step, written.Advance) and _after(step, run.world) > present:
            return  # what comes after this wait lies in the future
        perform(run, _retimed(step, plan))


def _after(step: written.Advance, world: World) -> datetime:
    around = WorkCalendar.around_the_clock(world.unit.zone)
    return add(world.clock.at, step.advance, around)


def _retimed(step: written.AnyStep, plan: Plan) -> written.AnyStep:
    if isinstance(step, written.Complete):
        return replace(step, with_=_moved(dict(step.with_), plan))
    return step


def _holder(address: str, unit: Unit, at: datetime) -> User:
    return resolve(address.split(",", maxsplit=1)[0].strip(), unit=unit, at=at).users[0]


def _retold(plan: Plan) -> written.ScenarioStart:
    """The scenario's start with another invented person, its moments as far back as they were in the scenario."""
    answers = copy.deepcopy(dict(plan.scenario.start.with_))
    for value in answers.values():
        if isinstance(value, dict) and "nama_lengkap" in value:
            value.update(plan.person)
            break
    return replace(plan.scenario.start, with_=_moved(answers, plan))


def _moved(answers: Any, plan: Plan) -> Any:
    """The answers as they would be given at the time of the case instead of the scenario's."""
    told_at = plan.scenario.given.at
    return _shifted(answers, datetime.fromisoformat(told_at), plan.at) if told_at else answers


def _shifted(value: Any, told: datetime, at: datetime) -> Any:
    """With every moment moved, and every plain date that belongs to the story, by whole days."""
    if isinstance(value, dict):
        return {name: _shifted(item, told, at) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shifted(item, told, at) for item in value]
    if isinstance(value, str) and _MOMENT.match(value):
        return (datetime.fromisoformat(value) + (at - told)).isoformat(timespec="seconds")
    if isinstance(value, str) and _DATE.match(value):
        return _shifted_date(date.fromisoformat(value), told, at).isoformat()
    return value


def _shifted_date(day: date, told: datetime, at: datetime) -> date:
    near = abs(day - told.date()) < _OF_THE_STORY
    return day + (at.astimezone(told.tzinfo).date() - told.date()) if near else day
