"""Text (DMN 1.5, 10.3.4.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..errors import Refused
from ..kinds import kind_of
from ..runtime import Run
from .numbers import whole
from .registry import builtin


@builtin("substring(string: string, start position: number, [length]: number)")
def substring(text: str, start: Decimal, length: Decimal | None = None) -> str:
    """Positions count from 1, from the end when negative."""
    position = whole(start)
    if position == 0:
        raise Refused("FEEL-234", value=str(start))
    begin = position - 1 if position > 0 else max(len(text) + position, 0)
    if length is None:
        return text[begin:]
    size = whole(length)
    if size < 0:
        raise Refused("FEEL-234", value=str(length))
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
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after(string: string, match: string)")
def substring_after(text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


@builtin("contains(string: string, match: string)")
def contains_text(text: str, match: str) -> bool:
    return match in text


@builtin("starts with(string: string, match: string)")
def starts_with(text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("matches(input: string, pattern: string, [flags]: string?)")
def matches(text: str, pattern: str, flags: str | None = None) -> bool:
    from ..regex import compiled

    return compiled(pattern, flags or "").search(text) is not None


@builtin("replace(input: string, pattern: string, replacement: string, [flags]: string?)", with_run=True)
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    from ..regex import replaced

    return replaced(text, pattern, replacement, flags or "", limit=run.meter.budget.string_length)


@builtin("split(string: string, delimiter: string)", with_run=True)
def split(run: Run, text: str, delimiter: str) -> list[str]:
    from ..regex import parts

    pieces = parts(text, delimiter)
    run.meter.room_for(len(pieces))
    return pieces


@builtin(
    "string join(list: list, [delimiter]: string?)",
    "string join(list: list, delimiter: string?, prefix: string?, suffix: string?)",
    with_run=True,
)
def string_join(
    run: Run,
    items: list[Any],
    delimiter: str | None = None,
    prefix: str | None = None,
    suffix: str | None = None,
) -> str:
    """Nulls in the list are left out."""
    present = [item for item in items if item is not None]
    for item in present:
        if not isinstance(item, str):
            raise Refused(
                "FEEL-230", name="string join", parameter="list", wanted="string", kind=kind_of(item)
            )
    size = sum(map(len, present)) + len(delimiter or "") * len(present)
    if size > run.meter.budget.string_length:
        raise Refused("FEEL-207", limit=run.meter.budget.string_length)
    return (prefix or "") + (delimiter or "").join(present) + (suffix or "")
