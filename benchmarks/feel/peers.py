"""The other engines: pySFeel and bkflow-feel (requirements/bench.in), feelin in Node (tests/feelin)."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from time import perf_counter
from typing import Any

from tests.feelin.engine import asked, why_absent

from .ours import Row
from .question import EXPRESSION, VALUES, WITH_LIST
from .timing import best

FEELIN_TIMES = 2_000
FEELIN_ROUNDS = 3


def expressions() -> list[Row]:
    return [_pysfeel(), _bkflow(), _feelin()]


def _pysfeel() -> Row:
    """Variables are set by assignments of its own; then the expression is parsed and evaluated in one go."""
    name = "pySFeel, parsed and evaluated"
    if find_spec("pySFeel") is None:
        return (f"{name} (not installed)", None, "-")
    began = perf_counter()
    import pySFeel

    seconds = perf_counter() - began
    parser = pySFeel.SFeelParser()
    for key, value in VALUES.items():
        parser.sFeelParse(f'{key} <- "{value}"' if isinstance(value, str) else f"{key} <- {value}")
    return _timed(f"{name} (import {seconds:.1f} s)", lambda: parser.sFeelParse(EXPRESSION)[1])


def _bkflow() -> Row:
    """It can't read `in (...)` with two texts: asked with a list."""
    name = "bkflow-feel, parsed and evaluated, with a list"
    if find_spec("bkflow_feel") is None:
        return (f"{name} (not installed)", None, "-")
    from bkflow_feel.api import parse_expression

    return _timed(name, lambda: parse_expression(WITH_LIST, VALUES))


def _feelin() -> Row:
    """Measured inside Node: the way there and back isn't counted."""
    name = "feelin in V8 (Node), parsed and evaluated"
    if why_absent():
        return (f"{name} ({why_absent()})", None, "-")
    question = {
        "expressions": [[EXPRESSION, VALUES]],
        "measure": [{"text": EXPRESSION, "context": VALUES, "times": FEELIN_TIMES}] * FEELIN_ROUNDS,
    }
    answer = asked(question)
    return (name, min(answer["microseconds"]), str(answer["answers"][0].get("value")))


def _timed(name: str, call: Callable[[], Any]) -> Row:
    return (name, best(call), str(call()))
