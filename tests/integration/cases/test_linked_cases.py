"""Steps that lead to another case or another unit: identities stay sealed, a repeated step has one effect."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from cases.engine.identity import unseal
from cases.engine.time import clock
from cases.engine.unit_of_work import jobs_in_place, unit_of_work
from cases.errors import TaskNotFound
from cases.invariants.records import file_numbers_have_no_gap
from cases.jobs import open_case, refer_case
from cases.models import Case, CaseLink, Job, JobStatus, Party
from cases.selectors import reach_of, visible_cases
from cases.simulation.steps import Run, perform
from cases.simulation.surroundings import put_in_place, surroundings_of, temporary_version
from cases.simulation.world import make_world
from tests.harness.processes import ROOT
from tests.integration.cases.desk_of_test import sound
from workflows.packages import read

FOLDER = ROOT / "fixtures/procedures/pengaduan"
PACKAGE = read(FOLDER)
SCENARIOS = {scenario.name.partition(":")[0]: scenario for scenario in PACKAGE.scenarios}
NAME = "Siti Contoh"


@pytest.fixture
def run(db: None, request: pytest.FixtureRequest) -> Iterator[Run]:
    """The complaint scenario named by the test, played to its end."""
    scenario = SCENARIOS[request.param]
    put_in_place(surroundings_of(FOLDER, PACKAGE))
    world = make_world(PACKAGE, scenario)
    made = Run(package=PACKAGE, version=temporary_version(PACKAGE), world=world)
    with clock(world.clock), jobs_in_place():
        made.start(scenario.start)
        for step in scenario.steps:
            assert perform(made, step) == []
        yield made


def latest(run: Run) -> list[Case]:
    return [Case.objects.get(pk=case.pk) for case in run.cases]


def opening_job(case: Case) -> Job:
    return case.jobs.get(type="open_case")


@pytest.mark.parametrize("run", ["Tindak pidana"], indirect=True)
def test_the_reporter_is_sealed_again_under_the_other_cases_key(run: Run) -> None:
    source, target = latest(run)
    reporter = Party.objects.get(case=target, role="pelapor")
    assert unseal(reporter, bytes(target.data_key))["nama_lengkap"] == NAME
    assert bytes(source.data_key) != bytes(target.data_key)
    rows = json.dumps([opening_job(source).inputs, source.data, target.data])
    assert NAME not in rows
    assert target.data["pelapor"] == {"party": reporter.pk}


@pytest.mark.parametrize("run", ["Tindak pidana"], indirect=True)
def test_a_step_tried_twice_opens_one_case(run: Run) -> None:
    source, target = latest(run)
    job = opening_job(source)
    with unit_of_work(case_id=source.pk) as work:
        assert open_case.apply(work, job, None)["case"] == target.pk
    assert CaseLink.objects.filter(source=source).count() == 1
    assert Case.objects.count() == 2


@pytest.mark.parametrize("run", ["Dijawab di loket dalam kunjungan yang sama"], indirect=True)
def test_a_person_without_a_place_in_the_other_procedure_is_an_incident(run: Run) -> None:
    (case,) = run.cases
    job = Job.objects.create(
        case=case,
        element="langkah",
        token_number=999,
        type="open_case",
        headers={"procedure": "penerusan"},
        inputs={"with": {"orang_lain": case.data["pelapor"]}},
        status=JobStatus.RUNNING,
        run_after=run.world.clock.at,
    )
    with pytest.raises(Exception, match="party_unknown"), unit_of_work(case_id=case.pk) as work:
        open_case.apply(work, job, None)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("run", ["C6"], indirect=True)
def test_a_sealed_case_counts_by_itself_and_is_not_named_in_the_other_story(run: Run) -> None:
    source, target = latest(run)
    assert target.sealed
    assert target.file_number.startswith("R")
    assert not source.file_number.startswith("R")
    told = source.events.get(kind="case.led_to")
    assert told.data == {"how": "opened", "number": ""}
    assert target.number == "ADUAN/R1/XI/2026/PROPAM/POLRES CONTOH"
    sound()


@pytest.mark.parametrize("run", ["C6"], indirect=True)
def test_for_whom_it_is_kept_from_the_task_does_not_exist(run: Run) -> None:
    from cases import services

    target = run.cases[1]
    task = target.tasks.get(element="klarifikasi")
    with pytest.raises(TaskNotFound):
        services.claim_task(task_id=task.pk, actor=run.world.person("petugas1"))
    handler = run.world.person("propam1")
    services.claim_task(task_id=task.pk, actor=handler)
    task.refresh_from_db()
    assert task.owner_id == handler.pk


@pytest.mark.parametrize("run", ["Disalurkan ke Satlantas, hasil disampaikan"], indirect=True)
def test_a_referred_case_belongs_to_the_other_unit_and_stays_known_to_the_first(run: Run) -> None:
    (case,) = run.cases
    before = case.unit
    job = Job(case=case, element="rujuk", token_number=998, headers={"unit": "level:polda"}, inputs={})
    with unit_of_work(case_id=case.pk) as work:
        given = refer_case.apply(work, job, None)
    case = Case.objects.select_related("unit").get(pk=case.pk)
    assert (case.unit.level, given["unit"]) == ("polda", case.unit.path)
    assert list(file_numbers_have_no_gap()) == []
    officer = run.world.person("banit1")
    assert visible_cases(reach_of(officer, run.world.clock.at)).filter(pk=case.pk).exists()
    back = Job(case=case, element="kembali", token_number=997, headers={"unit": "origin"}, inputs={})
    with unit_of_work(case_id=case.pk) as work:
        refer_case.apply(work, back, None)
    case = Case.objects.select_related("unit").get(pk=case.pk)
    assert case.unit_id == before.pk
