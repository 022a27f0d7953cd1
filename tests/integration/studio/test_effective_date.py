"""E6: a version from a date. Running cases stay on the one before; both can be read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cases.engine.time import clock
from cases.models import Case
from cases.selectors import running_by_version, waiting_by_element
from tests.integration.cases.desk_of_test import Desk, make_desk
from tests.integration.studio.studio_of_test import address, begun, client_of, fresh, give_parts, saying
from workflows.models import ProcedureVersion
from workflows.selectors import package_of, published_version

pytestmark = pytest.mark.django_db

ANSWERS = {
    "pemohon": {"nama_lengkap": "Siti Contoh", "alamat_lengkap": "Desa Contoh RT 001"},
    "keperluan": "Rapat anggota tahunan.",
}


@pytest.fixture
def desk(tmp_path: Path, settings: Any) -> Desk:
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    made = make_desk(tmp_path)
    give_parts(made)
    return made


def publish(desk: Desk, version: ProcedureVersion, begins: str = "") -> None:
    author, checker, approver = (client_of(each) for each in (desk.banit2, desk.pamapta1, desk.kapolres1))
    assert author.post(address("submit", version)).status_code == 302
    assert checker.post(address("approve", version)).status_code == 302
    assert approver.post(address("publish", version), {"effective_from": begins}).status_code == 302


def next_version(desk: Desk, version: ProcedureVersion) -> ProcedureVersion:
    """A copy with 30 minutes instead of an hour, and another role for the approval."""
    author = client_of(desk.banit2)
    author.post(address("copy", version))
    draft = ProcedureVersion.objects.get(procedure=version.procedure, serial=version.serial + 1)
    package = package_of(draft)
    for name, before, after in (
        ("procedure.yaml", "target: PT1H", "target: PT30M"),
        ("izin_e6.bpmn", 'candidateGroups="role:pamapta"', 'candidateGroups="role:pamapta,role:ka_spkt"'),
    ):
        text = package.files[name].decode().replace(before, after)
        sent = {"isi": text, "_suntingan": fresh(draft).revision, "_halaman": "x"}
        assert author.post(address("file", draft, name), sent).status_code == 302
    return fresh(draft)


def test_version_four_from_a_date_and_running_cases_stay_on_three(desk: Desk) -> None:
    third = begun(desk, key="izin_e6")
    publish(desk, third)
    with clock(desk.clock):
        case = desk.open(fresh(third), **ANSWERS)
        desk.complete(case, "periksa", syarat_lengkap=True)
    fourth = next_version(desk, third)
    begins = timezone.localtime() + timedelta(days=5)
    page = client_of(desk.kapolres1).get(address("review", fourth)).content.decode()
    assert "dari 1 jam menjadi 30 menit" in page
    publish(desk, fourth, begins.strftime("%Y-%m-%dT%H:%M"))

    assert published_version("izin_e6") == third
    assert published_version("izin_e6", begins + timedelta(minutes=1)) == fourth
    assert "berlaku nanti" in client_of(desk.banit2).get("/studio/").content.decode()
    # the day comes
    ProcedureVersion.objects.filter(pk=fourth.pk).update(effective_from=timezone.now())
    assert published_version("izin_e6") == fourth
    line = client_of(desk.banit2).get("/studio/").context["procedures"][0]["versions"]
    assert [step["status"] for step in line] == ["replaced", "published"]
    with clock(desk.clock):
        newer = desk.open(fresh(fourth), **ANSWERS)
        desk.complete(case, "setujui", by="pamapta1", keputusan="setuju")
    case = Case.objects.get(pk=case.pk)
    assert (case.procedure_version, newer.procedure_version) == (third, fourth)
    limits = [(run.due_at - run.started_at) for each in (case, newer) for run in each.clocks.all()]
    assert limits == [timedelta(hours=1), timedelta(minutes=30)]
    assert (saying(third).clocks[0].target, saying(fourth).clocks[0].target) == ("PT1H", "PT30M")
    for version in (third, fourth):
        assert client_of(desk.banit2).get(address("flow", version)).status_code == 200


def test_publishing_shows_whom_it_touches_and_no_sealed_case(desk: Desk) -> None:
    third = begun(desk, key="izin_e6b")
    publish(desk, third)
    with clock(desk.clock):
        case, hidden = (desk.open(fresh(third), **ANSWERS) for _ in range(2))
        for each in (case, hidden):
            desk.complete(each, "periksa", syarat_lengkap=True)
    Case.objects.filter(pk=hidden.pk).update(sealed=True)
    assert running_by_version("izin_e6b") == {1: 1}
    assert waiting_by_element("izin_e6b") == {(1, "setujui"): 1}
    author = client_of(desk.banit2)
    author.post(address("copy", third))
    draft = ProcedureVersion.objects.get(procedure=third.procedure, serial=2)
    drawn = package_of(draft).files["izin_e6b.bpmn"].decode().replace('name="Setujui"', 'name="Putuskan"')
    author.post(address("save_diagram", draft), {"xml": drawn, "_suntingan": 0, "_halaman": "x"})
    page = author.get(address("review", draft))
    assert page.context["impact"] == {
        "running": [(1, 1)],
        "standing": [{"element": "setujui", "name": "Putuskan", "cases": 1}],
    }
