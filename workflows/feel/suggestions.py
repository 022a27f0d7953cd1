"""The known name an author most likely meant."""

from __future__ import annotations

from collections.abc import Iterable

_MAX_CANDIDATES = 500


def closest(name: str, known: Iterable[str]) -> str | None:
    """A known name that differs by a slip, or None."""
    from difflib import get_close_matches

    candidates: list[str] = []
    for candidate in known:
        candidates.append(candidate)
        if len(candidates) >= _MAX_CANDIDATES:
            break
    folded = {candidate.casefold(): candidate for candidate in candidates}
    matches = get_close_matches(name.casefold(), folded, n=1, cutoff=0.7)
    return folded[matches[0]] if matches else None
