"""The desk of the case tests, with the pages of the people who lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from cases.engine.time import clock
from tests.integration.cases.desk_of_test import Desk, make_desk, sound


@pytest.fixture
def desk(db: None, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    with clock(made.clock):
        yield made
    sound()


@pytest.fixture
def browse(desk: Desk) -> Callable[[str], Client]:
    """browse("ka1"): the pages as that person sees them."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(desk.people[name])
        return client

    return signed_in
