"""FEEL, the expression language of DMN 1.5, in pure Python.

    >>> evaluate('amount > 100 and kind in ("A", "B")', {"amount": 120, "kind": "B"})
    True

Values: None, bool, Decimal, str, date, time, datetime, timedelta, YearsMonths, list, dict, Range, Function. Where FEEL
yields null because something was wrong, the reason is a `Problem`: from `Expression.run` or `collect_warnings`.
"""

from .budget import Budget, use_budget
from .calls import call
from .checks import check
from .clock import use_clock
from .comparison import equal
from .errors import FeelError, Problem, Refused
from .expression import (
    Expression,
    Outcome,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
    evaluate,
    run_once,
    unary_test,
)
from .json_form import from_json, to_json
from .kinds import kind_of
from .runtime import collect_warnings, warn
from .text_form import to_text
from .texts import hint, render, texts
from .types import conforms
from .values import Function, Kept, Range, YearsMonths, native_function

__all__ = [
    "Budget",
    "Expression",
    "FeelError",
    "Function",
    "Kept",
    "Outcome",
    "Problem",
    "Range",
    "Refused",
    "UnaryTests",
    "YearsMonths",
    "call",
    "check",
    "collect_warnings",
    "compile_expression",
    "compile_unary_tests",
    "conforms",
    "equal",
    "evaluate",
    "from_json",
    "hint",
    "kind_of",
    "native_function",
    "render",
    "run_once",
    "texts",
    "to_json",
    "to_text",
    "unary_test",
    "use_budget",
    "use_clock",
    "warn",
]
