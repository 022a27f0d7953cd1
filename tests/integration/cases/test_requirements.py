"""Traceability: every requirement is there, its element and test are there, and the tests miss deleted elements."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from cases.simulation import traceability
from cases.simulation.traceability import Proof, Requirement, faults_of, page, requirements, try_deletions
from tests.harness.processes import ROOT
from workflows.packages import read
from workflows.packages.deleting import without

LP = "lp/scenarios/a1_motor_dicuri_tujuh_belas_menit.yaml"


def test_elements_and_tests_are_there_and_none_of_99_is_missing() -> None:
    found = requirements(ROOT)
    assert list(faults_of(found, ROOT)) == []
    assert len(found) == 99


def test_the_page_is_the_written_one() -> None:
    """After a change: manage.py requirements --write."""
    assert (ROOT / traceability.PAGE).read_text(encoding="utf-8") == page(requirements(ROOT))


def test_what_is_not_there_is_told() -> None:
    gone = [
        Requirement("R-001", "SW", "x", (Proof("lp/procedure.yaml#documents.tidak_ada", LP),)),
        Requirement("R-002", "SW", "x", (Proof("lp/lp.bpmn#tidak_ada", LP),)),
        Requirement("R-003", "SW", "x", (Proof("lp/lp.bpmn#buat_lp", "lp/scenarios/tidak_ada.yaml"),)),
        Requirement("R-004", "SW", "x", (Proof("cases/tidak_ada.py", "tests/x.py::test_x"),)),
        Requirement("R-005", "SW", "x"),
    ]
    told = [fault for fault in faults_of(gone, ROOT) if "is missing" not in fault]
    assert [fault[:5] for fault in told] == ["R-001", "R-002", "R-003", "R-004", "R-004", "R-005"]


@pytest.mark.parametrize(
    ("element", "left"),
    [
        ("procedure.yaml#documents.sttlp", "lp"),
        ("forms/terima.form#nomor_polisi", "pernah_lapor"),
        ("messages/sttlp.yaml", "lp"),
        ("lp.bpmn#cek_ganda", "izin_ganda"),
    ],
)
def test_one_element_is_taken_out_and_the_rest_stays(element: str, left: str) -> None:
    whole = read(ROOT / "fixtures/procedures/lp")
    lacking = without(whole, element)
    file, _, name = element.partition("#")
    word = name.rpartition(".")[2].encode()
    if not name:
        assert file not in lacking.files
        return
    assert whole.files[file].count(word) > lacking.files[file].count(word)
    assert left.encode() in lacking.files[file]
    with pytest.raises(KeyError):
        without(whole, f"{file}#tidak_ada")


@pytest.mark.django_db
def test_ten_deleted_elements_are_missed_by_their_tests() -> None:
    tried = list(try_deletions(requirements(ROOT), ROOT, count=10))
    assert len(tried) == 10
    assert [attempt for attempt in tried if not attempt.missed] == []


@pytest.mark.django_db
def test_an_element_that_nothing_misses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number plate is optional: the scenario of A1 doesn't need it, so it proves nothing."""
    useless = [Requirement("R-001", "SW", "x", (Proof("lp/forms/terima.form#nomor_polisi", LP),))]
    monkeypatch.setattr("cases.management.commands.requirements.requirements", lambda root: useless)
    monkeypatch.setattr("cases.management.commands.requirements.faults_of", lambda found, root: [])
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 elements were deleted and no test failed"):
        call_command("requirements", "--try", "1", stdout=out)
    assert "NOT MISSED" in out.getvalue()
