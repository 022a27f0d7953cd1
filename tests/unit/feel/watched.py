"""Evaluates hostile text and sees to it that nothing but a value or a FeelError comes of it, in time."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import thread_time
from typing import Any

from workflows import feel
from workflows.feel.kinds import NULL, kind_of

#: What Python reports when code reaches out of the process or makes code of text (`sys.addaudithook`).
FORBIDDEN = ("exec", "compile", "os.", "subprocess.", "socket.", "ctypes.", "shutil.", "pty.", "code.__new__")
#: Evaluating may stop this late: the deadline is looked at every few hundred steps.
GRACE = 1.5

_watching: list[list[str]] = []
"""Where to note what happens; empty while nobody watches (a hook can't be taken out again)."""


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching:
        return
    if event == "open" and "zoneinfo" not in str(arguments[0]) and "tzdata" not in str(arguments[0]):
        _watching[-1].append(f"open {arguments[0]}")
    elif event.startswith(FORBIDDEN) and not event.startswith(("os.listdir", "os.scandir")):
        _watching[-1].append(event)


sys.addaudithook(_hook)


@contextmanager
def no_way_out() -> Iterator[None]:
    """Raises AssertionError when what runs inside opens a file, runs a program or makes code."""
    seen: list[str] = []
    _watching.append(seen)
    try:
        yield
    finally:
        _watching.pop()
    assert not seen, seen


@dataclass(frozen=True)
class Seen:
    """What became of one text. `code` is empty for a value; `seconds` are those of the processor: a busy machine
    makes nobody's expression slow.
    """

    code: str
    seconds: float


def warm_up() -> None:
    """Load what the engine loads when it is first needed, so that reading it is no finding later."""
    for text in (
        'matches("a", "[a-z]")',
        '@"10:00:00@Asia/Jakarta"',
        "nobody",
        '@"-2026-01-01"',
        'range("[x..]")',
    ):
        outcome = feel.run_once(text)
        for warning in outcome.warnings:
            feel.render(warning, "en"), feel.hint(warning, "id")


def watched(text: str, context: Mapping[str, Any], budget: feel.Budget, *, cell: bool = False) -> Seen:
    """Raises AssertionError for anything but values of the language and FeelError, within the budget.

    `cell`: the text is the content of a table's input cell, and 3 its input.
    """
    began = thread_time()
    refusal = None
    with no_way_out():
        try:
            with feel.use_budget(budget):
                value = feel.unary_test(text, 3, context) if cell else feel.evaluate(text, context)
                assert_plain(value)
                json.dumps(feel.to_json(value))
        except feel.FeelError as error:
            refusal = error
    seconds = thread_time() - began
    assert seconds < budget.seconds + GRACE, (text[:200], seconds)
    if refusal is None:
        return Seen("", seconds)
    assert feel.render(refusal, "id")
    assert min(refusal.line, refusal.column) >= 1
    return Seen(refusal.code, seconds)


def assert_plain(value: Any) -> None:
    """Nothing but values of the language: what Python objects were handed in stays outside."""
    pending = [value]
    for each in pending:
        assert each is None or kind_of(each) != NULL, type(each)
        if isinstance(each, Mapping):
            pending.extend(each.values())
        elif isinstance(each, list):
            pending.extend(each)
