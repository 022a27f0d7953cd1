"""What every rule works with."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from workflows.bpmn.model import Definitions, Element, Process
from workflows.bpmn.recursion import Recursion, recursion
from workflows.bpmn.vocabulary import Vocabulary
from workflows.findings import Finding


@dataclass(frozen=True)
class Around:
    """What surrounds the process that a rule looks at."""

    definitions: Definitions
    vocabulary: Vocabulary

    @cached_property
    def recursion(self) -> Recursion:
        """The circles of calls in the file, found once for all its processes."""
        return recursion(self.definitions.processes.values())


#: A rule yields all its findings about one process; it never raises for what a file says.
Rule = Callable[[Process, Around], Iterable[Finding]]


def label(element: Element) -> str:
    """How a process owner knows the element: its name, or its id where it has none."""
    return element.name or element.id


def flow_label(process: Process, flow_id: str) -> str:
    """A flow by its name, or by the names of its two ends."""
    flow = process.flows[flow_id]
    return flow.name or f"{label(process.nodes[flow.source])} → {label(process.nodes[flow.target])}"


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Up to five known names, those most like `name`; the first ones where none is alike, a dash for none.

    Compares with a hundred names at most, those with the same first letter before the others.
    """
    ordered = _candidates(name[:1], frozenset(known))
    return difflib.get_close_matches(name[:60], ordered, n=5, cutoff=0.5) or list(ordered[:5]) or ["—"]


@lru_cache(maxsize=64)
def _candidates(first: str, known: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(known, key=lambda each: (each[:1] != first, each))[:100])
