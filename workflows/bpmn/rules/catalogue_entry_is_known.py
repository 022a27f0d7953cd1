"""A job that issues a document or sends a text names one of the procedure (procedure package, "documents")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.bpmn.model import Node, Process
from workflows.bpmn.rules.base import Around, label, nearest
from workflows.findings import Finding, error

#: Job type, the header or input that names the entry, and where the entry must be found.
_USES = (
    ("issue_document", "document", "documents"),
    ("void_document", "document", "documents"),
    ("notify", "message", "messages"),
)


def catalogue_entry_is_known(process: Process, around: Around) -> Iterator[Finding]:
    """BPMN-121."""
    for node in process.nodes.values():
        for job_type, key, kind in _USES:
            known = getattr(around.vocabulary, kind)
            if known is None or node.extensions.job is None or node.extensions.job.type != job_type:
                continue
            entry = _written(node, key)
            if entry and not entry.startswith("=") and entry not in known:
                named: dict[str, Any] = {
                    "name": label(node),
                    "kind": key,
                    "entry": entry,
                    "known": nearest(entry, known),
                }
                yield error("BPMN-121", node.id, line=node.line, **named)


def _written(node: Node, key: str) -> str:
    """The plain text of a header, or of an input mapping to that name."""
    inputs = {mapping.target: mapping.source for mapping in node.extensions.inputs}
    text = node.extensions.headers.get(key) or inputs.get(key, "")
    return _literal(text)


def _literal(text: str) -> str:
    inner = text.removeprefix("=").strip()
    quoted = len(inner) > 1 and inner[0] == inner[-1] == '"' and '"' not in inner[1:-1]
    return inner[1:-1] if quoted else text
