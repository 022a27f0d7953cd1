"""Random diagrams for Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from .blocks import ALL, IN_SERVICE, Blocks, Kinds
from .draft import Draft
from .graphs import tangle

__all__ = ["ALL", "IN_SERVICE", "Draft", "Kinds", "structured", "unstructured"]


@st.composite
def structured(draw: st.DrawFn, kinds: Kinds | None = None, nodes: int = 22) -> Draft:
    """Blocks inside blocks: what the check calls sound, by and large."""
    blocks = Blocks(draw, kinds or Kinds(), draw(st.integers(6, nodes)))
    blocks.process()
    return blocks.draft


@st.composite
def unstructured(draw: st.DrawFn, kinds: Kinds | None = None, nodes: int = 18) -> Draft:
    """A structured diagram with flows drawn across it."""
    blocks = Blocks(draw, kinds or Kinds(), draw(st.integers(6, nodes)))
    blocks.process()
    tangle(draw, blocks.draft)
    return blocks.draft
