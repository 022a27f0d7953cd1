"""`feel EXPRESSION [--context JSON]` without a framework: text in, exit status and two streams out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .errors import FeelError, Problem
from .expression import run_once
from .json_form import to_json
from .texts import hint, render

FINE, FAULTY = 0, 2
_CONTEXT = {
    "id": '--context harus berupa objek JSON, misalnya {{"jumlah": 2}}. {reason}',
    "en": '--context must be a JSON object such as {{"amount": 2}}. {reason}',
}


def run(expression: str, context_json: str | None = None, lang: str = "id") -> tuple[int, str, str]:
    """Exit status, standard output (the value as JSON) and standard error (warnings, or what is wrong).

    0: there is a value, null included; 2: the expression or the context cannot be read, or a budget is used up.
    """
    try:
        context = read_object(context_json or "{}")
    except ValueError as error:
        return FAULTY, "", _CONTEXT[lang].format(reason=error) + "\n"
    try:
        outcome = run_once(expression, context)
    except FeelError as error:
        return FAULTY, "", _line(error, lang)
    warnings = "".join(_line(problem, lang) for problem in outcome.warnings)
    try:
        return FINE, written(to_json(outcome.value)) + "\n", warnings
    except FeelError as error:
        return FAULTY, "", _line(error, lang)


def read_object(text: str) -> Mapping[str, Any]:
    """A JSON object; its numbers keep their digits. Raises ValueError, also for nesting without end."""
    try:
        read = json.loads(text, parse_float=Decimal)
    except RecursionError:
        raise ValueError("[[[[ ...") from None
    if not isinstance(read, dict):
        raise ValueError(type(read).__name__)
    return read


def written(value: Any) -> str:
    """JSON for a stream: half a character, which no stream takes, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def _line(what: FeelError | Problem, lang: str) -> str:
    sentence = " ".join(part for part in (render(what, lang), hint(what, lang)) if part)
    return f"{what.line}:{what.column} {what.code} {sentence}\n"
