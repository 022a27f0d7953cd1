"""What the machine-readable description says beyond what the views say: how a refusal looks."""

from __future__ import annotations

from typing import Any

PROBLEM_TYPE = "application/problem+json"
_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` never changes and is for programs; `detail` is a sentence for people.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": _TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": _TEXT,
        "code": _TEXT,
        "facts": {"type": "object", "additionalProperties": True},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "code", "text"],
                "properties": {"path": _TEXT, "code": _TEXT, "text": _TEXT},
            },
        },
    },
}
_REFUSED = {
    "description": "A refusal; nothing was written.",
    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def with_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Every operation may be refused, and every refusal has one shape."""
    result["components"].setdefault("schemas", {})["Problem"] = _PROBLEM
    for path in result["paths"].values():
        for operation in path.values():
            operation["responses"].setdefault("default", _REFUSED)
    return result
