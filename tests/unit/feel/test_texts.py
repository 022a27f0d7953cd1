"""Every code the engine can say has a sentence in both languages, over the same facts."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import workflows.feel
from workflows import feel

PACKAGE = Path(workflows.feel.__file__).parent
CODES = sorted(
    {code for file in PACKAGE.rglob("*.py") for code in re.findall(r'"(FEEL-\w+)"', file.read_text("utf-8"))}
)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", CODES)
def test_code_has_texts(code: str) -> None:
    indonesian, english = feel.texts("id")[code], feel.texts("en")[code]
    assert indonesian["message"] != english["message"]
    assert placeholders(indonesian["message"]) == placeholders(english["message"])
    assert set(indonesian) == set(english)


def test_no_text_without_a_code() -> None:
    assert set(feel.texts("id")) == set(feel.texts("en"))
    assert set(feel.texts("id")) <= set(CODES)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    "text",
    [
        "1 +",
        "(1",
        '"a',
        "/* a",
        "1 2",
        "x.1",
        "x instance of 5",
        "f(1,)",
        "{1: 2}",
        "9" * 70_000,
        "(" * 200,
        "a == b",
        "for in",
        "* 2",
        "1 + true",
        "1 / 0",
        "10 ** 9999",
        '-"a"',
        "nobody",
        "{a: 1}.b",
        "null.a",
        '1 < "a"',
        "[1..true]",
        "[1][5]",
        '[1]["a"]',
        '@"x"',
        '@"10:00:00@X/Y"',
        "{a: 1, a: 2}",
        "sum(1, list: 2)",
        "1 instance of t",
        "function() external {}",
        "for i in null return i",
        "for i in [3..1] return i",
        "for i in true..false return i",
        "(function(a: number) a)(true)",
        "1(2)",
        "sum(x: 1)",
        "(function(a) a)()",
        "upper case(null)",
        "upper case(1)",
        'substring("a", 10 ** 30)',
        "decimal(1.5, 9999)",
        "sqrt(-1)",
        'substring("a", 0)',
        "stddev([1])",
        "context([1])",
        "context put({}, [], 1)",
        'number("1", ".", ".")',
        'matches("a", "(")',
        'replace("a", "a", "$")',
        'replace("a", "a*", "b")',
        'matches("a", "a", "z")',
        "for i in 1..10 ** 9 return i",
        "{f: function(x) f(x), r: f(1)}.r",
        '@"10:00:00Z" - @"10:00:00"',
        "if 5 then 1 else 2",
        "date(2026, 13, 1)",
        'split("a", "")',
        "not(5)",
        "any([1])",
        'range("a")',
    ],
)
def test_every_message_can_be_filled(text: str, lang: str) -> None:
    """Parameters and placeholders belong together: no sentence fails on the facts it gets."""
    for problem in said(text):
        sentence = feel.render(problem, lang) + feel.hint(problem, lang)
        assert "{" not in sentence.replace("'{'", "")


def said(text: str) -> list[feel.FeelError | feel.Problem]:
    """Everything the engine has to say about a text."""
    with feel.collect_warnings() as problems:
        try:
            feel.evaluate(text)
        except feel.FeelError as error:
            return [error]
    return list(problems)
