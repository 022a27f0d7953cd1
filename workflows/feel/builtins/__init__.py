"""The built-in functions of DMN 1.5, 10.3.4, by name."""

from __future__ import annotations

from . import aggregates, contexts, conversions, lists, logic, numbers, ranges, temporal, text
from .registry import Builtin, collect

BUILTINS: dict[str, Builtin] = collect(
    (aggregates, contexts, conversions, lists, logic, numbers, ranges, temporal, text)
)

__all__ = ["BUILTINS", "Builtin"]
