"""Guards against a slowdown of an order of magnitude; exact figures are the benchmark's business."""

from __future__ import annotations

import subprocess
import sys
import timeit

from workflows import feel


def test_a_compiled_condition_is_cheap() -> None:
    rule = feel.compile_expression('amount > 100 and kind in ("A","B")', ("amount", "kind"))
    values = {"amount": 120, "kind": "B"}
    best = min(timeit.repeat(lambda: rule(values), number=2_000, repeat=5)) / 2_000
    assert rule(values) is True
    assert best < 20e-6


def test_import_pulls_in_nothing_heavy() -> None:
    """Zones, patterns and texts are loaded when they are needed."""
    code = "import sys, workflows.feel; print(sorted({'re2', 'zoneinfo', 'yaml', 'django', 'lxml'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
