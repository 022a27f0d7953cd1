"""Every expression of the YAML files is FEEL."""

from __future__ import annotations

from collections.abc import Iterator

from workflows import feel
from workflows.findings import Finding, error

from .. import kinds
from ..records import of_kind
from .scope import Scope, said

_WITH_FEEL = (kinds.EXPRESSION, kinds.DURATION_OR_FEEL, kinds.SHARE_OR_DURATION, kinds.ADDRESS)


def expressions_are_feel(scope: Scope) -> Iterator[Finding]:
    for record in scope.package.records:
        for kind in _WITH_FEEL:
            for path, text in of_kind(record.value, kind):
                if text.startswith("=") and (fault := feel_fault(text[1:])):
                    yield said(record, "PKG-204", path, text=text, problem=fault)


def feel_fault(text: str) -> Finding | None:
    """What is wrong with an expression, or None."""
    try:
        feel.compile_expression(text)
    except feel.FeelError as fault:
        return error(fault.code, line=fault.line, column=fault.column, **fault.params)
    return None
