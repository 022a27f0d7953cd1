"""After the end: reopening, taking back, and papers that come late (the package opens the ways)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cases import services
from cases.engine.chain import broken_at
from cases.errors import (
    CannotReopen,
    CannotWithdraw,
    CaseIsOver,
    CaseIsRunning,
    CaseNotFound,
    FileRefused,
    NotPermitted,
    ReasonRequired,
)
from cases.models import STATUS, Attachment, Case, Life
from tests.integration.cases.desk_of_test import REPORT, TERNAK, Desk, fresh, kinds, sound
from workflows.models import ProcedureVersion
from workflows.packages import read
from workflows.selectors import package_of

pytestmark = pytest.mark.django_db

PAPER = b"%PDF-1.4\n% surat menyusul\n%%EOF\n"
WAYS = """
reopening:
  - {event: buka_lagi, by: [public, "role:pamapta"], within: P7D, when: "=jumlah > 1"}
withdrawal: {state: DICABUT, by: [public, "role:banit_spkt"], from: [DITERIMA, DIPERIKSA]}
states:
  - {code: DICABUT, title: {id: Dicabut}, stage: stopped}
"""


@pytest.fixture
def version(desk: Desk, tmp_path: Path) -> ProcedureVersion:
    """The cattle procedure with a way back to its first task, and one to take the matter back."""
    folder = tmp_path / "ternak"
    for path in TERNAK.rglob("*"):
        if path.is_file() and path.parent.name != "scenarios":
            copy = folder / path.relative_to(TERNAK)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    definition = folder / "procedure.yaml"
    definition.write_text(definition.read_text().replace("states:\n", WAYS.lstrip(), 1))
    (drawing,) = folder.glob("*.bpmn")
    text = drawing.read_text()
    prefix = "bpmn:" if "<bpmn:" in text else ""
    target = (
        '<{p}startEvent id="buka_lagi" /><{p}sequenceFlow id="lagi" sourceRef="buka_lagi" targetRef="{t}" />'
    )
    drawing.write_text(
        text.replace(
            f"</{prefix}process>", target.format(p=prefix, t="periksa_ternak") + f"</{prefix}process>", 1
        )
    )
    return desk.stored(read(folder))


def ended(desk: Desk, version: ProcedureVersion) -> Case:
    return run_to_its_end(desk, desk.open(version, **REPORT))


def run_to_its_end(desk: Desk, case: Case) -> Case:
    desk.complete(case, "periksa_ternak", by="banit1", ciri="Cokelat dengan tanda putih di dahi")
    desk.complete(case, "tanda_tangan", by="pamapta1")
    while desk.run_jobs():
        pass
    return fresh(case)


def reopened(case: Case, by: object, **options: object) -> Case:
    given = {"answers": {}, "reason": "Ada yang belum selesai.", **options}
    return services.reopen_case(case_id=case.pk, actor=by, **given)  # type: ignore[arg-type]


def test_a_reopened_case_is_the_same_case_and_can_end_again(desk: Desk, version: ProcedureVersion) -> None:
    case = ended(desk, version)
    before = (case.file_number, case.number, case.documents.count())
    desk.later(days=2)
    reopened(case, desk.pamapta1)
    case = fresh(case)
    assert (case.life, case.closed_at, case.reopenings) == (Life.RUNNING, None, 1)
    assert desk.waits_at(case) == ["periksa_ternak"]
    assert case.processes.get().status == STATUS.NEW
    assert (case.file_number, case.number, case.documents.count()) == before
    assert "case.reopened" in kinds(case)
    sound()
    again = run_to_its_end(desk, case)
    assert again.life == Life.COMPLETED
    assert again.documents.count() == before[2] + 1
    assert broken_at(again.events.order_by("seq")) is None
    sound()


def test_the_window_closes(desk: Desk, version: ProcedureVersion) -> None:
    case = ended(desk, version)
    package = package_of(version)
    desk.clock.at = case.closed_at + timedelta(days=7)  # type: ignore[operator]
    (way,) = services.ways_back(case, package, actor=desk.pamapta1, at=desk.clock.at)
    assert services.reopened_until(case, package, way) == desk.clock.at
    assert services.ways_back(case, package, actor=desk.banit1, at=desk.clock.at) == []
    desk.clock.at += timedelta(seconds=1)
    with pytest.raises(CannotReopen) as refusal:
        reopened(case, desk.pamapta1)
    assert refusal.value.why == "window"


def test_a_condition_over_the_answers_refuses_and_writes_nothing(
    desk: Desk, version: ProcedureVersion
) -> None:
    case = ended(desk, version)
    with pytest.raises(CannotReopen) as refusal:
        reopened(case, desk.pamapta1, answers={"jumlah": 1})
    assert refusal.value.why == "condition"
    assert fresh(case).life == Life.COMPLETED
    assert fresh(case).data["jumlah"] == 2


def test_who_may_reopen(desk: Desk, version: ProcedureVersion) -> None:
    """Those whom the package names; the reporter by the code; to another unit the case doesn't exist."""
    case = ended(desk, version)
    with pytest.raises(NotPermitted):
        reopened(case, desk.banit1)
    with pytest.raises(CaseNotFound):
        reopened(case, desk.banit9)
    with pytest.raises(ReasonRequired):
        reopened(case, desk.pamapta1, reason="  ")
    assert reopened(case, None).is_running


def test_reopening_twice_with_one_key_is_once(desk: Desk, version: ProcedureVersion) -> None:
    case = ended(desk, version)
    for _ in range(2):
        reopened(case, desk.pamapta1, idempotency_key="kunci-1")
    assert fresh(case).reopenings == 1
    with pytest.raises(CaseIsRunning):
        reopened(case, desk.pamapta1, idempotency_key="kunci-2")


def test_a_procedure_without_a_way_back_stays_closed(desk: Desk) -> None:
    case = ended(desk, desk.procedure())
    with pytest.raises(CannotReopen) as refusal:
        reopened(case, desk.pamapta1)
    assert refusal.value.why == "no_way"


def test_taking_back_ends_the_case_in_its_own_state(desk: Desk, version: ProcedureVersion) -> None:
    case = desk.open(version, **REPORT)
    with pytest.raises(NotPermitted):
        services.withdraw_case(case_id=case.pk, actor=desk.ka1, reason="Ternak pulang sendiri.")
    services.withdraw_case(case_id=case.pk, actor=None, reason="Ternak pulang sendiri.", idempotency_key="a")
    services.withdraw_case(case_id=case.pk, actor=None, reason="Ternak pulang sendiri.", idempotency_key="a")
    case = fresh(case)
    assert (case.life, case.state, desk.waits_at(case)) == (Life.CANCELED, "DICABUT", [])
    assert kinds(case).count("case.withdrawn") == 1
    with pytest.raises(CaseIsOver):
        services.withdraw_case(case_id=case.pk, actor=None, reason="Lagi.")
    sound()


def test_what_the_package_does_not_open_can_not_be_taken_back(desk: Desk) -> None:
    case = desk.ternak()
    with pytest.raises(CannotWithdraw):
        services.withdraw_case(case_id=case.pk, actor=desk.banit1, reason="Ternak pulang sendiri.")


def test_a_late_paper_is_added_to_a_closed_case_and_changes_nothing_else(
    desk: Desk, version: ProcedureVersion
) -> None:
    case = ended(desk, version)
    received = desk.clock.at - timedelta(hours=5)
    services.add_paper(
        case_id=case.pk,
        actor=desk.banit2,
        name="surat.pdf",
        content=PAPER,
        received_at=received,
        note="dari kades",
    )
    assert fresh(case).life == Life.COMPLETED
    event = case.events.get(kind="paper.added")
    assert event.data["received"] == received.isoformat()
    assert Attachment.objects.get(case=case).pk == event.data["paper"]
    with pytest.raises(FileRefused):
        services.add_paper(case_id=case.pk, actor=desk.banit2, name="x.pdf", content=b"<html>")
    with pytest.raises(CaseNotFound):
        services.add_paper(case_id=case.pk, actor=desk.banit9, name="surat.pdf", content=PAPER)
    assert Attachment.objects.count() == 1
    sound()
