"""Claim, release, assign, complete: who may, who wins, and that a refusal leaves no trace."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction

from cases import services
from cases.errors import (
    AlreadyClaimed,
    CannotStart,
    InvalidAnswers,
    NotPermitted,
    ReasonRequired,
    TaskAlreadyDone,
    TaskNotFound,
)
from cases.models import STATUS, Case, CaseEvent, NumberCounter, Party, SearchEntry
from cases.services.idempotency import remember
from tests.integration.cases.desk_of_test import MARKS, REPORT, Desk, answers_with, fresh, kinds


def test_opened_case_waits_at_its_first_task(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    assert sound_desk.waits_at(case) == ["periksa_ternak"]
    assert (case.life, case.state, case.file_number) == ("running", "DITERIMA", "2611-0001")


@pytest.mark.parametrize("who", ["pamapta1", "banit9"])
def test_only_those_named_may_open(sound_desk: Desk, who: str) -> None:
    with pytest.raises(CannotStart):
        sound_desk.ternak(actor=sound_desk.people[who])
    assert not Case.objects.exists()


def test_unknown_channel_opens_nothing(sound_desk: Desk) -> None:
    with pytest.raises(CannotStart):
        sound_desk.ternak(channel="portal")


def test_second_officer_reads_who_was_quicker(sound_desk: Desk) -> None:
    task = sound_desk.task(sound_desk.ternak(), "periksa_ternak")
    services.claim_task(task_id=task.pk, actor=sound_desk.banit1)
    with pytest.raises(AlreadyClaimed) as refusal:
        services.claim_task(task_id=task.pk, actor=sound_desk.banit2)
    assert refusal.value.by == sound_desk.banit1.display_name
    assert refusal.value.at == sound_desk.clock.at


def test_claiming_twice_changes_nothing(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    task = sound_desk.task(case, "periksa_ternak")
    services.claim_task(task_id=task.pk, actor=sound_desk.banit1)
    services.claim_task(task_id=task.pk, actor=sound_desk.banit1)
    assert kinds(case).count("task.claimed") == 1


@pytest.mark.parametrize("who", ["pamapta1", "banit9"])
def test_another_role_or_unit_may_not_claim(sound_desk: Desk, who: str) -> None:
    task = sound_desk.task(sound_desk.ternak(), "periksa_ternak")
    with pytest.raises(NotPermitted):
        services.claim_task(task_id=task.pk, actor=sound_desk.people[who])


def test_released_task_is_free_again(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    task = sound_desk.task(case, "periksa_ternak")
    services.claim_task(task_id=task.pk, actor=sound_desk.banit1)
    with pytest.raises(NotPermitted):
        services.release_task(task_id=task.pk, actor=sound_desk.banit2)
    services.release_task(task_id=task.pk, actor=sound_desk.banit1)
    task.refresh_from_db()
    assert (task.status, task.owner) == (STATUS.NEW, None)
    assert services.claim_task(task_id=task.pk, actor=sound_desk.banit2).owner_id == sound_desk.banit2.pk


def test_assigning_asks_for_a_reason_and_a_person_who_may(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    task = sound_desk.task(case, "periksa_ternak")
    given = {"task_id": task.pk, "actor": sound_desk.banit1, "to": sound_desk.banit2}
    with pytest.raises(ReasonRequired):
        services.assign_task(**given, reason=" ")
    with pytest.raises(NotPermitted):
        services.assign_task(**{**given, "to": sound_desk.pamapta1}, reason="tugas luar")
    services.assign_task(**given, reason="tugas luar")
    task.refresh_from_db()
    assert task.owner == sound_desk.banit2
    event = case.events.get(kind="task.assigned")
    assert event.data["reason"] == "tugas luar"
    assert event.data["to"] == sound_desk.banit2.pk


def test_only_the_holder_or_a_head_may_assign_a_held_task(sound_desk: Desk) -> None:
    task = sound_desk.task(sound_desk.ternak(), "periksa_ternak")
    services.claim_task(task_id=task.pk, actor=sound_desk.banit1)
    given = {"task_id": task.pk, "to": sound_desk.banit2, "reason": "lepas dinas"}
    with pytest.raises(NotPermitted):
        services.assign_task(actor=sound_desk.banit2, **given)
    services.assign_task(actor=sound_desk.ka1, **given)
    task.refresh_from_db()
    assert task.owner == sound_desk.banit2


def test_outsider_may_not_assign_a_free_task(sound_desk: Desk) -> None:
    task = sound_desk.task(sound_desk.ternak(), "periksa_ternak")
    with pytest.raises(NotPermitted):
        services.assign_task(
            task_id=task.pk, actor=sound_desk.banit9, to=sound_desk.banit1, reason="tugas luar"
        )


def test_completing_claims_on_the_way_and_moves_on(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    sound_desk.complete(case, "periksa_ternak", **MARKS)
    assert sound_desk.waits_at(case) == ["tanda_tangan"]
    assert fresh(case).data["masa"] == "P30D"
    assert {"task.claimed", "task.completed", "decision.made"} <= set(kinds(case))


def test_completing_what_another_holds_or_what_is_done_is_refused(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    task = sound_desk.task(case, "periksa_ternak")
    services.claim_task(task_id=task.pk, actor=sound_desk.banit1)
    with pytest.raises(AlreadyClaimed):
        services.complete_task(task_id=task.pk, actor=sound_desk.banit2, answers=MARKS)
    services.complete_task(task_id=task.pk, actor=sound_desk.banit1, answers=MARKS)
    with pytest.raises(TaskAlreadyDone) as refusal:
        services.complete_task(task_id=task.pk, actor=sound_desk.banit2, answers=MARKS)
    assert refusal.value.by == sound_desk.banit1.display_name


def test_unknown_task_is_not_found(sound_desk: Desk) -> None:
    with pytest.raises(TaskNotFound):
        services.claim_task(task_id=987654, actor=sound_desk.banit1)
    with pytest.raises(TaskNotFound):
        services.complete_task(task_id=987654, actor=sound_desk.banit1, answers={})


def test_wrong_answers_keep_nothing(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    task = sound_desk.task(case, "periksa_ternak")
    before = (fresh(case).data, fresh(case).version, kinds(case))
    with pytest.raises(InvalidAnswers) as refusal:
        services.complete_task(task_id=task.pk, actor=sound_desk.banit1, answers={})
    assert {error.path for error in refusal.value.errors} == {"ciri"}
    task.refresh_from_db()
    assert (task.status, task.owner) == (STATUS.NEW, None)
    assert (fresh(case).data, fresh(case).version, kinds(case)) == before


def test_wrong_start_form_keeps_nothing_and_no_number(sound_desk: Desk) -> None:
    with pytest.raises(InvalidAnswers):
        sound_desk.ternak(answers=answers_with(jumlah="banyak", jenis_ternak=""))
    assert not Case.objects.exists()
    assert not Party.objects.exists()
    assert not NumberCounter.objects.exists()
    assert sound_desk.ternak().file_number == "2611-0001"


def test_the_same_key_twice_is_one_case(sound_desk: Desk) -> None:
    one = sound_desk.ternak(idempotency_key="klik-1")
    two = sound_desk.ternak(idempotency_key="klik-1")
    assert one.pk == two.pk
    assert Case.objects.count() == 1
    assert sound_desk.ternak(actor=sound_desk.banit2, idempotency_key="klik-1").pk != one.pk


def test_the_same_key_twice_completes_once(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    given = {
        "task_id": sound_desk.task(case, "periksa_ternak").pk,
        "actor": sound_desk.banit1,
        "answers": MARKS,
        "idempotency_key": "klik-2",
    }
    assert services.complete_task(**given).pk == services.complete_task(**given).pk
    assert kinds(case).count("task.completed") == 1


def test_no_identity_outside_the_sealed_party(sound_desk: Desk) -> None:
    """Neither data nor events, search rows, the case row or a job say who reported."""
    case = sound_desk.signed()
    sound_desk.run_jobs()
    case = fresh(case)
    assert case.life == "completed"
    stored = [case.data, case.subject, case.party_label, case.marking]
    stored += list(CaseEvent.objects.filter(case=case).values_list("data", flat=True))
    stored += list(SearchEntry.objects.filter(case=case).values_list("value", flat=True))
    stored += list(case.jobs.values_list("inputs", flat=True)) + list(
        case.tasks.values_list("inputs", flat=True)
    )
    text = json.dumps(stored, ensure_ascii=False)
    for word in ("Rusli", "Contohwan", REPORT["pelapor"]["alamat_lengkap"]):
        assert word not in text
    party = case.parties.get()
    assert case.data["pelapor"] == {"party": party.pk}
    assert b"Rusli" not in bytes(party.sealed)
    assert case.party_label == party.label != ""


def test_search_values_and_subject_are_lifted(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    assert list(case.search_entries.values_list("name", "value")) == [("kind", "sapi")]
    assert case.subject == "sapi"


def test_draft_of_a_finished_task_says_by_whom_it_was_finished(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    task = sound_desk.task(case, "periksa_ternak")
    sound_desk.complete(case, "periksa_ternak", **MARKS)
    with pytest.raises(TaskAlreadyDone) as refusal:
        services.save_task_draft(task_id=task.pk, actor=sound_desk.banit2, answers={})
    assert refusal.value.by == sound_desk.banit1.display_name


def test_a_key_without_a_person_is_kept_once(sound_desk: Desk) -> None:
    """NULL is equal to nothing, so the database had let the same write through twice."""
    case = sound_desk.ternak()
    remember("kunci", None, "open_case", case, at=sound_desk.clock.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        remember("kunci", None, "open_case", case, at=sound_desk.clock.at)
