"""The few expressions that random diagrams are made of, read without the project's FEEL.

`a`, `not(a)`, `n > 1`, `n = 2`, `true`, `false`, `3`, `n + 1`, `[1, 2]`. What is missing is null, and null is no truth.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Lookup = Callable[[str], Any]


def value_of(text: str, lookup: Lookup) -> Any:
    text = text.removeprefix("=").strip()
    if text.startswith("["):
        inside = text.strip("[]").strip()
        return [value_of(part, lookup) for part in inside.split(",")] if inside else []
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"\d+", text):
        return int(text)
    if found := re.fullmatch(r"not\((.*)\)", text):
        value = value_of(found[1], lookup)
        return not value if isinstance(value, bool) else None
    if found := re.fullmatch(r"(\w+) ([>=+]) (\w+)", text):
        return _binary(value_of(found[1], lookup), found[2], value_of(found[3], lookup))
    if re.fullmatch(r"[a-zA-Z]\w*", text):
        return lookup(text)
    raise ValueError(text)


def _binary(left: Any, operator: str, right: Any) -> Any:
    if operator == "=":
        return left == right
    if not isinstance(left, int) or not isinstance(right, int):
        return None
    return left > right if operator == ">" else left + right


def holds(text: str, lookup: Lookup) -> bool:
    return value_of(text, lookup) is True
