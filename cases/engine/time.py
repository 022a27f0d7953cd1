"""What time it is for the engine: the server's clock, or a scenario's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

from workflows import feel

_clock: ContextVar[Callable[[], datetime]] = ContextVar("clock", default=timezone.now)


def now() -> datetime:
    """The present moment, aware."""
    return _clock.get()()


@contextmanager
def clock(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `source` tell the time, to FEEL as well, while the block runs."""
    token = _clock.set(source)
    try:
        with feel.use_clock(source):
            yield
    finally:
        _clock.reset(token)
