"""Faults put into the machine on purpose: within the runs of every change, the comparison finds each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.model_based.comparison import compare
from tests.model_based.diagrams import ALL, structured, unstructured
from tests.model_based.histories import histories, variables
from workflows.bpmn.semantics import activities, awaiting, gateways, loops, occurring, scopes, throwing

#: What the comparison itself has with every change (test_machine).
RUNS = 500


def a_join_counts_tokens_instead_of_flows(patch: Any) -> None:
    def arrived(run, join, scope):
        return {str(token.number): token for token in run.marking.at(join.id, scope.number)}

    patch.setattr(gateways, "_arrived", arrived)


def a_boundary_event_stays_armed_when_its_activity_is_completed(patch: Any) -> None:
    right = activities.bring_out

    def bring_out(run, move, asked=None):
        right(run, move, asked)
        awaiting.arm_boundaries(run, move)

    patch.setattr(activities, "bring_out", bring_out)


def terminate_leaves_a_sibling(patch: Any) -> None:
    def empty(run, scope):
        for token in list(run.marking.in_scope(scope.number))[1:]:
            scopes.withdraw(run, token)

    patch.setattr(throwing, "empty", empty)


def an_inclusive_join_waits_for_nobody(patch: Any) -> None:
    patch.setattr(gateways, "_more_to_come", lambda *around: False)


def an_interrupting_boundary_event_leaves_its_host(patch: Any) -> None:
    def fire(run, event, host, asked):
        occurring.occur(run, event, run.marking.scopes[host.scope], asked)

    patch.setattr(occurring, "fire_boundary", fire)


def a_loop_is_over_after_its_first_pass(patch: Any) -> None:
    patch.setattr(loops, "_is_enough", lambda *around: True)


FAULTS: list[Callable[[Any], None]] = [
    a_join_counts_tokens_instead_of_flows,
    a_boundary_event_stays_armed_when_its_activity_is_completed,
    terminate_leaves_a_sibling,
    an_inclusive_join_waits_for_nobody,
    an_interrupting_boundary_event_leaves_its_host,
    a_loop_is_over_after_its_first_pass,
]


@settings(
    max_examples=RUNS,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
@given(st.one_of(structured(ALL), unstructured(ALL)), histories(), variables())
def tell_stories(draft, history, data):
    compare(draft.xml(), history, data)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_is_found(fault, monkeypatch):
    fault(monkeypatch)
    with pytest.raises((AssertionError, LookupError)):
        tell_stories()
