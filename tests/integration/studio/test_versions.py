"""A version from its first draft to its publication, through the pages; who may do what; import and export."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.integration.cases.desk_of_test import Desk, make_desk
from tests.integration.studio.studio_of_test import (
    address,
    begun,
    client_of,
    fresh,
    give_parts,
    saying,
)
from workflows.models import ProcedureVersion
from workflows.packages import read, to_zip
from workflows.packages.editing import with_section
from workflows.selectors import archive_of, package_of, published_version

pytestmark = pytest.mark.django_db

TABS = (
    "version",
    "flow",
    "forms",
    "tables",
    "stages",
    "general",
    "data",
    "letters",
    "notices",
    "scenarios",
    "files",
    "review",
)


@pytest.fixture
def desk(tmp_path: Path, settings: Any) -> Desk:
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    made = make_desk(tmp_path)
    give_parts(made)
    return made


@pytest.fixture
def draft(desk: Desk) -> ProcedureVersion:
    return begun(desk)


def with_target(version: ProcedureVersion, target: str) -> str:
    source = package_of(version).files["procedure.yaml"].decode()
    return source.replace("target: PT1H", f"target: {target}")


def save_file(client: Any, version: ProcedureVersion, name: str, text: str, **more: Any) -> Any:
    sent = {"isi": text, "_suntingan": fresh(version).revision, "_halaman": "uji", **more}
    return client.post(address("file", version, name), sent)


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_is_for_process_owners(desk: Desk, draft: ProcedureVersion, tab: str) -> None:
    page = address(tab, draft)
    assert client_of(desk.banit1).get(page).status_code == 403
    for owner in (desk.banit2, desk.pamapta1, desk.kapolres1):
        answer = client_of(owner).get(page)
        assert answer.status_code == 200
        assert " style=" not in answer.content.decode()


def test_a_procedure_is_begun_in_the_browser(desk: Desk) -> None:
    client = client_of(desk.banit2)
    said = {"point": "persetujuan", "title": "Izin Baru", "key": "izin_baru"}
    answer = client.post(reverse("studio:begin"), said)
    assert answer.url == reverse("studio:version", args=("izin_baru", 1))
    assert "Izin Baru" in client.get(reverse("studio:procedures")).content.decode()
    again = client.post(reverse("studio:begin"), said)
    assert "sudah ada" in again.content.decode()
    checker = client_of(desk.pamapta1).post(reverse("studio:begin"), {**said, "key": "izin_lain"})
    assert checker.status_code == 409


def test_three_people_bring_a_version_into_force(desk: Desk, draft: ProcedureVersion) -> None:
    author, checker, approver = (client_of(each) for each in (desk.banit2, desk.pamapta1, desk.kapolres1))
    assert author.post(address("submit", draft)).status_code == 302
    assert author.post(address("approve", draft)).status_code == 409
    assert checker.post(address("approve", draft)).status_code == 302
    assert checker.post(address("publish", draft)).status_code == 409
    assert approver.post(address("publish", draft), {"effective_from": ""}).status_code == 302
    assert published_version("izin_aula") == fresh(draft)
    names = [getattr(fresh(draft), part) for part in ("author", "checker", "approver")]
    assert names == [desk.banit2, desk.pamapta1, desk.kapolres1]


def test_one_person_with_all_parts_is_still_one(desk: Desk, draft: ProcedureVersion) -> None:
    from organization.models import Post, Role
    from workflows.parts import Part

    for part in (Part.CHECKER, Part.APPROVER):
        role = Role.objects.get(code=part)
        Post.objects.create(user=desk.banit2, unit=desk.unit, role=role, since="2020-01-01T00:00:00Z")
    author = client_of(desk.banit2)
    author.post(address("submit", draft))
    answer = author.post(address("approve", draft))
    assert answer.status_code == 409
    assert "tiga orang" in answer.content.decode()


def test_what_could_not_be_published_cannot_be_submitted(desk: Desk, draft: ProcedureVersion) -> None:
    author = client_of(desk.banit2)
    save_file(author, draft, "procedure.yaml", with_target(draft, "besok"))
    answer = author.post(address("submit", draft))
    assert answer.status_code == 409
    assert "PKG-106" in answer.content.decode()
    save_file(author, draft, "procedure.yaml", with_target(draft, "PT1H").replace("besok", "PT1H"))
    scenario = package_of(fresh(draft)).files["scenarios/syarat_kurang.yaml"].decode()
    wrong = scenario.replace("state: DITOLAK", "state: TERBIT")
    save_file(author, draft, "scenarios/syarat_kurang.yaml", wrong)
    answer = author.post(address("submit", draft))
    assert answer.status_code == 409
    assert "expected state TERBIT" in answer.content.decode()


def test_the_review_says_what_changed_in_a_sentence(desk: Desk, draft: ProcedureVersion) -> None:
    author = client_of(desk.banit2)
    author.post(address("copy", draft))
    copy = ProcedureVersion.objects.get(procedure=draft.procedure, serial=2)
    save_file(author, copy, "procedure.yaml", with_target(copy, "PT30M"))
    page = author.get(address("review", copy)).content.decode()
    assert "Janji waktu “Batas waktu layanan”: batas waktu berubah dari 1 jam menjadi 30 menit." in page


def test_sent_back_it_is_a_draft_with_the_reason(desk: Desk, draft: ProcedureVersion) -> None:
    client_of(desk.banit2).post(address("submit", draft))
    checker = client_of(desk.pamapta1)
    assert checker.post(address("send_back", draft), {"remark": ""}).status_code == 422
    checker.post(address("send_back", draft), {"remark": "Waktunya terlalu pendek."})
    page = client_of(desk.banit2).get(address("version", draft)).content.decode()
    assert "Waktunya terlalu pendek." in page


def test_two_editors_lose_nothing(desk: Desk, draft: ProcedureVersion) -> None:
    author = client_of(desk.banit2)
    first = {"isi": with_target(draft, "PT2H"), "_suntingan": 0, "_halaman": "a"}
    second = {"isi": with_target(draft, "PT3H"), "_suntingan": 0, "_halaman": "b"}
    page = address("file", draft, "procedure.yaml")
    assert author.post(page, first).status_code == 302
    refused = author.post(page, second)
    assert refused.status_code == 409
    assert "Tidak ada yang ditimpa" in refused.content.decode()
    assert "PT3H" in refused.content.decode()
    beside = author.post(page, {**second, "_lakukan": "di_samping"})
    assert beside.status_code == 302
    other = ProcedureVersion.objects.get(procedure=draft.procedure, serial=2)
    assert saying(draft).clocks[0].target == "PT2H"
    assert saying(other).clocks[0].target == "PT3H"


def test_a_page_that_saves_itself_gets_its_next_revision(desk: Desk, draft: ProcedureVersion) -> None:
    author = client_of(desk.banit2)
    sent = {"isi": with_target(draft, "PT2H"), "_suntingan": 0, "_halaman": "a"}
    answer = author.post(address("file", draft, "procedure.yaml"), sent, headers={"HX-Request": "true"})
    assert 'name="_suntingan" value="1"' in answer.content.decode()


def test_a_published_version_does_not_change(desk: Desk, draft: ProcedureVersion) -> None:
    ProcedureVersion.objects.filter(pk=draft.pk).update(status="in_review")
    before = archive_of(draft)
    answer = save_file(client_of(desk.banit2), draft, "procedure.yaml", with_target(draft, "PT2H"))
    assert answer.status_code == 409
    assert archive_of(fresh(draft)) == before


def test_export_and_import_are_each_others_inverse(desk: Desk, draft: ProcedureVersion) -> None:
    author = client_of(desk.banit2)
    sent = author.get(address("export", draft)).content
    author.post(address("discard", draft))
    file = SimpleUploadedFile("paket.zip", sent, "application/zip")
    answer = author.post(reverse("studio:import"), {"package": file})
    assert answer.status_code == 302
    assert author.get(f"{answer.url}ekspor/").content == sent
    again = author.post(reverse("studio:import"), {"package": SimpleUploadedFile("paket.zip", sent)})
    assert again.url == answer.url


def hostile(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        if name == "upwards":
            archive.writestr("../procedure.yaml", "key: x")
        elif name == "many":
            for n in range(201):
                archive.writestr(f"f{n}.txt", "x")
        elif name == "bomb":
            archive.writestr("procedure.yaml", b"\0" * 20_000_000)
        else:
            archive.writestr("procedure.yaml", "key: [")
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["upwards", "many", "bomb", "broken"])
def test_a_hostile_package_leaves_nothing(desk: Desk, name: str) -> None:
    before = ProcedureVersion.objects.count()
    file = SimpleUploadedFile("paket.zip", hostile(name))
    answer = client_of(desk.banit2).post(reverse("studio:import"), {"package": file})
    assert answer.status_code == 422
    assert "tidak ada yang berubah" in answer.content.decode()
    assert ProcedureVersion.objects.count() == before


def test_an_imported_package_is_a_draft(desk: Desk, draft: ProcedureVersion) -> None:
    package = package_of(draft)
    source = with_section(package.files["procedure.yaml"], "version", "7.0")
    files = {**package.files, "procedure.yaml": source}
    content = to_zip(type(package)(files))
    assert read(content).definition.version == "7.0"
    file = SimpleUploadedFile("paket.zip", content)
    client_of(desk.banit2).post(reverse("studio:import"), {"package": file})
    stored = ProcedureVersion.objects.get(procedure=draft.procedure, label="7.0")
    assert stored.status == "draft"
