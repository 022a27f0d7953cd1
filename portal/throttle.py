"""So many codes a minute from one address: enough for a counter, too few to try codes out."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

#: Looked-up codes of one address in a window of so many seconds, in each web process.
LIMIT, WINDOW = 30, 60


def is_too_often(address: str) -> bool:
    """Count one look-up. Addresses are kept as digests only, and no longer than the window."""
    key = f"verify:{hashlib.sha256(address.encode()).hexdigest()}"
    if cache.add(key, 1, WINDOW):
        return False
    try:
        return cache.incr(key) > LIMIT
    except ValueError:  # its window ended between the two calls
        return False
