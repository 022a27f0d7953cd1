"""FEEL inside forms: the form's own values as JSON shows them, plus what surrounds the form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from workflows import feel


@lru_cache(maxsize=4096)
def compiled(text: str) -> feel.Expression:
    """Raises FeelError for text that is no expression."""
    return feel.compile_expression(text)


def value_of(text: str, context: Mapping[str, Any]) -> Any:
    """The JSON-ready value of an expression over JSON-ready data. Raises FeelError for text that is no expression.

    What FEEL can't compute is None: a condition over answers that aren't there yet is simply not true. So is one
    that uses up its budget on what a person typed: a check then fails, and nothing is hidden.
    """
    expression = compiled(text)
    try:
        return feel.to_json(expression(feel.from_json(context)))
    except feel.FeelError:
        return None


def holds(text: str, context: Mapping[str, Any]) -> bool:
    """Whether a condition is true; null is not. Raises FeelError."""
    return value_of(text, context) is True
