"""Forms in a line: `form(text("nama"), number("jumlah", min=1))`."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from forms_config.schema import Cleaned, Environment, Form, clean, parse

WITA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=WITA)

Json = dict[str, Any]


def source(*components: Json, form_id: str = "f", **more: Any) -> bytes:
    return json.dumps({"id": form_id, "components": components, **more}).encode()


def form(*components: Json, **parts: bytes) -> Form:
    return parse(source(*components), includes=parts.__getitem__)


def part(kind: str, key: str = "", **more: Any) -> Json:
    """`validate` keys are written plainly (required, min, max, minLength ...), everything else as in form-js."""
    rules = {name: more.pop(name) for name in list(more) if name in _RULES}
    named = {"key": key} if kind not in ("group", "dynamiclist") else {"path": key} if key else {}
    return {"type": kind, "id": f"{kind}_{key}", "label": key or kind, **named, "validate": rules, **more}


_RULES = ("required", "min", "max", "minLength", "maxLength", "pattern", "validationType")


def hidden_when(condition: str) -> Json:
    return {"conditional": {"hide": f"={condition}"}}


def answer(found: Form, raw: Json, **environment: Any) -> Cleaned:
    return clean(found, raw, env=Environment(**{"now": NOW, **environment}))


def faults(cleaned: Cleaned) -> list[tuple[str, str]]:
    return [(fault.path, fault.code) for fault in cleaned.errors]
