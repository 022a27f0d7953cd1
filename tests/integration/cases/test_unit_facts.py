"""What expressions read of the unit: its level, its name, and working days counted on its own calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases.engine.unit_facts import UnitFacts
from cases.engine.variables import context_of
from organization.models import Calendar, Holiday, Unit
from tests.integration.cases.desk_of_test import Desk
from workflows import feel
from workflows.packages.placeholders import fill
from workflows.selectors import package_of

WITA = "+08:00"


@pytest.fixture
def unit(desk: Desk) -> Unit:
    """Christmas 2026 is off, the day before by joint leave."""
    for day, joint_leave in ((24, True), (25, False)):
        Holiday.objects.create(date=date(2026, 12, day), title=f"Libur {day}", joint_leave=joint_leave)
    return desk.unit


def days(unit: Unit, start: str, end: str) -> Any:
    text = f'unit.working_days(date and time("{start}"), date and time("{end}"))'
    return feel.evaluate(text, {"unit": UnitFacts(unit)})


def test_the_day_of_receipt_does_not_count_and_holidays_do_not_either(unit: Unit) -> None:
    received = f"2026-12-16T10:00:00{WITA}"
    assert days(unit, received, f"2026-12-28T09:00:00{WITA}") == 6
    assert days(unit, received, f"2026-12-29T09:00:00{WITA}") == 7
    assert days(unit, received, received) == 0
    assert days(unit, received, f"2026-12-01T09:00:00{WITA}") == 0


def test_days_are_those_of_the_units_zone(unit: Unit) -> None:
    """Seven in the evening UTC is the next morning in WITA."""
    assert days(unit, "2026-12-15T19:00:00Z", f"2026-12-16T23:00:00{WITA}") == 0
    unit.zone = "Asia/Jakarta"
    assert days(unit, "2026-12-15T16:00:00Z", "2026-12-16T10:00:00+07:00") == 1


def test_a_unit_that_works_on_saturdays_counts_them(unit: Unit) -> None:
    friday, monday = f"2026-11-20T09:00:00{WITA}", f"2026-11-23T09:00:00{WITA}"
    assert days(unit, friday, monday) == 1
    unit.calendar = Calendar.objects.create(
        code="enam_hari", title="Enam hari", weekend=[7], hours={"1": [["08:00", "15:00"]]}
    )
    assert days(unit, friday, monday) == 2


def test_what_is_no_date_is_null_with_a_reason(unit: Unit) -> None:
    with feel.collect_warnings() as warnings:
        assert feel.evaluate('unit.working_days("besok", now())', {"unit": UnitFacts(unit)}) is None
        assert days(unit, f"1000-01-01T00:00:00{WITA}", f"2026-01-01T00:00:00{WITA}") is None
    assert [problem.code for problem in warnings] == ["FEEL-225", "FEEL-206"]


def test_a_plain_day_is_a_day_of_the_unit(unit: Unit) -> None:
    text = 'unit.working_days(@"2026-12-16", @"2026-12-29")'
    assert feel.evaluate(text, {"unit": UnitFacts(unit)}) == 7


def test_a_moment_is_said_on_the_units_clock(unit: Unit) -> None:
    text = 'unit.in_words(date and time("2026-11-23T01:18:00Z"))'
    assert feel.evaluate(text, {"unit": UnitFacts(unit)}) == "Senin, 23 November 2026 pukul 09.18 WITA"


def test_a_message_may_name_the_unit(desk: Desk) -> None:
    context = context_of(desk.ternak(), package_of(desk.procedure()))
    assert fill("{{ unit.name }} ({{ unit.level }})", context) == f"{desk.unit.name} (polres)"
