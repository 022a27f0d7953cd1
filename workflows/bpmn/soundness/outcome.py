"""How one scope turned out, for the scope around it."""

from __future__ import annotations

from dataclasses import dataclass, field

from workflows.findings import Finding


@dataclass(slots=True)
class Outcome:
    """`completes`: the scope may come to its end. `traps` are findings of places where it may wait for ever; they are
    errors only where nothing around the scope frees it. `findings` stand whatever is around."""

    completes: bool = True
    traps: list[Finding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
