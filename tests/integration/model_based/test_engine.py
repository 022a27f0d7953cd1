"""The engine on a database and the reference interpreter tell the same story, and no invariant is broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given

from cases.engine.time import clock
from cases.engine.unit_of_work import jobs_in_place
from cases.engine.work import held_elements
from tests.integration.cases.desk_of_test import Desk, make_desk, sound
from tests.model_based.comparison import compare
from tests.model_based.diagrams import IN_SERVICE, structured
from tests.model_based.engine_side import EngineSide
from tests.model_based.histories import histories, variables
from tests.model_based.profiles import model_settings


@pytest.fixture
def desk(db: None, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    held = held_elements.set(frozenset())
    with clock(made.clock), jobs_in_place():
        yield made
    held_elements.reset(held)


@model_settings(runs=40, shrink=False)
@given(structured(IN_SERVICE, nodes=14), histories(30), variables())
def test_structured_diagrams(desk, draft, history, data):
    """Of each story nothing stays. Jobs are held: those of a bare diagram would be done at once otherwise."""
    held_elements.set(frozenset(draft.nodes))
    xml = draft.xml()
    with transaction.atomic():
        version = desk.drawn(xml)

        def side(process, given_data, processes):
            return EngineSide(version, desk.unit, desk.banit1, processes, given_data)

        compare(xml, history, data, side=side)
        sound()
        transaction.set_rollback(True)
