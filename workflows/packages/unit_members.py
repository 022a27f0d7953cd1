"""The names that FEEL may read after `unit.`: what an expression knows of the unit that has the case."""

from __future__ import annotations

#: `level` and `name` are texts; `working_days(start, end)` counts on the unit's calendar, `in_words(moment)` says a
#: moment on its clock.
UNIT_MEMBERS = frozenset({"in_words", "level", "name", "working_days"})
