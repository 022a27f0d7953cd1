"""How long a case is kept, legal hold, and erasure that leaves a story that can still be proved."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from cases import services
from cases.engine import files
from cases.engine.chain import broken_at
from cases.errors import CaseErased, CaseIsRunning, Conflict, NotPermitted, ReasonRequired
from cases.models import Case, Document, PartyWord
from organization.crypto import SealBroken
from tests.integration.cases.desk_of_test import REPORT, TERNAK, Desk, fresh, kinds, sound
from tests.integration.cases.test_reopening import PAPER
from workflows.models import ProcedureVersion
from workflows.packages import read

pytestmark = pytest.mark.django_db

NAME = REPORT["pelapor"]["nama_lengkap"]  # type: ignore[index]


@pytest.fixture
def version(desk: Desk, tmp_path: Path) -> ProcedureVersion:
    """The cattle procedure, kept for a year, with what is compared and searched."""
    folder = tmp_path / "ternak"
    for path in TERNAK.rglob("*"):
        if path.is_file() and path.parent.name != "scenarios":
            copy = folder / path.relative_to(TERNAK)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    definition = folder / "procedure.yaml"
    more = "retention: P1Y\nduplicates: [{by: [pelapor.nama_lengkap], within: P1Y}]\n"
    definition.write_text(definition.read_text() + more)
    return desk.stored(read(folder))


def closed(desk: Desk, version: ProcedureVersion) -> Case:
    case = desk.open(version, **REPORT)
    services.add_paper(case_id=case.pk, actor=desk.banit1, name="surat.pdf", content=PAPER)
    desk.complete(case, "periksa_ternak", by="banit1", ciri="Cokelat dengan tanda putih di dahi")
    desk.complete(case, "tanda_tangan", by="pamapta1")
    while desk.run_jobs():
        pass
    return fresh(case)


def due(desk: Desk) -> list[int]:
    return [case.pk for case in services.due_for_erasure(at=desk.clock.at)]


def everything_about(case: Case) -> str:
    """All rows of the case, as text."""
    rows = [*Case.objects.filter(pk=case.pk).values()]
    for manager in (
        case.parties,
        case.messages,
        case.search_entries,
        case.duplicate_keys,
        case.tasks,
        case.jobs,
    ):
        rows += manager.values()  # type: ignore[attr-defined]
    return json.dumps(rows, default=str)


def test_due_a_year_after_its_end_to_the_second(desk: Desk, version: ProcedureVersion) -> None:
    case = closed(desk, version)
    running = desk.open(version, **REPORT)
    assert case.closed_at is not None
    desk.clock.at = services.kept_until(case, "P1Y") - timedelta(seconds=1)
    assert due(desk) == []
    desk.clock.at += timedelta(seconds=1)
    assert due(desk) == [case.pk]
    assert running.pk not in due(desk)


def test_what_a_procedure_keeps_for_ever_is_never_due(desk: Desk) -> None:
    closed(desk, desk.procedure())
    desk.clock.at += timedelta(days=36_500)
    assert due(desk) == []


def test_nothing_of_a_person_is_left_and_the_chain_holds(desk: Desk, version: ProcedureVersion) -> None:
    case = closed(desk, version)
    key, (party,) = bytes(case.data_key), case.parties.all()
    sealed, number = bytes(party.sealed), case.number
    names = [*case.documents.values_list("storage_name", flat=True)]
    names += case.attachments.values_list("storage_name", flat=True)
    services.erase_case(case_id=case.pk)
    erased = fresh(case)
    assert bytes(erased.data_key) == b""
    assert NAME not in everything_about(case)
    assert "Desa Contoh" not in everything_about(case)
    assert not PartyWord.objects.exists()
    assert [name for name in names if files.path_of(name).exists()] == []
    assert key not in bytes(erased.data_key)
    assert sealed
    assert (erased.number, erased.state, erased.erased_at) == (number, "TERBIT", desk.clock.at)
    assert kinds(erased)[-1] == "case.erased"
    assert broken_at(erased.events.order_by("seq")) is None
    assert erased.events.order_by("-seq")[0].hash == erased.chain_head
    sound()


def test_what_was_sealed_opens_no_more(desk: Desk, version: ProcedureVersion) -> None:
    """Also from a copy of the database: without the key a back-up of the party row says nothing."""
    from cases.engine.identity import unseal

    case = closed(desk, version)
    (party,) = case.parties.all()
    services.erase_case(case_id=case.pk)
    with pytest.raises(SealBroken):
        unseal(party, bytes(fresh(case).data_key))
    with pytest.raises(CaseErased):
        services.reveal_party(party_id=party.pk, actor=desk.banit1, reason="Ingin tahu.")


def test_an_erased_case_stays_erased_and_closed(desk: Desk, version: ProcedureVersion) -> None:
    case = closed(desk, version)
    document = case.documents.get()
    services.erase_case(case_id=case.pk)
    with pytest.raises(CaseErased):
        services.erase_case(case_id=case.pk)
    with pytest.raises(CaseErased):
        services.add_paper(case_id=case.pk, actor=desk.banit1, name="s.pdf", content=PAPER)
    with pytest.raises(CaseErased):
        services.reopen_case(case_id=case.pk, actor=desk.pamapta1, answers={}, reason="Lagi.")
    with pytest.raises(CaseErased):
        services.correct_document(
            document_id=document.pk, actor=desk.pamapta1, form_id="lapor", answers=REPORT, reason="Keliru."
        )
    page = Client()
    page.force_login(desk.banit1)
    assert page.get(reverse("desk:case", args=[case.pk])).status_code == 200
    assert page.get(reverse("desk:document", args=[document.pk])).status_code == 404
    assert page.get(reverse("portal:verify", args=[document.verify_code])).status_code == 200
    assert Document.objects.get(pk=document.pk).number == document.number


def test_a_running_case_is_not_erased(desk: Desk, version: ProcedureVersion) -> None:
    with pytest.raises(CaseIsRunning):
        services.erase_case(case_id=desk.open(version, **REPORT).pk)


def test_a_hold_keeps_it_until_it_is_lifted(desk: Desk, version: ProcedureVersion) -> None:
    case = closed(desk, version)
    desk.clock.at = services.kept_until(case, "P1Y") + timedelta(days=1)
    with pytest.raises(NotPermitted):
        services.hold_case(case_id=case.pk, actor=desk.banit1, reason="Sidang.")
    with pytest.raises(ReasonRequired):
        services.hold_case(case_id=case.pk, actor=desk.kapolres1, reason="")
    services.hold_case(case_id=case.pk, actor=desk.kapolres1, reason="Sidang masih berjalan.")
    with pytest.raises(Conflict):
        services.hold_case(case_id=case.pk, actor=desk.kapolres1, reason="Sekali lagi.")
    assert due(desk) == []
    with pytest.raises(Conflict):
        services.erase_case(case_id=case.pk)
    services.release_hold(case_id=case.pk, actor=desk.kapolres1, reason="Putusan tetap.")
    assert due(desk) == [case.pk]
    assert {"hold.placed", "hold.lifted"} <= set(kinds(case))


def test_the_hold_is_placed_and_lifted_on_the_page(desk: Desk, version: ProcedureVersion) -> None:
    case, page = closed(desk, version), Client()
    page.force_login(desk.kapolres1)
    address = reverse("desk:hold", args=[case.pk])
    assert page.post(address, {"alasan": "Sidang masih berjalan."}).status_code == 302
    assert (
        "Ditahan dari pemusnahan: Sidang masih berjalan."
        in page.get(reverse("desk:case", args=[case.pk])).content.decode()
    )
    assert page.post(address, {"alasan": "Putusan tetap.", "lepas": "1"}).status_code == 302
    assert not case.holds.filter(lifted_at=None).exists()


def test_the_command_lists_first_and_erases_when_told(desk: Desk, version: ProcedureVersion) -> None:
    case = closed(desk, version)
    held = closed(desk, version)
    services.hold_case(case_id=held.pk, actor=desk.kapolres1, reason="Sidang masih berjalan.")
    desk.clock.at = services.kept_until(held, "P1Y") + timedelta(days=1)
    out = io.StringIO()
    call_command("retention", stdout=out)
    assert out.getvalue().splitlines()[-1] == "1 cases due"
    assert fresh(case).erased_at is None
    call_command("retention", "--erase", stdout=out)
    assert out.getvalue().splitlines()[-1] == "1 cases erased"
    assert fresh(case).erased_at == desk.clock.at
    assert fresh(held).erased_at is None
    call_command("retention", "--erase", stdout=out)
    assert out.getvalue().splitlines()[-1] == "0 cases erased"
