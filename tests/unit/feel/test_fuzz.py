"""A sample of what `make fuzz-feel` does a hundred thousand times."""

from __future__ import annotations

from .fuzz import fuzz, summary

SAMPLE = 2_000


def test_grown_expressions_neither_crash_nor_escape_nor_overrun() -> None:
    seen = fuzz(SAMPLE, seed=7)
    values = sum(not each.code for each in seen)
    assert len(seen) == SAMPLE
    assert values > SAMPLE / 2, summary(seen, 7, 0)
