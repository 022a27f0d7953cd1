"""All that is to be said about a diagram, at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from workflows.bpmn.model import Definitions, Process
from workflows.bpmn.rules import EXECUTABILITY, STRUCTURE, Around, Rule
from workflows.bpmn.soundness import Budget, soundness
from workflows.bpmn.vocabulary import BARE, Vocabulary
from workflows.findings import Finding, Severity, error

#: More findings than that help nobody; a last one says that there are others.
MAX_FINDINGS = 500

#: With these the graph isn't what its author meant, and every path in it would be blamed for it.
_BROKEN_GRAPH = frozenset({"BPMN-010", "BPMN-011", "BPMN-014", "BPMN-212", "BPMN-213"})

#: Said of a process that the file marks as not executable, these are warnings: conditions, names and times are left
#: out of such a drawing (10.2, private non-executable process), and what runs it all the same opens an incident.
_FOR_A_RUN = frozenset(
    {"BPMN-112", "BPMN-117", "BPMN-118", "BPMN-120", "BPMN-122", "BPMN-123", "BPMN-217", "BPMN-220"}
)


def check(definitions: Definitions, vocabulary: Vocabulary | None = None) -> list[Finding]:
    """Findings of reading, structure, executability and soundness of the processes meant to run.

    These are the ones marked executable, or all where none is. Without `vocabulary` the diagram is judged alone.
    Never raises for what a file says. Bounded: about 2 s for the largest file that can be read.
    """
    around = Around(definitions, vocabulary or BARE)
    found = _all(definitions, around)
    listed = list(islice(found, MAX_FINDINGS))
    if next(found, None) is not None:
        listed.append(error("BPMN-008", definitions.id, count=MAX_FINDINGS))
    return listed


def judged(definitions: Definitions) -> list[Process]:
    """The processes that a check looks at."""
    marked = [process for process in definitions.processes.values() if process.executable]
    return marked or list(definitions.processes.values())


def _all(definitions: Definitions, around: Around) -> Iterator[Finding]:
    yield from definitions.findings
    broken = any(finding.code in _BROKEN_GRAPH for finding in definitions.findings)
    budget = Budget()
    for process in judged(definitions):
        structure = list(_apply(STRUCTURE, process, around))
        yield from structure
        yield from _apply(EXECUTABILITY, process, around)
        if not broken and not any(finding.code in _BROKEN_GRAPH for finding in structure):
            yield from soundness(process, budget, around.definitions.processes.values())


def _apply(rules: Iterable[Rule], process: Process, around: Around) -> Iterator[Finding]:
    for rule in rules:
        for finding in rule(process, around):
            lenient = process.drawn and finding.code in _FOR_A_RUN
            yield replace(finding, severity=Severity.WARNING) if lenient else finding
