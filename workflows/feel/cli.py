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
        context = _context(context_json)
    except ValueError as error:
        return FAULTY, "", _CONTEXT[lang].format(reason=error) + "\n"
    try:
        outcome = run_once(expression, context)
    except FeelError as error:
        return FAULTY, "", _line(error, lang)
    warnings = "".join(_line(problem, lang) for problem in outcome.warnings)
    return FINE, json.dumps(to_json(outcome.value), ensure_ascii=False) + "\n", warnings


def _context(text: str | None) -> Mapping[str, Any]:
    """Numbers keep their digits. Raises ValueError."""
    context = json.loads(text, parse_float=Decimal) if text else {}
    if not isinstance(context, dict):
        raise ValueError(type(context).__name__)
    return context


def _line(what: FeelError | Problem, lang: str) -> str:
    sentence = " ".join(part for part in (render(what, lang), hint(what, lang)) if part)
    return f"{what.line}:{what.column} {what.code} {sentence}\n"
