"""Our answers beside feelin's, over `expressions.txt`; where they differ stands in `deviations.txt`, and nowhere else.

A line of `deviations.txt` is expression, our value and feelin's, between tabs. What is decimal arithmetic there and
binary here, for example, is listed; a difference that isn't listed fails, and so does a listed one that is gone.
`python -m tests.feelin.test_differential` writes the list anew: read the difference before committing it.
"""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from workflows import feel

from .engine import values, why_absent

FOLDER = Path(__file__).parent
EXPRESSIONS = FOLDER / "expressions.txt"
DEVIATIONS = FOLDER / "deviations.txt"
CLOSE = 1e-12


def expressions() -> list[str]:
    return [line for line in EXPRESSIONS.read_text(encoding="utf-8").split("\n") if line]


def ours(text: str) -> Any:
    """Our value in the tags of `evaluate.mjs`; None for null and for what we refuse."""
    try:
        return tagged(feel.evaluate(text))
    except feel.FeelError:
        return None


def tagged(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, str):
        return {"string": value}
    if isinstance(value, list):
        return [tagged(each) for each in value]
    if isinstance(value, dict):
        return {"context": {key: tagged(each) for key, each in value.items()}}
    return {"function": True} if isinstance(value, feel.Function) else {"other": feel.to_text(value)}


def alike(left: Any, right: Any) -> bool:
    """Equal, numbers as far as a binary fraction can be."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        if "number" in left and "nonsense" not in right["number"]:
            return math.isclose(float(left["number"]), float(right["number"]), rel_tol=CLOSE)
        return all(alike(left[key], right[key]) for key in left)
    return bool(left == right)


def shown(value: Any) -> str:
    """Tags back to something to read."""
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, dict):
        if "context" in value:
            return f"{{{', '.join(f'{key}: {shown(each)}' for key, each in value['context'].items())}}}"
        return repr(value["string"]) if "string" in value else str(next(iter(value.values())))
    return {None: "null", True: "true", False: "false"}[value]


def found() -> list[str]:
    texts = expressions()
    pairs = ((text, ours(text), theirs) for text, theirs in zip(texts, values(texts), strict=True))
    return [
        f"{text}\t{shown(mine)}\t{shown(theirs)}" for text, mine, theirs in pairs if not alike(mine, theirs)
    ]


@pytest.mark.skipif(bool(why_absent()), reason=why_absent() or "present")
def test_we_differ_from_feelin_only_where_it_is_known() -> None:
    known = DEVIATIONS.read_text(encoding="utf-8").split("\n")[:-1]
    assert found() == known


def test_every_known_deviation_is_an_expression_of_the_list() -> None:
    listed = {line.split("\t")[0] for line in DEVIATIONS.read_text(encoding="utf-8").split("\n") if line}
    assert listed <= set(expressions())
    assert len(listed) < len(expressions()) / 2


if __name__ == "__main__":
    DEVIATIONS.write_text("".join(f"{line}\n" for line in found()), encoding="utf-8")
