"""D6, E3 and E4 of the domain book: progress letters in time, suggestions carried out, the index of satisfaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client

from cases.engine.time import clock
from cases.engine.unit_of_work import jobs_in_place
from cases.messages import read as read_message
from cases.models import Announcement, Case, Notice
from cases.public_selectors import announcements
from cases.simulation.steps import Run, perform
from cases.simulation.surroundings import put_in_place, surroundings_of, temporary_version
from cases.simulation.world import make_world
from tests.harness.processes import ROOT
from workflows.packages import read

pytestmark = pytest.mark.django_db


@contextmanager
def played(key: str, letter: str) -> Iterator[Run]:
    """The package's scenario whose name begins so, played to its end."""
    folder = ROOT / "fixtures/procedures" / key
    package = read(folder)
    scenario = next(found for found in package.scenarios if found.name.startswith(letter))
    put_in_place(surroundings_of(folder, package))
    world = make_world(package, scenario)
    run = Run(package=package, version=temporary_version(package), world=world)
    with clock(world.clock), jobs_in_place():
        run.start(scenario.start)
        for step in scenario.steps:
            assert perform(run, step) == []
        yield run


def values(announcement: Announcement) -> dict[str, object]:
    return {line["label"]["en"]: line["value"] for line in announcement.lines}


def test_d6_on_day_fifteen_without_a_letter_investigator_and_head_are_alerted(client: Client) -> None:
    with played("penyidikan", "D6") as run:
        case = Case.objects.get(pk=run.cases[0].pk)
        late = Notice.objects.filter(case=case, escalation__at="100%", escalation__clock__code="sp2hp")
        alerted = {notice.user_id for notice in late}
        assert alerted == {run.world.person(name).pk for name in ("penyidik1", "kasat1")}
        told = [read_message(message)["id"]["text"] for message in case.messages.order_by("pk")]
        assert len(told) == case.documents.count() == 2
        assert all("kode rahasia" in text and "Saksi dan lokasi" not in text for text in told)
        for known in (case.data["nomor_lp"], "Siti Contoh", "1994-05-17"):
            page = client.get("/periksa/", {"kode": known}, follow=True)
            assert page.status_code == 404
            assert "SP2HP" not in page.content.decode()


def test_e3_a_suggestion_that_was_carried_out_is_told_to_its_sender_and_to_everybody() -> None:
    with played("kritik_saran", "E3") as run:
        case = Case.objects.get(pk=run.cases[0].pk)
        told = case.messages.filter(event="state:DITERAPKAN", to="party:pengirim")
        assert "Sudut anak dibuka" in read_message(told.get())["id"]["text"]
        (shown,) = announcements(unit=case.unit, kind="improvement")
        assert values(shown) == {
            "You said": "Sudut bermain anak di ruang tunggu selalu terkunci.",
            "We did": "Sudut anak dibuka setiap hari pada jam pelayanan.",
        }


def test_e4_twenty_nine_answers_give_the_index_its_grade_and_the_three_lowest_elements() -> None:
    with played("skm", "E4: dua puluh sembilan") as run:
        case = Case.objects.get(pk=run.cases[0].pk)
        shown = values(announcements(unit=case.unit, kind="figures").get())
        assert (shown["Index"], shown["Grade"], shown["Answers"]) == (91.48, "A (sangat baik)", 29)
        lowest = shown["Three lowest elements"]
        assert isinstance(lowest, list)
        assert [text.split()[0] for text in lowest] == ["U3", "U2", "U5"]
        assert "By age" in shown
