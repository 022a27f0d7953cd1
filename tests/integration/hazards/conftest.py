"""One installation and one crew of processes for all hazards; each test leaves it sound."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.databases import Installation, fresh_installation
from tests.harness.races import Crew, crew
from tests.integration.hazards.course import Course

MOST = 4


@pytest.fixture(scope="session")
def place() -> Iterator[Installation]:
    with fresh_installation() as fresh:
        yield fresh


@pytest.fixture(scope="session")
def people(place: Installation) -> Iterator[Crew]:
    with crew(MOST, installation=place) as ready:
        yield ready


@pytest.fixture
def course(place: Installation, people: Crew, request: pytest.FixtureRequest) -> Iterator[Course]:
    mark = request.node.get_closest_marker("hazard")
    made = Course(place, people, mark.kwargs["rounds"], mark.kwargs.get("processes", 2))
    yield made
    made.is_sound()
