"""Who stands by for which function, and who may plan it (R-047, R-066)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from organization.errors import DutyImpossible, DutyOverlaps, RosterNotYours
from organization.models import Duty, Function
from organization.roster import cancel_shift, may_plan, plan_shift, shifts, standby
from tests.integration.organization.conftest import Police

HOUR = timedelta(hours=1)


@pytest.fixture
def branch(police: Police) -> Police:
    """A Polres: its head, the head of investigation, two duty officers of it, a desk officer."""
    police.post("kepala", "kapolres")
    police.post("kasat", "kasat_reskrim", function="satreskrim")
    police.post("reskrim1", "piket_fungsi", function="satreskrim")
    police.post("reskrim2", "piket_fungsi", function="satreskrim")
    police.post("banit", "banit_spkt", function="spkt")
    return police


def plan(police: Police, who: str, *, by: str = "kasat", function: str = "satreskrim", **span: Any) -> Duty:
    return plan_shift(
        planner=police.person(by),
        user=police.person(who),
        unit=police.units["polres"],
        function=police.functions[function] if function else None,
        at=police.now,
        **{"starts": police.now - HOUR, "ends": police.now + 7 * HOUR, **span},
    )


def on_board(police: Police) -> dict[str, list[str]]:
    rows = standby(police.units["polres"], police.now)
    return {row.function.code: [duty.user.username for duty in row.duties] for row in rows}


def test_a_function_shows_its_duty_officers_and_a_gap_shows_nobody(branch: Police) -> None:
    plan(branch, "reskrim1")
    plan(branch, "banit", by="kepala", function="", starts=branch.now + HOUR, ends=branch.now + 8 * HOUR)
    assert on_board(branch) == {"satreskrim": ["reskrim1"], "spkt": []}


def test_an_absent_officer_does_not_stand_by(branch: Police) -> None:
    plan(branch, "reskrim1")
    branch.absent("reskrim1")
    assert on_board(branch) == {"satreskrim": []}


def test_a_shift_without_function_counts_for_the_posts_held(branch: Police) -> None:
    plan(branch, "reskrim2", by="kepala", function="")
    assert on_board(branch) == {"satreskrim": ["reskrim2"]}


def test_the_board_takes_as_many_queries_for_many_as_for_one(
    branch: Police, django_assert_num_queries: Any
) -> None:
    plan(branch, "reskrim1")
    plan(branch, "reskrim2")
    plan(branch, "banit", by="kepala", function="spkt")
    with django_assert_num_queries(2):
        standby(branch.units["polres"], branch.now)


def test_heads_plan_what_they_lead_and_nobody_else_does(branch: Police) -> None:
    unit, own, other = branch.units["polres"], branch.functions["satreskrim"], branch.functions["spkt"]
    plans = {
        (who, function.code if function else ""): may_plan(branch.person(who), unit, function, branch.now)
        for who in ("kepala", "kasat", "reskrim1")
        for function in (own, other, None)
    }
    allowed = {key for key, value in plans.items() if value}
    assert allowed == {("kepala", "satreskrim"), ("kepala", "spkt"), ("kepala", ""), ("kasat", "satreskrim")}


def test_a_role_that_keeps_the_roster_plans_for_all(branch: Police) -> None:
    branch.post("pamapta", "pamapta", function="spkt")
    with pytest.raises(RosterNotYours):
        plan(branch, "reskrim1", by="pamapta")
    branch.roles["pamapta"].keeps_roster = True
    branch.roles["pamapta"].save()
    assert plan(branch, "reskrim1", by="pamapta").planned_by == branch.person("pamapta")


def test_nobody_is_on_duty_twice_at_a_time(branch: Police) -> None:
    first = plan(branch, "reskrim1")
    with pytest.raises(DutyOverlaps) as refused:
        plan(branch, "reskrim1", starts=branch.now + 6 * HOUR, ends=branch.now + 9 * HOUR)
    assert refused.value.starts == first.starts
    assert plan(branch, "reskrim1", starts=first.ends, ends=first.ends + 8 * HOUR).pk


@pytest.mark.parametrize(
    ("who", "function", "begins", "ends", "reason"),
    [
        ("reskrim1", "satreskrim", 2, 1, "ends_first"),
        ("reskrim1", "satreskrim", 1, 60, "too_long"),
        ("reskrim1", "satreskrim", -9, -1, "over"),
        ("banit", "satreskrim", 1, 9, "no_post"),
    ],
)
def test_impossible_shifts(
    branch: Police, who: str, function: str, begins: int, ends: int, reason: str
) -> None:
    with pytest.raises(DutyImpossible) as refused:
        plan(
            branch,
            who,
            by="kepala",
            function=function,
            starts=branch.now + begins * HOUR,
            ends=branch.now + ends * HOUR,
        )
    assert refused.value.reason == reason
    assert Duty.objects.count() == 0


def test_a_shift_to_come_is_removed_and_a_running_one_ends_now(branch: Police) -> None:
    running = plan(branch, "reskrim1")
    coming = plan(branch, "reskrim2", starts=branch.now + HOUR, ends=branch.now + 2 * HOUR)
    for duty in (running, coming):
        cancel_shift(
            planner=branch.person("kasat"), duty_id=duty.pk, unit=branch.units["polres"], at=branch.now
        )
    kept = shifts(branch.units["polres"], branch.now - HOUR, branch.now + HOUR)
    assert [(duty.user.username, duty.ends) for duty in kept] == [("reskrim1", branch.now)]
    with pytest.raises(DutyImpossible):
        cancel_shift(
            planner=branch.person("kasat"), duty_id=running.pk, unit=branch.units["polres"], at=branch.now
        )


def test_the_roster_of_another_unit_is_out_of_reach(branch: Police) -> None:
    duty = plan(branch, "reskrim1")
    branch.post("lain", "kapolsek", unit="polsek")
    with pytest.raises(RosterNotYours):
        cancel_shift(
            planner=branch.person("lain"), duty_id=duty.pk, unit=branch.units["polres"], at=branch.now
        )
    assert Function.objects.count() == 3
    assert Duty.objects.get().ends == duty.ends
