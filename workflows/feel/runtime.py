"""What a running expression carries along: its variables, its meter, the reasons for its nulls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from .budget import Meter, current_meter
from .errors import FeelError, Problem, Refused
from .suggestions import closest
from .values import from_python

_SINK: ContextVar[list[Problem] | None] = ContextVar("feel_warnings", default=None)
MAX_WARNINGS = 100


class Placed(Protocol):
    """Anything with a position in the source."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class Run:
    """One evaluation. Meter and warnings are made when first needed: most expressions need neither."""

    __slots__ = ("_meter", "call_depth", "lists", "warnings")

    def __init__(self) -> None:
        self.warnings: list[Problem] | None = None
        self._meter: Meter | None = None
        self.lists: dict[int, tuple[Any, list[Any]]] | None = None
        self.call_depth = 0

    @property
    def meter(self) -> Meter:
        meter = self._meter
        if meter is None:
            meter = self._meter = current_meter()
        return meter

    def warn(self, at: Placed, code: str, *, known: Iterable[object] = (), **params: Any) -> None:
        """Note a problem. `known` are the names that `name` may have been meant to be; looked through only when kept."""
        warnings = self.warnings
        if warnings is None:
            warnings = self.warnings = []
        if len(warnings) < MAX_WARNINGS:
            suggestion = closest(params["name"], known) if known else None
            warnings.append(Problem(code, at.line, at.column, params, suggestion=suggestion))

    def incoming(self, value: Any) -> Any:
        """A value handed in, as FEEL sees it; a list is converted once per run, however often it is read."""
        if type(value) is not list and type(value) is not tuple:
            return from_python(value)
        if self.lists is None:
            self.lists = {}
        known = self.lists.get(id(value))
        if known is None:
            known = self.lists[id(value)] = (value, from_python(value))
        return known[1]

    def refuse(self, at: Placed, why: Refused) -> None:
        self.warn(at, why.code, **why.params)

    def enter_call(self) -> None:
        self.meter.tick()
        self.call_depth += 1
        if self.call_depth > self.meter.budget.call_depth:
            raise FeelError("FEEL-304", limit=self.meter.budget.call_depth)


class Scope:
    """`names`: variables bound inside the expression; `root`: what the caller handed in."""

    __slots__ = ("names", "root", "run")

    def __init__(self, names: dict[str, Any], root: Mapping[str, Any], run: Run) -> None:
        self.names = names
        self.root = root
        self.run = run


def hand_over(run: Run) -> None:
    """Give the warnings of a finished run to the collector around it, if there is one."""
    if run.warnings:
        sink = _SINK.get()
        if sink is not None:
            sink.extend(run.warnings)


@contextmanager
def collect_warnings() -> Iterator[list[Problem]]:
    """Gather the warnings of every evaluation inside the block."""
    collected: list[Problem] = []
    token = _SINK.set(collected)
    try:
        yield collected
    finally:
        _SINK.reset(token)


def warn(code: str, **params: Any) -> None:
    """Add a warning to the enclosing `collect_warnings`, if there is one; for callers that extend an evaluation."""
    sink = _SINK.get()
    if sink is not None and len(sink) < MAX_WARNINGS:
        sink.append(Problem(code, 1, 1, params))
