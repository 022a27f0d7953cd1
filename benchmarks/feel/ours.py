"""What is measured of ours: an expression, the import, decision tables."""

from __future__ import annotations

import os
import subprocess
import sys
from tempfile import TemporaryDirectory

from tests.unit.dmn.build import decision, input_data, model
from tests.unit.dmn.build import table as table_xml
from workflows import feel

from .question import EXPRESSION, VALUES
from .timing import best

Row = tuple[str, float | None, str]
IMPORTS = 7


def expressions() -> list[Row]:
    rule = feel.compile_expression(EXPRESSION, VALUES)
    return [
        ("Alur, compiled once", best(lambda: rule(VALUES)), str(rule(VALUES))),
        (
            "Alur, by its text",
            best(lambda: feel.evaluate(EXPRESSION, VALUES)),
            str(feel.evaluate(EXPRESSION, VALUES)),
        ),
    ]


def import_milliseconds() -> float:
    """Processor time of `workflows.feel` in a new interpreter, compiled before: the quickest of several."""
    code = (
        "import time; began = time.process_time(); import workflows.feel; print(time.process_time() - began)"
    )
    with TemporaryDirectory() as folder:
        env = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        runs = [
            subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
            for _ in range(IMPORTS)
        ]
    return min(float(done.stdout) for done in runs) * 1e3


def table(rules: int) -> float:
    """Microseconds of a decision by a table with a number and a text as inputs; the last rule but one matches."""
    rows = [
        ((f"[{10 * number}..{10 * number + 10})", f'"k{number % 7}"'), (str(number),))
        for number in range(rules)
    ]
    built = model(
        input_data("amount", "number")
        + input_data("kind", "string")
        + decision("rate", table_xml(("amount", "kind"), rows), inputs=("amount", "kind"))
    )
    wanted = rules - 2
    asked = {"amount": 10 * wanted + 3, "kind": f"k{wanted % 7}"}
    answer = built.evaluate("rate", asked)
    if answer != wanted:
        raise AssertionError(f"{answer} is not {wanted}")
    return best(lambda: built.evaluate("rate", asked))
