"""Messages: what triggers them is there, and their placeholders are FEEL."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.findings import Finding, Severity

from ..message import MessageDefinition
from ..placeholders import expressions, unbalanced
from ..records import Record
from .jobs import machine_steps, static_text
from .scope import Scope, said, unknown
from .syntax import feel_fault


def triggers_are_known(scope: Scope) -> Iterator[Finding]:
    known = {"state": scope.state_codes, "document": scope.document_codes, "clock": scope.clock_codes}
    codes = {"state": "PKG-209", "document": "PKG-233", "clock": "PKG-235"}
    told = {
        static_text(scope.settings_of(node).get("message", ""))
        for _, node, kind in machine_steps(scope)
        if kind == "notify"
    }
    for record in scope.package.message_records:
        message = record.value
        if message.kind in known:
            yield from unknown(record, codes[message.kind], "on", message.subject_code, known[message.kind])
        elif message.on and scope.diagrams and message.on not in told:
            yield said(record, "PKG-236", "on", severity=Severity.WARNING, value=message.on)


def placeholders_are_feel(scope: Scope) -> Iterator[Finding]:
    for record in scope.package.message_records:
        for path, text in _texts(record):
            if unbalanced(text):
                yield said(record, "PKG-237", path)
            for expression in expressions(text):
                if fault := feel_fault(expression):
                    yield said(record, "PKG-204", path, text=expression, problem=fault)


def _texts(record: Record[MessageDefinition]) -> Iterator[tuple[str, str]]:
    for name in ("subject", "text"):
        local = getattr(record.value, name)
        if local is not None:
            yield f"{name}.id", local.id
            yield f"{name}.en", local.en
