"""Machine steps: what the catalogue demands is given, and names a thing of this package."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.bpmn.model import Node
from workflows.findings import Finding

from ..records import closest
from .scope import Scope, drawn


def settings_are_given(scope: Scope) -> Iterator[Finding]:
    demanded = scope.vocabulary.job_types or {}
    for file, node, kind in machine_steps(scope):
        given = scope.settings_of(node)
        for name in demanded.get(kind, ()):
            if not given.get(name):
                yield drawn(file, node, "PKG-231", job=kind, setting=name)


def numbers_are_known(scope: Scope) -> Iterator[Finding]:
    """Documents and messages that a step names are the diagram's own rule; numbers are ours."""
    known = scope.definition.numbers
    for file, node, kind in machine_steps(scope):
        word = static_text(scope.settings_of(node).get("number", "")) if kind == "reserve_number" else ""
        if word and word not in known:
            yield drawn(file, node, "PKG-232", value=word, guess=closest(word, known) or "-")


def machine_steps(scope: Scope) -> Iterator[tuple[str, Node, str]]:
    """Every node that names a job type: file, node, type."""
    for file, node in scope.nodes():
        if node.extensions.job is not None:
            yield file, node, node.extensions.job.type


def static_text(text: str) -> str:
    """The word that a setting always has: static text, or FEEL that is nothing but a text. Empty otherwise."""
    if not text.startswith("="):
        return text.strip()
    inner = text.removeprefix("=").strip()
    quoted = len(inner) > 1 and inner[0] == inner[-1] == '"' and '"' not in inner[1:-1]
    return inner[1:-1] if quoted else ""
