"""Runs scenarios: the desk's services, an own clock, jobs in place, one transaction that is rolled back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from cases.engine.time import clock
from cases.engine.unit_of_work import jobs_in_place
from cases.engine.work import held_elements
from cases.errors import CaseError
from cases.services import arm_starts_of
from workflows.models import ProcedureVersion
from workflows.packages import Package, Scenario
from workflows.packages.scenario import Advance, AdvanceTo, Expect, Fail

from .report import ScenarioResult, report_of
from .steps import Refusal, Run, perform, verdict_of
from .surroundings import Surroundings, put_in_place, temporary_version
from .world import make_world


def run_scenarios(
    package: Package, scenarios: Sequence[Scenario] | None = None, *, around: Surroundings | None = None
) -> list[ScenarioResult]:
    """The verdict of each scenario, by default the package's own. Nothing of the runs stays.

    What lies `around` the package is there for the runs besides what the installation has.
    """
    wanted = package.scenarios if scenarios is None else tuple(scenarios)
    if package.bare and not wanted:
        wanted = (Scenario(name=package.key),)
    with transaction.atomic():
        put_in_place(around or Surroundings())
        version = temporary_version(package)
        results = [_run_alone(package, version, scenario) for scenario in wanted]
        transaction.set_rollback(True)
    return results


def _run_alone(package: Package, version: ProcedureVersion, scenario: Scenario) -> ScenarioResult:
    with transaction.atomic():
        result = run_scenario(package, version, scenario)
        transaction.set_rollback(True)
    return result


def run_scenario(package: Package, version: ProcedureVersion, scenario: Scenario) -> ScenarioResult:
    """One scenario inside a transaction that the caller rolls back."""
    to_fail = Counter(step.fail for step in scenario.steps if isinstance(step, Fail))
    token = held_elements.set(frozenset(to_fail))
    try:
        return _run(package, version, scenario, to_fail)
    finally:
        held_elements.reset(token)


def _run(
    package: Package, version: ProcedureVersion, scenario: Scenario, to_fail: Counter[str]
) -> ScenarioResult:
    world = make_world(package, scenario)
    run = Run(package=package, version=version, world=world, to_fail=to_fail)
    failures: list[str] = []
    with clock(world.clock), jobs_in_place():
        try:
            arm_starts_of(version)
            run.start(scenario.start, waits=_waits_first(scenario))
        except (CaseError, LookupError, ValueError) as refusal:
            return ScenarioResult(scenario.name, False, (f"start: {Refusal.of(refusal)}",), {"status": ""})
        for number, step in enumerate(scenario.steps, start=1):
            try:
                failures += [f"step {number}: {sentence}" for sentence in perform(run, step)]
            except (CaseError, LookupError, ValueError) as refusal:
                failures.append(f"step {number}: {Refusal.of(refusal)}")
                break
        if not run.cases:
            failures.append("at the end: no case was opened")
            return ScenarioResult(scenario.name, False, tuple(failures), {"status": ""})
        failures += [f"at the end: {sentence}" for sentence in verdict_of(run, scenario.expect)]
        report = report_of(run.cases[0], package, world.clock.at)
    return ScenarioResult(scenario.name, not failures, tuple(failures), report)


def _waits_first(scenario: Scenario) -> bool:
    """Whether time passes before anything else is done."""
    first = next((step for step in scenario.steps if not isinstance(step, Expect)), None)
    return isinstance(first, Advance | AdvanceTo)
