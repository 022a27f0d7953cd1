"""When a timer event is due: ISO 8601 dates, durations and cycles, or FEEL giving one (BPMN 2.0.2, 10.4.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from organization import durations, worktime
from organization.models import Unit
from organization.selectors import CLOCK, calendar_of
from workflows import feel
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import StepFailed

from .variables import value_of

_CYCLE = re.compile(r"R(?P<times>\d*)/(?P<interval>P.+)\Z")

#: `repeats_left` of a cycle without an end.
FOR_EVER = -1


@dataclass(frozen=True, slots=True)
class Due:
    """The next moment, and of a cycle the interval and how many firings follow (`FOR_EVER`: no end)."""

    at: datetime
    interval: str = ""
    repeats_left: int | None = None


def due_of(
    event: bpmn.Node,
    definition: bpmn.TimerDefinition,
    *,
    unit: Unit,
    context: Mapping[str, Any],
    start: datetime,
) -> Due:
    """When a timer of an event is due, counted from `start` on the calendar that the event names. Raises StepFailed."""
    calendar = event.extensions.properties.get("calendar", CLOCK)
    try:
        value = value_of(definition.expression, context)
        if definition.kind is bpmn.TimerKind.DATE:
            return Due(moment(value, unit))
        if definition.kind is bpmn.TimerKind.DURATION:
            return Due(after(start, value, unit=unit, calendar=calendar))
        return _cycle(str(value), unit=unit, calendar=calendar, start=start)
    except (ValueError, feel.FeelError) as error:
        raise StepFailed("timer_unreadable", element=event.id, expression=definition.expression) from error


def moment(value: Any, unit: Unit) -> datetime:
    """A point in time; without an offset it is the unit's local time. Raises ValueError."""
    point = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return point if point.tzinfo else point.replace(tzinfo=ZoneInfo(unit.zone))


def after(start: datetime, duration: Any, *, unit: Unit, calendar: str) -> datetime:
    """`start` plus a duration (timedelta or ISO 8601 text) on a calendar of the unit. Raises ValueError."""
    if isinstance(duration, timedelta) and calendar == CLOCK:
        return start + duration
    text = duration if isinstance(duration, str) else feel.to_json(duration)
    return worktime.add(start, durations.parse(str(text)), calendar_of(unit, calendar))


def _cycle(text: str, *, unit: Unit, calendar: str, start: datetime) -> Due:
    match = _CYCLE.match(text)
    if match is None:
        raise ValueError(text)
    times = int(match["times"]) if match["times"] else None
    left = FOR_EVER if times is None else times - 1
    return Due(after(start, match["interval"], unit=unit, calendar=calendar), match["interval"], left)
