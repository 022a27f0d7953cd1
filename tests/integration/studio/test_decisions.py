"""The studio's decisions: who may see them, what the analysis says, and trying one with the reason shown."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organization.models import Post, Role
from tests.integration.cases.desk_of_test import NOW, TERNAK, Desk, make_desk
from tests.unit.dmn.build import decision, input_data, table, xml
from workflows.models import ProcedureVersion
from workflows.packages import read
from workflows.services import import_package

pytestmark = pytest.mark.django_db

#: 18 is in both rules, 65 and more is in none, nobody is below 0 and above 5 at once.
FAULTY = xml(
    input_data("usia", "number")
    + input_data("jenis", "string")
    + decision(
        "tarif",
        table(
            ("usia", "jenis"),
            (
                (("[0..18]", "-"), ('"anak"',)),
                (("[18..65)", "-"), ('"dewasa"',)),
                (("[5..1]", "-"), ('"siapa"',)),
            ),
        ),
        inputs=("usia", "jenis"),
    )
)


@pytest.fixture
def desk(tmp_path: Path, settings: Any) -> Desk:
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    made = make_desk(tmp_path)
    role = Role.objects.create(code="perancang_proses", title="Perancang proses")
    Post.objects.create(user=made.banit2, unit=made.unit, role=role, since=NOW.replace(year=2020))
    return made


@pytest.fixture
def version(tmp_path: Path) -> ProcedureVersion:
    folder = tmp_path / "ternak"
    shutil.copytree(TERNAK, folder)
    (folder / "decisions" / "tarif.dmn").write_bytes(FAULTY)
    stored = import_package(package=read(folder), findings=()).version
    now = timezone.now()
    ProcedureVersion.objects.filter(pk=stored.pk).update(
        status="published", published_at=now, effective_from=now, at_installation=True
    )
    return ProcedureVersion.objects.get(pk=stored.pk)


def address(version: ProcedureVersion, decision_id: str = "d_tarif") -> str:
    return reverse("studio:decision", args=(version.procedure.key, version.serial, decision_id))


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_only_process_owners_and_administrators_may_look(desk: Desk, version: ProcedureVersion) -> None:
    pages = (reverse("studio:decisions"), address(version))
    officer, owner = client_of(desk.banit1), client_of(desk.banit2)
    desk.kapolres1.posts.all().delete()
    desk.kapolres1.is_superuser = True
    desk.kapolres1.save(update_fields=["is_superuser"])
    administrator = client_of(desk.kapolres1)
    for page in pages:
        assert Client().get(page).status_code == 302
        assert officer.get(page).status_code == 403
        assert owner.get(page).status_code == 200
        assert administrator.get(page).status_code == 200
    assert 'href="/studio/' not in officer.get(reverse("desk:inbox")).content.decode()
    assert 'href="/studio/' in owner.get(reverse("desk:inbox")).content.decode()


def test_the_list_counts_what_was_found(desk: Desk, version: ProcedureVersion) -> None:
    page = client_of(desk.banit2).get(reverse("studio:decisions")).content.decode()
    assert address(version) in page
    assert "temuan" in page


def test_gaps_overlaps_and_unreachable_rules_come_with_an_example(
    desk: Desk, version: ProcedureVersion
) -> None:
    page = client_of(desk.banit2).get(address(version)).content.decode()
    for code in ("DMN-201", "DMN-202", "DMN-204"):
        assert code in page
    assert "<code>usia = 18</code>" in page
    assert "<code>usia = -1</code>" in page


def test_trying_a_decision_shows_the_rule_and_what_it_read(desk: Desk, version: ProcedureVersion) -> None:
    client = client_of(desk.banit2)
    page = client.post(address(version), {"usia": "30", "jenis": "umum"})
    assert page.context["outcome"].value == '"dewasa"'
    (match,) = page.context["outcome"].matches
    assert (match.rule, match.inputs) == (2, (("usia", "30"), ("jenis", '"umum"')))
    assert [row.matched for row in page.context["tables"][0].rows] == [False, True, False]
    assert "Aturan 2 dari tabel tarif cocok." in page.content.decode()


def test_no_match_says_why(desk: Desk, version: ProcedureVersion) -> None:
    page = client_of(desk.banit2).post(address(version), {"usia": "70", "jenis": ""})
    assert page.context["outcome"].value == "null"
    assert page.context["outcome"].reasons


@pytest.mark.parametrize("text", ["tiga puluh", "30 +", '"30"'])
def test_what_cannot_be_read_stays_in_its_field(desk: Desk, version: ProcedureVersion, text: str) -> None:
    page = client_of(desk.banit2).post(address(version), {"usia": text})
    field = page.context["fields"][0]
    assert (field.text, bool(field.error)) == (text, True)
    assert page.context["outcome"] is None


def test_unknown_decisions_and_versions_are_404(desk: Desk, version: ProcedureVersion) -> None:
    client = client_of(desk.banit2)
    assert client.get(address(version, "nobody")).status_code == 404
    assert client.get(reverse("studio:decision", args=("nobody", 1, "tarif"))).status_code == 404


def test_the_page_has_no_script_and_no_style_of_its_own(desk: Desk, version: ProcedureVersion) -> None:
    page = client_of(desk.banit2).get(address(version)).content.decode()
    assert " style=" not in page
    assert "onclick" not in page
