"""What the analysis of one file may cost: steps, counted, so that the answer is the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Budget:
    """Shared by all scopes of a file. All of it takes well under a second.

    `steps` are for visiting markings, `arcs` for reducing nets and looking for paths.
    """

    steps: int = 3_000_000
    arcs: int = 800_000

    def spend(self, steps: int) -> bool:
        """Whether there was that much left for markings."""
        self.steps -= steps
        return self.steps >= 0

    def touch(self, arcs: int) -> bool:
        """Whether there was that much left for arcs."""
        self.arcs -= arcs
        return self.arcs >= 0
