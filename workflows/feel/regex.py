"""Regular expressions of XPath (XQuery and XPath Functions, 7.6) on an engine that needs linear time.

Back-references and look-around cannot be had in linear time: a pattern with one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .errors import Refused
from .regex_classes import translate

_FLAGS = frozenset("smixq")
_MAX_PATTERN = 2_000


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str) -> Any:
    """The compiled pattern. Raises Refused when it or its flags are not allowed."""
    if not set(flags) <= _FLAGS:
        raise Refused("FEEL-238", flags=flags)
    if len(pattern) > _MAX_PATTERN:
        raise Refused("FEEL-236", pattern=pattern[:40], reason="too long")
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    options.case_sensitive = "i" not in flags
    options.literal = "q" in flags
    inline = "".join(flag for flag in "sm" if flag in flags)
    text = pattern if "q" in flags else translate(pattern, extended="x" in flags)
    try:
        return re2.compile(f"(?{inline}:{text})" if inline and "q" not in flags else text, options)
    except re2.error as error:
        raise Refused("FEEL-236", pattern=pattern[:40], reason=_reason(error)) from None


def _reason(error: Exception) -> str:
    text = error.args[0] if error.args else ""
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)


_REFERENCE = re.compile(r"\\\\|\\\$|\\|\$(\d+)|\$", re.ASCII)


def replacement_for(regex: Any, replacement: str, flags: str) -> Callable[[Any], str]:
    """What fills a match: `$n` is a group, `\\$` and `\\\\` are themselves, any other `\\` or `$` is refused."""
    if "q" in flags:
        return lambda match: replacement
    parts: list[str | int] = []
    last = 0
    for found in _REFERENCE.finditer(replacement):
        parts.append(replacement[last : found.start()])
        parts.extend(_piece(found, regex.groups, replacement))
        last = found.end()
    parts.append(replacement[last:])
    return lambda match: "".join(part if isinstance(part, str) else match.group(part) or "" for part in parts)


def _piece(found: re.Match[str], groups: int, replacement: str) -> tuple[str | int, ...]:
    text = found.group()
    if text in ("\\\\", "\\$"):
        return (text[1],)
    digits = found.group(1)
    if not digits:
        raise Refused("FEEL-239", replacement=replacement[:40])
    size = len(digits)
    while size > 1 and int(digits[:size]) > groups:
        size -= 1
    number = int(digits[:size])
    return (number if number <= groups else "", digits[size:])
