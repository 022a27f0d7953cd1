"""The desk, ready at a moment that stands still; after each test no invariant may be broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.engine.time import clock
from tests.integration.cases.desk_of_test import Desk, make_desk, sound


@pytest.fixture
def desk(db: None, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    with clock(made.clock):
        yield made


@pytest.fixture
def sound_desk(desk: Desk) -> Iterator[Desk]:
    yield desk
    sound()
