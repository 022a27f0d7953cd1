"""Strangers' requests are counted by where they come from: enough for people, too few to try codes out.

Counted in each web process. Addresses are kept as digests only, and no longer than a window lasts.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from django.core.cache import cache

#: Looked-up verification codes of one address in a window of so many seconds.
LIMIT, WINDOW = 30, 60

#: Wrong tracking codes of one address that cost nothing; each one more doubles the wait, up to five minutes.
FREE, LONGEST = 3, 300
_REMEMBERED = 3600


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `limit` of something in `window` seconds."""

    name: str
    limit: int
    window: int


#: Pages handed in, and files stored, by one address.
SUBMISSIONS, FILES = Rate("submit", 40, 600), Rate("file", 60, 600)


def is_too_often(address: str, rate: Rate | None = None) -> bool:
    """Count one; without a rate a look-up of a verification code."""
    rate = rate or Rate("verify", LIMIT, WINDOW)
    key = _key(rate.name, address)
    if cache.add(key, 1, rate.window):
        return False
    try:
        return cache.incr(key) > rate.limit
    except ValueError:  # its window ended between the two calls
        return False


def wait_of(address: str) -> int:
    """Seconds until this address may try a tracking code again; the answer to a right one waits as well."""
    wrong, at = cache.get(_key("wrong", address), (0, 0.0))
    pause = min(2 ** (wrong - FREE + 1), LONGEST) if wrong >= FREE else 0
    return max(0, int(at + pause - time.time() + 0.999))


def count_wrong(address: str) -> None:
    key = _key("wrong", address)
    wrong, _at = cache.get(key, (0, 0.0))
    cache.set(key, (wrong + 1, time.time()), _REMEMBERED)


def _key(name: str, address: str) -> str:
    return f"{name}:{hashlib.sha256(address.encode()).hexdigest()}"
