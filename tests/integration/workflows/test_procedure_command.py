"""`manage.py procedure`: exit statuses, findings in both languages and as JSON, nothing stored when refused."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organization.models import User
from tests.unit.packages import samples
from workflows.models import ProcedureVersion
from workflows.packages import read, to_zip

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    """Exit status and what was printed."""
    out = io.StringIO()
    try:
        call_command("procedure", *arguments, stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def sound(tmp_path: Path, **replaced: tuple[str, str]) -> str:
    return str(samples.put(tmp_path, samples.changed(**replaced)))


def test_a_sound_package_is_fine(tmp_path: Path) -> None:
    assert run("check", sound(tmp_path)) == (0, "")


def test_warnings_alone_give_one(tmp_path: Path) -> None:
    path = sound(
        tmp_path, procedure_dot_yaml=("clocks:", "  - {code: B, title: {id: B}, stage: stopped}\nclocks:")
    )
    status, printed = run("check", path, "--lang", "en")
    assert status == 1
    assert "PKG-221" in printed
    assert "warning" in printed


def test_errors_give_two_with_file_line_and_hint(tmp_path: Path) -> None:
    path = sound(tmp_path, procedure_dot_yaml=("retention", "retensi"))
    status, printed = run("check", path, "--json", "--lang", "en")
    (found,) = json.loads(printed)["findings"]
    assert status == 2
    assert found.pop("line") > 1
    assert found == {
        "code": "PKG-103",
        "severity": "error",
        "file": "procedure.yaml",
        "element": "retensi",
        "message": "The key 'retensi' is unknown.",
        "hint": "Did you mean 'retention'?",
    }


def test_a_zip_that_leads_out_is_refused_and_stores_nothing(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "jahat.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("procedure.yaml", samples.PROCEDURE)
        archive.writestr("../di_luar.yaml", "x")
    for action in ("check", "load"):
        status, printed = run(action, str(path))
        assert (status, "PKG-006" in printed) == (2, True)
    assert not ProcedureVersion.objects.exists()


def test_a_package_with_faults_in_a_set_stores_none_of_the_set(tmp_path: Path) -> None:
    good = sound(tmp_path / "a")
    bad = sound(tmp_path / "b", procedure_dot_yaml=("key: kunjungan", "key: Lain"))
    assert run("load", good, bad)[0] == 2
    assert not ProcedureVersion.objects.exists()


def test_a_bare_diagram_can_be_checked(tmp_path: Path) -> None:
    file = tmp_path / "x.bpmn"
    file.write_text(samples.DIAGRAM)
    status, printed = run("check", str(file))
    assert (status, "error" in printed) in ((0, False), (1, False))


def test_loading_twice_says_that_nothing_changed(tmp_path: Path) -> None:
    path = sound(tmp_path)
    assert "versi 1 (draft)" in run("load", path)[1]
    status, printed = run("load", path, "--lang", "en")
    assert (status, "nothing changed" in printed) == (0, True)
    assert ProcedureVersion.objects.count() == 1


def test_a_folder_of_packages_stands_for_the_packages_in_it(tmp_path: Path) -> None:
    sound(tmp_path)
    assert "kunjungan" in run("load", str(tmp_path))[1]


def test_export_gives_back_what_was_loaded(tmp_path: Path) -> None:
    path = sound(tmp_path)
    run("load", path)
    run("export", "kunjungan", str(tmp_path / "keluar"))
    run("export", "kunjungan", str(tmp_path / "keluar.zip"))
    assert read(tmp_path / "keluar").files == read(path).files
    assert (tmp_path / "keluar.zip").read_bytes() == to_zip(read(path))
    assert run("export", "kunjungan", str(tmp_path / "keluar"))[0] == 2


def test_the_list_names_every_version(tmp_path: Path) -> None:
    run("load", sound(tmp_path))
    (row,) = json.loads(run("list", "--json", "--lang", "en")[1])["versions"]
    assert (row["key"], row["serial"], row["status"], row["title"]) == ("kunjungan", 1, "draft", "Guest book")
    assert "Buku tamu" in run("list")[1]


def test_unknown_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        run("export", "tidak_ada", str(tmp_path / "x"))
    with pytest.raises(CommandError):
        run("load", sound(tmp_path), "--publish", "--author", "a")
    with pytest.raises(CommandError):
        run("load", sound(tmp_path), "--publish", "--author", "a", "--checker", "b", "--approver", "c")


@pytest.fixture
def no_scenarios_to_run(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The runner is the simulation's own matter; here only that it is asked."""
    import cases.simulation

    asked: list[Any] = []

    def runner(package: Any, *, around: Any) -> list[Any]:
        asked.append(package)
        return []

    monkeypatch.setattr(cases.simulation, "run_scenarios", runner)
    return asked


def test_publishing_at_installation(tmp_path: Path, no_scenarios_to_run: list[Any]) -> None:
    assert "(published)" in run("load", sound(tmp_path), "--publish")[1]
    assert [package.key for package in no_scenarios_to_run] == ["kunjungan"]
    assert ProcedureVersion.objects.get().at_installation


def test_publishing_by_three(tmp_path: Path, no_scenarios_to_run: list[Any]) -> None:
    for name in ("ani", "budi", "citra"):
        User.objects.create_user(name, full_name=name)
    people = ("--author", "ani", "--checker", "budi", "--approver", "citra")
    assert "(published)" in run("load", sound(tmp_path), "--publish", *people)[1]
    changed = sound(tmp_path / "b", procedure_dot_yaml=('version: "1.0"', 'version: "2"'))
    with pytest.raises(CommandError):
        run("load", changed, "--publish", "--author", "ani", "--checker", "ani", "--approver", "citra")
    assert ProcedureVersion.objects.count() == 1


def test_packages_that_lead_to_each_other_are_put_into_force_as_a_set() -> None:
    """The first by name opens cases of two that come after it; its scenarios are played with them in force."""
    call_command("load_organization", "fixtures/organization", verbosity=0, stdout=io.StringIO())
    keys = ("lp", "penerusan", "pengaduan", "propam")
    status, printed = run("load", *(f"fixtures/procedures/{key}" for key in keys), "--publish")
    assert status == 0, printed
    in_force = ProcedureVersion.objects.filter(status="published").values_list("procedure__key", flat=True)
    assert set(in_force) == set(keys)
