"""The checker finds each kind of fault when it is planted, and nothing on a sound database."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command

from cases import services
from cases.engine import files
from cases.invariants import RULES, violations
from cases.models import (
    Case,
    CaseEvent,
    Delivery,
    Document,
    IdempotencyKey,
    Life,
    NumberEntry,
    Publication,
    Subscription,
    Task,
    Timer,
)
from cases.services.housekeeping import sweep_files
from tests.integration.cases.desk_of_test import Desk

Plant = Callable[[Desk, Case], object]


def _lose_task(desk: Desk, case: Case) -> None:
    case.tasks.all().update(status="CANCELED")


def _end_and_leave(desk: Desk, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(life=Life.COMPLETED, closed_at=desk.clock.at)


def _gap(desk: Desk, case: Case) -> None:
    NumberEntry.objects.create(
        counter=_issued(desk).numbers.get().counter,
        n=7,
        text="7",
        case=case,
        token_number=99,
        given_at=desk.clock.at,
    )


def _timer_without_time(desk: Desk, case: Case) -> None:
    _timer(desk, case, status="disarmed")


def _fired_without_event(desk: Desk, case: Case) -> None:
    _timer(desk, case, status="fired", ended_at=desk.clock.at)


def _timer_of_no_token(desk: Desk, case: Case) -> None:
    _timer(desk, case, status="armed", token_number=4711)


def _timer(desk: Desk, case: Case, **fields: object) -> None:
    due = desk.clock.at + timedelta(hours=1)
    Timer.objects.create(
        **{
            "case": case,
            "element": "mulai",
            "token_number": 1,
            "due_at": due,
            "next_attempt_at": due,
            **fields,
        }
    )


def _change_event(desk: Desk, case: Case) -> None:
    CaseEvent.objects.filter(case=case, seq=1).update(kind="lain")


def _cut_chain(desk: Desk, case: Case) -> None:
    case.events.latest("seq").delete()


def _change_state(desk: Desk, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state="TERBIT")


def _two_documents(desk: Desk, case: Case) -> None:
    document = _issued(desk).documents.get()
    document.pk, document.token_number, document.verify_code = None, 99, "LAIN"
    document.storage_name = files.store(files.load(document.storage_name)).name
    document.save()


def _lose_file(desk: Desk, case: Case) -> None:
    files.path_of(_issued(desk).documents.get().storage_name).unlink()


def _change_file(desk: Desk, case: Case) -> None:
    files.path_of(_issued(desk).documents.get().storage_name).write_bytes(b"lain")


def _hold_without_claim(desk: Desk, case: Case) -> None:
    Task.objects.filter(case=case).update(owner=desk.banit2, status="ASSIGNED")


def _open_twice(desk: Desk, case: Case) -> None:
    case.events.create(seq=99, kind="case.opened", at=desk.clock.at, hash="0" * 64)


def _submit_twice(desk: Desk, case: Case) -> None:
    for key in ("satu", "dua"):
        IdempotencyKey.objects.create(
            key=key, actor=desk.banit1, operation="open_case", case=case, created_at=desk.clock.at
        )


def _lose_file_number(desk: Desk, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(file_number="lain")


def _done_without_event(desk: Desk, case: Case) -> None:
    Task.objects.filter(case=case).update(status="DONE")


def _hand_to_another_unit(desk: Desk, case: Case) -> None:
    services.claim_task(task_id=case.tasks.get().pk, actor=desk.banit1)
    Task.objects.filter(case=case).update(owner=desk.banit9)


def _leave_file(desk: Desk, case: Case) -> None:
    os.utime(files.path_of(files.store(b"tak bertuan").name), (0, 0))


def _issued(desk: Desk) -> Case:
    case = desk.signed()
    desk.run_jobs()
    assert Document.objects.filter(case=case).count() == 1
    return case


def _spend_for_nothing(desk: Desk, case: Case) -> None:
    Subscription.objects.create(
        case=case,
        element="x",
        token_number=1,
        kind="message",
        name="surat",
        status="spent",
        armed_at=desk.clock.at,
        ended_at=desk.clock.at,
    )


def _send_to_nobody(desk: Desk, case: Case) -> None:
    at = desk.clock.at
    Publication.objects.create(kind="signal", name="sirene", status="sent", published_at=at, ended_at=at)


def _deliver_without_effect(desk: Desk, case: Case) -> None:
    at = desk.clock.at
    sent = Publication.objects.create(
        kind="signal", name="sirene", status="sent", published_at=at, ended_at=at
    )
    waiting = Subscription.objects.create(
        case=case, element="x", token_number=1, kind="signal", name="sirene", armed_at=at
    )
    Delivery.objects.create(
        publication=sent,
        subscription=waiting,
        case=case,
        status="done",
        next_attempt_at=at,
        ended_at=at,
    )


def _lose_scope(desk: Desk, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(marking={**case.marking, "scopes": []})


PLANTED: list[tuple[str, Plant]] = [
    ("I1", _open_twice),
    ("I1", _submit_twice),
    ("I3b", _lose_file_number),
    ("I8", _hand_to_another_unit),
    ("I9b", _leave_file),
    ("I2a", _lose_task),
    ("I2b", _end_and_leave),
    ("I3a", _gap),
    ("I4a", _timer_without_time),
    ("I6b", _fired_without_event),
    ("I6b", _done_without_event),
    ("I5a", _timer_of_no_token),
    ("I5b", _lose_task),
    ("I4b", _spend_for_nothing),
    ("I5c", _lose_scope),
    ("I7b", _send_to_nobody),
    ("I7b", _deliver_without_effect),
    ("I6a", _change_event),
    ("I6a", _cut_chain),
    ("I6a", _change_state),
    ("I7a", _two_documents),
    ("I9a", _lose_file),
    ("I9a", _change_file),
    ("I10", _hold_without_claim),
]


@pytest.fixture(autouse=True)
def nothing_left_over(db: None) -> Iterator[None]:
    """Files outlive the rows of a test."""
    yield
    sweep_files()


@pytest.mark.parametrize(("rule", "plant"), PLANTED, ids=[f"{r}{p.__name__}" for r, p in PLANTED])
def test_planted_fault_is_found(desk: Desk, rule: str, plant: Plant) -> None:
    case = desk.ternak()
    assert list(violations()) == []
    plant(desk, case)
    assert rule in {violation.rule for violation in violations()}


def test_files_left_over_are_swept_away_and_no_others(desk: Desk) -> None:
    kept = files.path_of(_issued(desk).documents.get().storage_name)
    os.utime(kept, (0, 0))
    _leave_file(desk, desk.ternak())
    files.store(b"sebentar lagi punya baris")
    out = io.StringIO()
    call_command("sweep", stdout=out)
    assert out.getvalue().startswith("1 files and ")
    assert kept.is_file()
    assert list(violations()) == []
    os.utime(kept)


def test_every_rule_has_a_planted_fault() -> None:
    assert {rule for rule, _ in PLANTED} == set(RULES)


def test_command_counts_and_exits_with_one(desk: Desk) -> None:
    out = io.StringIO()
    call_command("check_invariants", stdout=out)
    assert "0 violations" in out.getvalue()
    _lose_task(desk, desk.ternak())
    with pytest.raises(SystemExit) as end:
        call_command("check_invariants", stdout=out)
    assert end.value.code == 1


def test_a_lost_branch_beside_a_living_one_is_found(desk: Desk) -> None:
    """One branch has its task, the other lost it: the case still waits for something, so only I5b sees it."""
    from tests.unit.bpmn.diagram import bpmn

    case = desk.open(desk.drawn(bpmn("s:start p:and a:user b:user j:and e:end", "s>p>a>j>e", "p>b>j")))
    case.tasks.filter(element="b").delete()
    assert {violation.rule for violation in violations()} == {"I5b"}
    assert services.fire_due() == 0
