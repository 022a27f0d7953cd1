"""What `now()` and `today()` answer: the machine's time, or the time of the case being simulated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime


def _machine_time() -> datetime:
    return datetime.now().astimezone()


_CLOCK: ContextVar[Callable[[], datetime]] = ContextVar("feel_clock", default=_machine_time)


def current_time() -> datetime:
    return _CLOCK.get()()


@contextmanager
def use_clock(clock: Callable[[], datetime]) -> Iterator[None]:
    """Inside, `now()` is what `clock` returns: a datetime with a zone."""
    token = _CLOCK.set(clock)
    try:
        yield
    finally:
        _CLOCK.reset(token)
