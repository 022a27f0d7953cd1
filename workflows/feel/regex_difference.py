"""One character class without another: the engine has no such operation, so the members are counted out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from .errors import Refused

_SURROGATES = range(0xD800, 0xE000)
_LAST = 0x10FFFF


@cache
def _alphabet() -> str:
    return "".join(chr(point) for point in range(_LAST + 1) if point not in _SURROGATES)


@lru_cache(maxsize=64)
def difference(whole: str, taken_away: str) -> str:
    """Both as classes in the engine's notation. Raises Refused when one of them is none, or nothing is left."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        members = "".join(re2.compile(whole + "+", options).findall(_alphabet()))
        left = re2.compile(taken_away + "+", options).sub("", members)
    except re2.error:
        raise Refused("FEEL-236", pattern=whole[:40], reason=taken_away[:40]) from None
    if not left:
        raise Refused("FEEL-236", pattern=whole[:40], reason=taken_away[:40])
    return f"[{''.join(_shown(first, last) for first, last in _runs(left))}]"


def _runs(members: str) -> Iterator[tuple[int, int]]:
    """Neighbouring code points as first and last; `members` are in ascending order."""
    first = last = ord(members[0])
    for char in members[1:]:
        point = ord(char)
        if point != last + 1:
            yield first, last
            first = point
        last = point
    yield first, last


def _shown(first: int, last: int) -> str:
    return f"\\x{{{first:X}}}-\\x{{{last:X}}}"
