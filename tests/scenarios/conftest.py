"""The stage of scenarios."""

from collections.abc import Iterator

import pytest

from .stage import Stage, staged


@pytest.fixture
def stage(db: None) -> Iterator[Stage]:
    with staged() as made:
        yield made
