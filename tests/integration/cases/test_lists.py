"""A list finds exactly the cases that may be known of, one by one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import services
from cases.models import Case, Grant, Recusal
from cases.selectors import listed_cases, reach_of, visible_cases, visible_tasks
from tests.integration.cases.desk_of_test import PEOPLE, Desk


@pytest.fixture
def mixed(desk: Desk) -> Desk:
    """Open, sealed, held, opened by oneself, handed on, kept from somebody, and combinations of these."""
    cases = [desk.ternak(actor=desk.people[f"banit{1 + number % 2}"]) for number in range(8)]
    services.claim_task(task_id=desk.task(cases[1], "periksa_ternak").pk, actor=desk.banit2)
    Case.objects.filter(pk__in=[case.pk for case in cases[1:4]]).update(sealed=True)
    for case in cases[3:6]:
        Grant.objects.create(case=case, unit=desk.banit9.unit, since=desk.clock.at)
    for case, place in zip(
        cases[4:7], (f"user:{desk.banit1.pk}", f"user:{desk.banit9.pk}", "user:0"), strict=True
    ):
        Recusal.objects.create(case=case, place=place, since=desk.clock.at)
        Case.objects.filter(pk=case.pk).update(recusing=True)
    return desk


@pytest.mark.parametrize("who", PEOPLE)
def test_lists_know_what_single_looks_know(mixed: Desk, who: str) -> None:
    reach = reach_of(mixed.people[who], mixed.clock.at)
    seen = {case.pk for case in Case.objects.all() if visible_cases(reach).filter(pk=case.pk).exists()}
    assert {case.pk for case in listed_cases(reach)} == seen
    assert listed_cases(reach).count() == len(seen)
    assert {task.case_id for task in visible_tasks(reach)} == seen


def test_who_sees_which(mixed: Desk) -> None:
    """So that the comparison compares something."""
    counts = {who: listed_cases(reach_of(mixed.people[who], mixed.clock.at)).count() for who in PEOPLE}
    assert counts == {"banit1": 7, "banit2": 8, "pamapta1": 5, "ka1": 5, "kapolres1": 5, "banit9": 1}


def test_the_inbox_costs_the_same_however_long(desk: Desk) -> None:
    client = Client()
    client.force_login(desk.banit1)
    client.get("/")  # the session's own rows are written now
    statements = []
    for _ in range(2):
        for _ in range(3):
            case = desk.ternak()
            services.claim_task(task_id=desk.task(case, "periksa_ternak").pk, actor=desk.banit1)
        with CaptureQueriesContext(connection) as sent:
            page = client.get("/?tab=saya")
        statements.append(len(sent))
        assert page.content.decode().count("<tr data-row") == 3 * len(statements)
    assert statements[0] == statements[1]
