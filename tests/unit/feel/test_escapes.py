"""Every attempt of `escapes.txt`: no crash, no way out, nothing over its budget."""

from __future__ import annotations

import os
from decimal import Decimal

import pytest

from workflows import feel

from .escapes import escapes
from .watched import warm_up, watched


class Secretive:
    secret = "S3CRET"

    def method(self) -> str:
        return self.secret


CONTEXT = {
    "x": {"a": 1},
    "obj": Secretive(),
    "cls": Secretive,
    "mod": os,
    "fn": lambda: "S3CRET",
    "huge": Decimal("1E+999999999"),
    "nan": Decimal("NaN"),
}
ATTEMPTS = escapes()


@pytest.fixture(scope="module", autouse=True)
def ready() -> None:
    warm_up()


def test_there_are_at_least_five_hundred() -> None:
    assert len(ATTEMPTS) >= 500


@pytest.mark.parametrize("line", ATTEMPTS)
def test_no_crash_no_escape_no_overrun(line: str) -> None:
    watched(ATTEMPTS[line], CONTEXT, feel.Budget())


@pytest.mark.parametrize(
    "text", ["obj.secret", "obj", "fn()", "[obj].secret", 'get value(obj, "secret")', "string(fn)"]
)
def test_objects_of_python_are_null(text: str) -> None:
    assert "S3CRET" not in str(feel.to_json(feel.evaluate(text, CONTEXT)))
