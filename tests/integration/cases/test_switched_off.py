"""A procedure that a unit has switched off can't be opened there, whoever asks; what runs there goes on."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from cases.errors import SwitchedOff
from cases.models import Case, Job, JobStatus
from organization.models.settings import OFFERED
from organization.services import set_parameter
from tests.integration.cases.desk_of_test import MARKS, TERNAK, Desk, open_incidents
from tests.unit.bpmn.diagram import bpmn
from workflows.models import Procedure, ProcedureVersion, Status
from workflows.selectors import is_offered, versions_in_force, versions_switched_off
from workflows.services import set_offered

KEY = "ternak"


def switch(desk: Desk, value: bool, *, above: bool = False) -> None:
    unit = desk.unit.parent if above and desk.unit.parent else desk.unit
    set_parameter(unit=unit, procedure_key=KEY, code=OFFERED, value=value)


def in_force(desk: Desk) -> ProcedureVersion:
    version = desk.procedure(TERNAK)
    moments = {"published_at": desk.clock.at, "effective_from": desk.clock.at}
    ProcedureVersion.objects.filter(pk=version.pk).update(
        status=Status.PUBLISHED, at_installation=True, **moments
    )
    return version


def test_the_nearest_unit_decides_then_the_installation(desk: Desk) -> None:
    procedure: Procedure = desk.procedure(TERNAK).procedure
    assert is_offered(procedure, desk.unit)
    switch(desk, False, above=True)
    assert not is_offered(procedure, desk.unit)
    switch(desk, True)
    assert is_offered(procedure, desk.unit)
    assert not is_offered(procedure, desk.people["banit9"].unit)


def test_shipped_switched_off_a_unit_may_switch_it_on(desk: Desk) -> None:
    version = in_force(desk)
    set_offered(procedure=version.procedure, enabled=False)
    assert versions_in_force() == versions_in_force(unit=desk.unit) == []
    assert versions_switched_off(desk.unit) == [version]
    switch(desk, True)
    assert versions_in_force(unit=desk.unit) == [version]
    assert versions_switched_off(desk.unit) == []
    assert versions_in_force() == []


def test_where_it_is_off_nobody_opens_it_and_nothing_is_written(desk: Desk) -> None:
    switch(desk, False)
    with pytest.raises(SwitchedOff) as refused:
        desk.ternak()
    assert (refused.value.procedure, refused.value.unit) == (KEY, desk.unit.path)
    assert Case.objects.count() == 0


def test_what_runs_goes_on(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    switch(sound_desk, False)
    sound_desk.complete(case, "periksa_ternak", by="banit1", **MARKS)
    assert sound_desk.waits_at(case) == ["tanda_tangan"]


def test_another_case_does_not_open_it_either(desk: Desk) -> None:
    """The step fails, and a person sees why."""
    in_force(desk)
    switch(desk, False)
    step = (
        '<extensionElements><zeebe:taskDefinition type="open_case"/><zeebe:taskHeaders>'
        f'<zeebe:header key="procedure" value="{KEY}"/></zeebe:taskHeaders></extensionElements>'
    )
    case = desk.open(desk.drawn(bpmn("s:start open:service e:end", "s>open>e", inside={"open": step})))
    job = Job.objects.get(case=case)
    while Job.objects.filter(pk=job.pk, status=JobStatus.QUEUED).exists():
        desk.later(hours=1)
        desk.run_jobs()
    (incident,) = open_incidents(case)
    assert incident.code == "switched_off"


def test_the_setting_is_true_or_false(desk: Desk) -> None:
    with pytest.raises(ValidationError):
        set_parameter(unit=desk.unit, procedure_key=KEY, code=OFFERED, value="ya")
