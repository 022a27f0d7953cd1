"""What is made public: with consent, about nobody, once a step, and nothing of a sealed case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cases.engine.time import clock
from cases.engine.unit_of_work import jobs_in_place, unit_of_work
from cases.jobs import publish
from cases.jobs.errors import BpmnError, JobFailed
from cases.models import Announcement, Case, Job
from cases.public_selectors import announcements
from cases.simulation.steps import Run, perform
from cases.simulation.surroundings import put_in_place, surroundings_of, temporary_version
from cases.simulation.world import make_world
from tests.harness.processes import ROOT
from tests.integration.cases.desk_of_test import sound
from workflows.packages import read
from workflows.packages.definition import AnnouncementField
from workflows.packages.texts import LocalText

FOLDER = ROOT / "fixtures/procedures/kritik_saran"
PACKAGE = read(FOLDER)
E3 = next(scenario for scenario in PACKAGE.scenarios if scenario.name.startswith("E3"))
LINES = {"anda_sampaikan": "Sudut anak terkunci.", "kami_lakukan": "Sudut anak dibuka."}


@pytest.fixture
def run(db: None) -> Iterator[Run]:
    """A suggestion that was carried out; its announcement is still to be written."""
    put_in_place(surroundings_of(FOLDER, PACKAGE))
    world = make_world(PACKAGE, E3)
    made = Run(package=PACKAGE, version=temporary_version(PACKAGE), world=world)
    with clock(world.clock), jobs_in_place():
        made.start(E3.start)
        for step in E3.steps:
            if getattr(step, "complete", "") == "naskah":
                break
            assert perform(made, step) == []
        yield made


@pytest.fixture
def case(run: Run) -> Case:
    return Case.objects.select_related("unit").get(pk=run.cases[0].pk)


def give_out(case: Case, *, token: int = 900, **data: object) -> Announcement:
    """The step that publishes, with the text that somebody has written."""
    job = Job(
        case=case, element="umumkan", token_number=token, headers={"announcement": "perbaikan"}, inputs={}
    )
    with unit_of_work(case_id=case.pk) as work:
        work.case.data.update({**LINES, **data})
        given = publish.apply(work, job, None)
    return Announcement.objects.get(pk=given["announcement"])


def test_anybody_reads_what_was_said_and_what_was_done(case: Case) -> None:
    announcement = give_out(case)
    assert list(announcements(kind="improvement")) == [announcement]
    assert announcement.title["id"] == "Sudut anak dibuka setiap hari"
    assert [(line["label"]["en"], line["value"]) for line in announcement.lines] == [
        ("You said", LINES["anda_sampaikan"]),
        ("We did", LINES["kami_lakukan"]),
    ]
    assert case.events.filter(kind="announcement.published").count() == 1
    sound()


def test_a_step_tried_twice_publishes_once(case: Case) -> None:
    assert give_out(case) == give_out(case)
    assert Announcement.objects.count() == 1


@pytest.mark.parametrize(
    "told",
    [
        "Ibu Siti Contoh meminta sudut anak dibuka.",
        "IBU SITI CONTOH meminta sudut anak dibuka.",
        "Hubungi 081200000000 untuk keterangan.",
        "Hubungi +6281200000000 untuk keterangan.",
    ],
)
def test_a_text_that_names_a_person_of_the_case_is_refused(case: Case, told: str) -> None:
    with pytest.raises(BpmnError, match="identity_named"):
        give_out(case, anda_sampaikan=told)
    assert Announcement.objects.count() == 0


def test_a_part_of_a_longer_word_is_no_name(case: Case) -> None:
    assert give_out(case, anda_sampaikan="Kesiti Contohan meminta sudut anak dibuka.")


def test_without_consent_nothing_is_published(case: Case) -> None:
    with pytest.raises(BpmnError, match="consent_missing"):
        give_out(case, boleh_dipublikasi=False)
    assert Announcement.objects.count() == 0


def test_a_sealed_case_tells_nobody_anything(case: Case) -> None:
    announcement = give_out(case)
    assert announcement in announcements()
    Case.objects.filter(pk=case.pk).update(sealed=True)
    assert list(announcements()) == []
    with pytest.raises(JobFailed, match="case_sealed"):
        give_out(case, token=901)


@pytest.mark.parametrize(("people", "shown"), [(9, 2), (10, 3), (None, 2)])
def test_figures_about_too_few_people_are_left_out(
    case: Case, people: int | None, shown: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    definition = PACKAGE.definition.announcement("perbaikan")
    by_age = AnnouncementField(label=LocalText("Menurut umur"), value='=["17-30: 9"]', breakdown=True)
    counting = replace(definition, fields=(*definition.fields, by_age), counts="=banyaknya")
    monkeypatch.setattr(type(PACKAGE.definition), "announcement", lambda self, code: counting)
    assert len(give_out(case, banyaknya=people).lines) == shown


def test_a_unit_shows_its_own_and_what_lies_below(case: Case) -> None:
    announcement = give_out(case)
    above = case.unit.parent
    assert above is not None
    assert list(announcements(unit=case.unit)) == [announcement]
    assert list(announcements(unit=above)) == [announcement]
    other = make_world(PACKAGE, E3).unit
    assert list(announcements(unit=other)) == []
