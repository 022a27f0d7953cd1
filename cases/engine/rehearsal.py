"""What an operation would do, worked out by the token machine on a copy: nothing is written, nothing is locked."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from cases.models import Case
from workflows.bpmn import model as bpmn
from workflows.bpmn.semantics import Effect, Machine, Marking
from workflows.packages import Package

from .judge import CaseJudge
from .library import CaseLibrary


def rehearse(case: Case, package: Package, operation: Callable[[Machine], None]) -> list[Effect]:
    """The effects that the operation would have now, in order. Raises what the machine raises for it."""
    machine = machine_of(case, package)
    operation(machine)
    return machine.effects


def machine_of(case: Case, package: Package) -> Machine:
    """A machine that stands where the case stands, on a copy of its data."""
    stand_in = copy.copy(case)
    stand_in.data = copy.deepcopy(case.data)
    marking = Marking.from_json(copy.deepcopy(case.marking))
    library = CaseLibrary(stand_in, package, marking)
    judge = CaseJudge(stand_in, marking, library, _unheard, lenient=package.bare)
    return Machine(library.process_of(""), marking, judge, library=library)


def _unheard(node: bpmn.Node, decision: str, outcome: Any) -> None:
    """Decisions of a rehearsal leave no trace."""
