"""The known name an author most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

_MAX_CANDIDATES = 500


def closest(name: str, known: Iterable[object]) -> str | None:
    """A known name that differs by a slip, or None. Keys of a mapping handed in may be no text: they are no names."""
    from difflib import get_close_matches

    candidates = islice(known, _MAX_CANDIDATES)
    folded = {candidate.casefold(): candidate for candidate in candidates if isinstance(candidate, str)}
    matches = get_close_matches(name.casefold(), folded, n=1, cutoff=0.7)
    return folded[matches[0]] if matches else None
