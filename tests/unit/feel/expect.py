"""One way to say what an expression gives: both sides are FEEL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows import feel


def gives(text: str, expected: str, context: Mapping[str, Any] | None = None) -> None:
    """`text` has the value that `expected` has, of the same type."""
    actual, wanted = feel.evaluate(text, context), feel.evaluate(expected)
    assert feel.kind_of(actual) == feel.kind_of(wanted), (text, actual, wanted)
    assert feel.equal(actual, wanted) is True, (text, actual, wanted)


def null_because(text: str, code: str, context: Mapping[str, Any] | None = None) -> feel.Problem:
    """`text` is null, and the first warning has this code."""
    with feel.collect_warnings() as warnings:
        assert feel.evaluate(text, context) is None, text
    assert [problem.code for problem in warnings][:1] == [code], (text, warnings)
    return warnings[0]
