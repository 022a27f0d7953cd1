"""docs/hazards.md tells what the tests do, and misses no experiment that concerns what is built."""

from __future__ import annotations

from tests.harness.hazards import PAGE, hazards, page

#: Number 17, multi-instance activities, is not among them yet (docs/hazards.md).
BUILT = [("1a", number) for number in range(1, 17)] + [("1b", 0)]


def test_the_page_shows_the_tests_as_they_are() -> None:
    assert PAGE.read_text() == page(PAGE.read_text()), "run `python -m tests.harness.hazards`"


def test_every_experiment_has_its_test() -> None:
    assert sorted({hazard.place for hazard in hazards()}) == sorted(BUILT)


def test_each_is_repeated_in_more_than_one_process() -> None:
    assert all(hazard.rounds >= 5 and hazard.processes >= 2 for hazard in hazards())
