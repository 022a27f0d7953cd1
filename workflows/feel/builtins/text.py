"""String functions (DMN 1.5, table 75). Positions count characters, not bytes or code units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..errors import Refused
from ..regex import compiled, replacement_for
from ..runtime import Run
from .registry import builtin


def _position(number: Decimal) -> int:
    """The part before the point; far outside any text it does not matter how far."""
    return int(number) if number.adjusted() < 15 else (-(10**15) if number < 0 else 10**15)


@builtin("substring(string: string, start position: number, length: number? = )")
def substring(text: str, start: Decimal, length: Decimal | None = None) -> str:
    first = _position(start)
    if first == 0 or abs(first) > len(text):
        raise Refused("FEEL-219", index=str(start), size=len(text))
    begin = first - 1 if first > 0 else len(text) + first
    if length is None:
        return text[begin:]
    size = _position(length)
    if size < 1:
        raise Refused("FEEL-219", index=str(length), size=len(text))
    return text[begin : begin + size]


@builtin("string length(string: string)")
def string_length(text: str) -> Decimal:
    return Decimal(len(text))


@builtin("upper case(string: string)")
def upper_case(text: str) -> str:
    return text.upper()


@builtin("lower case(string: string)")
def lower_case(text: str) -> str:
    return text.lower()


@builtin("substring before(string: string, match: string)")
def substring_before(text: str, match: str) -> str:
    head, found, _ = text.partition(match) if match else ("", "", "")
    return head if found else ""


@builtin("substring after(string: string, match: string)")
def substring_after(text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


@builtin("contains(string: string, match: string)")
def contains(text: str, match: str) -> bool:
    return match in text


@builtin("starts with(string: string, match: string)")
def starts_with(text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("matches(input: string, pattern: string, flags: string? = )")
def matches(text: str, pattern: str, flags: str | None = None) -> bool:
    return compiled(pattern, flags or "").search(text) is not None


@builtin("replace(input: string, pattern: string, replacement: string, flags: string? = )", wants_run=True)
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    regex = compiled(pattern, flags or "")
    if regex.search("") is not None:
        raise Refused("FEEL-237", pattern=pattern[:40])
    fill = replacement_for(regex, replacement, flags or "")
    room = run.meter.budget.string_length
    parts: list[str] = []
    size = last = 0
    for match in regex.finditer(text):
        run.meter.tick()
        parts += (text[last : match.start()], fill(match))
        size += len(parts[-1]) + len(parts[-2])
        if size > room:
            raise Refused("FEEL-207", limit=room)
        last = match.end()
    return "".join((*parts, text[last:]))


@builtin("split(string: string, delimiter: string)", wants_run=True)
def split(run: Run, text: str, delimiter: str) -> list[Any]:
    regex = compiled(delimiter, "")
    if regex.search("") is not None:
        raise Refused("FEEL-237", pattern=delimiter[:40])
    parts: list[Any] = []
    last = 0
    for match in regex.finditer(text):
        run.meter.tick()
        parts.append(text[last : match.start()])
        run.meter.room_for(len(parts) + 1)
        last = match.end()
    return [*parts, text[last:]]
