"""Tasks handed on, one or many: told before, done one by one, each with its outcome, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases import services
from cases.errors import ReasonRequired, TaskNotFound, TooLateToUndo
from cases.models import Case, Notice, Reassignment, Recusal, Task
from cases.selectors import reach_of
from cases.supervision.candidates import candidates
from organization.services import deactivate, put_on_duty, record_absence
from tests.integration.cases.desk_of_test import Desk, fresh


def held(desk: Desk, by: str = "banit1") -> Task:
    case = desk.ternak()
    task = services.claim_task(task_id=desk.task(case, "periksa_ternak").pk, actor=desk.people[by])
    desk.clock.at += timedelta(seconds=1)
    return task


def reassign(desk: Desk, tasks: list[Task], to: str = "banit2", by: str = "ka1", **more: Any) -> Reassignment:
    return services.reassign_tasks(
        task_ids=[task.pk for task in tasks],
        actor=desk.people[by],
        to=[desk.people[name] for name in to.split()],
        reason="pergantian jaga",
        **more,
    )


def outcomes(given: Reassignment) -> list[str]:
    return list(given.rows.order_by("pk").values_list("refusal", flat=True))


def owners(tasks: list[Task]) -> list[str | None]:
    found = dict(Task.objects.filter(pk__in=[t.pk for t in tasks]).values_list("pk", "owner__username"))
    return [found[task.pk] for task in tasks]


def hide(case: Case, desk: Desk, *, sealed: bool = False, who: str = "") -> None:
    if who:
        Recusal.objects.create(case=case, place=f"user:{desk.people[who].pk}", since=desk.clock.at)
    Case.objects.filter(pk=case.pk).update(sealed=sealed, recusing=bool(who))


def test_each_task_has_its_own_outcome_and_event(desk: Desk) -> None:
    tasks = [held(desk) for _ in range(3)]
    desk.complete(tasks[0].case, "periksa_ternak", by="banit1", ciri="Cokelat dengan tanda putih di dahi")
    given = reassign(desk, tasks)
    assert outcomes(given) == ["task_already_done", "", ""]
    assert owners(tasks) == ["banit1", "banit2", "banit2"]
    event = fresh(tasks[1].case).events.latest("seq")
    assert (event.kind, event.actor) == ("task.assigned", desk.ka1)
    assert event.data["reason"] == "pergantian jaga"
    assert event.data["before"] == desk.banit1.pk
    told = {(n.user.username, n.data["received"]): n.data["count"] for n in Notice.objects.all()}
    assert told == {("banit2", True): 2, ("banit1", False): 2}


def test_refusals_have_names(desk: Desk) -> None:
    done, over, mine, wrong, secret, kept = (held(desk) for _ in range(6))
    desk.complete(done.case, "periksa_ternak", by="banit1", ciri="Cokelat dengan tanda putih di dahi")
    services.cancel_case(case_id=over.case_id, actor=desk.ka1, reason="laporan ganda")
    reassign(desk, [mine])
    for_pamapta = desk.task(done.case, "tanda_tangan")
    hide(secret.case, desk, sealed=True)
    hide(kept.case, desk, who="banit2")
    given = reassign(desk, [done, over, mine, for_pamapta, secret, kept, wrong])
    assert outcomes(given) == [
        "task_already_done",
        "task_already_done",
        "already_holds",
        "cannot_receive",
        "task_not_found",
        "not_permitted",
        "",
    ]
    row = given.rows.get(asked=secret.pk)
    assert (row.task, row.facts) == (None, {})
    assert given.rows.get(asked=kept.pk).facts == {"action": "take", "needs": ""}


@pytest.mark.parametrize(
    ("missing", "why"), [("away", "away"), ("inactive", "inactive"), ("role", "not_of_queue")]
)
def test_who_cannot_receive_is_told_why(desk: Desk, missing: str, why: str) -> None:
    task = held(desk)
    to = "pamapta1" if missing == "role" else "banit2"
    if missing == "away":
        record_absence(user=desk.banit2, since=desk.clock.at, until=None)
    if missing == "inactive":
        deactivate(user=desk.banit2, at=desk.clock.at)
    row = reassign(desk, [task], to).rows.get()
    assert (row.refusal, row.facts["why"]) == ("cannot_receive", why)


def test_foreseen_is_what_happens(desk: Desk) -> None:
    tasks = [held(desk) for _ in range(5)]
    desk.complete(tasks[0].case, "periksa_ternak", by="banit1", ciri="Cokelat dengan tanda putih di dahi")
    hide(tasks[1].case, desk, sealed=True)
    hide(tasks[2].case, desk, who="banit2")
    asked = {"task_ids": [task.pk for task in tasks], "actor": desk.ka1, "to": [desk.banit2]}
    told = services.foresee_reassignment(**asked)
    assert [row.refusal.code if row.refusal else "" for row in told] == outcomes(reassign(desk, tasks))


def test_others_may_not(desk: Desk) -> None:
    tasks = [held(desk)]
    assert outcomes(reassign(desk, tasks, by="banit2")) == ["not_permitted"]
    assert outcomes(reassign(desk, tasks, by="banit9")) == ["task_not_found"]
    assert outcomes(reassign(desk, tasks, by="banit1")) == [""]


def test_reason_and_people_are_asked_for(desk: Desk) -> None:
    task = held(desk)
    with pytest.raises(ReasonRequired):
        services.reassign_tasks(task_ids=[task.pk], actor=desk.ka1, to=[desk.banit2], reason=" ")
    for ids, to in (([], [desk.banit2]), ([task.pk], []), (range(501), [desk.banit2])):
        with pytest.raises(ValueError, match="500"):
            services.reassign_tasks(task_ids=list(ids), actor=desk.ka1, to=to, reason="x")
    assert Reassignment.objects.count() == 0


def test_several_people_get_an_even_share(desk: Desk) -> None:
    desk.people["banit3"] = desk.people["banit1"]
    tasks = [desk.task(desk.ternak(), "periksa_ternak") for _ in range(5)]
    held(desk, "banit1")
    reassign(desk, tasks, "banit1 banit2")
    assert owners(tasks) == ["banit2", "banit1", "banit2", "banit1", "banit2"]


def test_the_same_request_again_changes_nothing(desk: Desk) -> None:
    tasks = [held(desk), held(desk)]
    first = reassign(desk, tasks, idempotency_key="sekali")
    again = reassign(desk, tasks, idempotency_key="sekali")
    assert first == again
    assert outcomes(again) == ["", ""]
    assert Notice.objects.count() == 2


def test_taken_back_within_ten_minutes_once(desk: Desk) -> None:
    mine, moved_on, free = held(desk), held(desk), desk.task(desk.ternak(), "periksa_ternak")
    given = reassign(desk, [mine, moved_on, free])
    services.release_task(task_id=moved_on.pk, actor=desk.banit2)
    desk.clock.at += timedelta(minutes=10)
    services.undo_reassignment(reassignment_id=given.pk, actor=desk.ka1)
    assert owners([mine, moved_on, free]) == ["banit1", None, None]
    assert list(given.rows.order_by("pk").values_list("undo_refusal", flat=True)) == ["", "conflict", ""]
    with pytest.raises(TooLateToUndo):
        services.undo_reassignment(reassignment_id=given.pk, actor=desk.ka1)


def test_taking_back_is_for_who_asked_and_not_for_ever(desk: Desk) -> None:
    given = reassign(desk, [held(desk)])
    with pytest.raises(TaskNotFound):
        services.undo_reassignment(reassignment_id=given.pk, actor=desk.kapolres1)
    desk.clock.at += timedelta(minutes=10, seconds=1)
    with pytest.raises(TooLateToUndo):
        services.undo_reassignment(reassignment_id=given.pk, actor=desk.ka1)


def test_what_an_absent_holder_had_goes_back_to_the_queue(desk: Desk) -> None:
    task = held(desk)
    record_absence(user=desk.banit1, since=desk.clock.at, until=None)
    given = reassign(desk, [task])
    services.undo_reassignment(reassignment_id=given.pk, actor=desk.ka1)
    assert owners([task]) == [None]


def ranked(desk: Desk, tasks: list[Task]) -> list[str]:
    reach = reach_of(desk.ka1, desk.clock.at)
    found = Task.objects.filter(pk__in=[task.pk for task in tasks]).select_related("case")
    return [candidate.user.username for candidate in candidates(reach, list(found), "id")]


def test_candidates_by_duty_load_and_practice(desk: Desk) -> None:
    task = desk.task(desk.ternak(), "periksa_ternak")
    held(desk, "banit1")
    assert ranked(desk, [task]) == ["banit2", "banit1"]
    now = desk.clock.at
    put_on_duty(user=desk.banit1, unit=desk.unit, starts=now, ends=now + timedelta(hours=8))
    assert ranked(desk, [task]) == ["banit1", "banit2"]


def test_practice_decides_between_equals(desk: Desk) -> None:
    for _ in range(2):
        desk.complete(
            held(desk, "banit2").case, "periksa_ternak", by="banit2", ciri="Cokelat dengan tanda putih"
        )
    assert ranked(desk, [desk.task(desk.ternak(), "periksa_ternak")]) == ["banit2", "banit1"]


def test_absent_people_are_replaced_and_conflicts_left_out(desk: Desk) -> None:
    task = desk.task(desk.ternak(), "periksa_ternak")
    record_absence(user=desk.banit1, since=desk.clock.at, until=None, substitute=desk.pamapta1)
    assert ranked(desk, [task]) == ["banit2", "pamapta1"]
    hide(task.case, desk, who="banit2")
    assert ranked(desk, [task]) == ["pamapta1"]


def test_load_counts_what_the_supervisor_may_know_of(desk: Desk) -> None:
    task = desk.task(desk.ternak(), "periksa_ternak")
    hide(held(desk, "banit1").case, desk, sealed=True)
    found = Task.objects.filter(pk=task.pk).select_related("case")
    offered = candidates(reach_of(desk.ka1, desk.clock.at), list(found), "id")
    assert {candidate.user.username: candidate.load for candidate in offered} == {"banit1": 0, "banit2": 0}


def test_pages_choose_tell_do_and_take_back(desk: Desk, browse: Callable[[str], Client]) -> None:
    tasks = [held(desk), held(desk)]
    page = browse("ka1")
    ids = [task.pk for task in tasks]
    assert "Alihkan 2 tugas" in page.get("/alihkan/", {"pemegang": desk.banit1.pk}).content.decode()
    form = {"tugas": ids, "kepada": [desk.banit2.pk], "alasan": "Pergantian jaga", "langkah": "pratinjau"}
    assert page.post("/alihkan/", {**form, "alasan": ""}).status_code == 422
    told = page.post("/alihkan/", form).content.decode()
    assert "2 tugas pindah" in told
    assert owners(tasks) == ["banit1", "banit1"]
    done = page.post("/alihkan/", {**form, "langkah": "lakukan", "_kunci": "k"})
    assert owners(tasks) == ["banit2", "banit2"]
    assert "2 tugas pindah" in page.get(done["Location"]).content.decode()
    assert browse("kapolres1").get(done["Location"]).status_code == 404
    page.post(f"{done['Location']}kembalikan/")
    assert owners(tasks) == ["banit1", "banit1"]
    assert browse("banit1").post("/alihkan/", form).status_code == 403
