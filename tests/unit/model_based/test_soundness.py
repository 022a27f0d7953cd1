"""What the check calls sound comes to its end, whatever people do and whatever the data say."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.model_based.comparison import beginning
from tests.model_based.diagrams import structured, unstructured
from tests.model_based.histories import histories, variables
from tests.model_based.operations import Operation, chosen, possible
from tests.model_based.profiles import model_settings
from tests.model_based.reference_side import ReferenceSide
from workflows.bpmn import check, read

#: "Not decided"; beside it whatever the analysis of soundness (BPMN-3xx) finds.
UNDECIDED = "BPMN-203"
#: Said of sound drawings, too. None of the others may come up, or the drawings are no BPMN.
OF_SHAPE = {"BPMN-201", "BPMN-202", UNDECIDED}


def is_unsound(code: str) -> bool:
    return code.startswith("BPMN-3") or code == UNDECIDED


@model_settings(runs=200)
@given(st.one_of(structured(), unstructured()), histories(), variables())
def test_a_sound_case_never_stands_still(draft, history, data):
    definitions = read(draft.xml())
    found = {finding.code for finding in check(definitions)}
    assert {code for code in found if not is_unsound(code)} <= OF_SHAPE
    assume(not any(map(is_unsound, found)))
    process = definitions.main()
    case = ReferenceSide(process, data, definitions.processes)
    operation: Operation | None = Operation("start", event=beginning(process))
    choices = iter(history)
    while operation is not None:
        case.do(operation)
        situation = case.situation()
        assert situation.outcome is not None or possible(situation), situation.text()
        choice = next(choices, None)
        operation = None if choice is None or situation.outcome else chosen(situation, choice)
