"""`{{ FEEL }}` inside the texts of messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workflows import feel

_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def expressions(text: str) -> Iterator[str]:
    """The FEEL of every placeholder, in order."""
    return (match[1].strip() for match in _PLACEHOLDER.finditer(text))


def unbalanced(text: str) -> bool:
    """Whether braces are left over that look like a placeholder."""
    rest = _PLACEHOLDER.sub("", text)
    return "{{" in rest or "}}" in rest


def fill(text: str, context: Mapping[str, Any], escape: Callable[[str], str] = str) -> str:
    """The text with every placeholder's value, escaped for where it goes. `context` is JSON-ready.

    What is null is written as nothing. Raises FeelError for a placeholder that is no FEEL.
    """
    names = feel.from_json(context)

    def written(match: re.Match[str]) -> str:
        value = feel.evaluate(match[1].strip(), names)
        return "" if value is None else escape(shown(value))

    return _PLACEHOLDER.sub(written, text)


def shown(value: Any) -> str:
    """A FEEL value as people write it: texts without quotes, lists with commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
    return feel.to_text(value)
