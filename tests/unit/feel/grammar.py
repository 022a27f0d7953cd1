"""Grows random expressions from the grammar of FEEL (DMN 1.5, 10.3.1.2) over a context of every type."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

from workflows import feel
from workflows.feel.builtins import BUILTINS

CONTEXT = {
    "n": Decimal("3.5"),
    "text": "a b",
    "flag": True,
    "nothing": None,
    "jenis barang": "dompet",
    "a-b": 2,
    "numbers": [3, 1, 2],
    "people": [{"name": "Ani", "age": 30, "tags": ["x"]}, {"name": "Budi", "age": None}],
    "case": {"number": 7, "opened": feel.evaluate('@"2026-11-25T09:00:00+08:00"'), "unit": {"code": "P1"}},
    "day": feel.evaluate('@"2026-11-25"'),
    "clock": feel.evaluate('@"09:00:00@Asia/Makassar"'),
    "wait": feel.evaluate('@"PT10M"'),
    "term": feel.evaluate('@"P1Y6M"'),
    "span": feel.evaluate("[1..5)"),
    "fn": feel.evaluate("function(a, b) a"),
}
NAMES = (*CONTEXT, "nobody", "item", "partial", "?", "i", "j", "a", "date")
NUMBERS = (
    "0",
    "1",
    "-1",
    "2",
    "0.5",
    ".5",
    "3",
    "10",
    "100",
    "1e3",
    "1e-3",
    "1e300",
    "9999999999999999999",
    "-0",
)
TEXTS = (
    '""',
    '"a"',
    '"a b"',
    '"2026-11-25"',
    '"[a-z]+"',
    '"\\u0041\\n"',
    '"🐎"',
    '"P1D"',
    '"1,000.5"',
    '"x"',
    '"i"',
)
TEMPORALS = (
    '@"2026-11-25"', '@"-4000-01-01"', '@"2024-02-29"', '@"09:00:00"', '@"23:59:59.999999999Z"',
    '@"10:00:00@Asia/Jakarta"', '@"2026-11-25T09:00:00"', '@"2026-11-25T09:00:00Z"', '@"99999-01-01T00:00:00"',
    '@"2026-03-29T02:30:00@Europe/Paris"', '@"P1D"', '@"-PT36H"', '@"PT0.000000001S"', '@"P1Y2M"', '@"-P13M"',
    '@"P999999999D"', '@"nonsense"',
)  # fmt: skip
TYPES = (
    "number", "string", "boolean", "date", "time", "date and time", "days and time duration", "Any", "Null",
    "years and months duration", "list<number>", "list<list<Any>>", "context<a: number, b: string>",
    "function<number>->string", "range<date>", "list", "context", "Nobody",
)  # fmt: skip
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
KEYS = ("a", "b", "name", "a b", '"x y"', "if")
PROPERTIES = (
    "name", "age", "year", "month", "weekday", "hour", "time offset", "timezone", "days", "months", "seconds",
    "start", "end included", "unit.code", "jenis barang", "nobody",
)  # fmt: skip


class Grammar:
    """One stream of expressions; the same seed gives the same ones."""

    def __init__(self, seed: int, depth: int = 5) -> None:
        self._chance = random.Random(seed)
        self._depth = depth
        self._left = depth
        self._inner: tuple[Callable[[], str], ...] = (
            self._arithmetic, self._comparison, self._logic, self._between, self._in, self._instance_of, self._if,
            self._for, self._quantified, self._function, self._call, self._builtin, self._builtin, self._builtin,
            self._named_builtin, self._path, self._filter, self._list, self._context, self._range, self._brackets,
            self._negation,
        )  # fmt: skip

    def expression(self) -> str:
        """Rule 1. Grows until its depth is used up, then takes leaves."""
        if self._left == 0 or self._chance.random() < 0.12:
            return self._leaf()
        self._left -= 1
        grown = self._chance.choice(self._inner)()
        self._left += 1
        return grown

    def unary_tests(self) -> str:
        """Rules 12 to 17."""
        tests = ", ".join(self._test() for _ in range(self._chance.randint(1, 3)))
        return self._chance.choice((tests, tests, f"not({tests})", "-"))

    def broken(self) -> str:
        """An expression with pieces taken out, put in or repeated."""
        text = list(self.expression())
        pieces = (
            "",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            '"',
            "..",
            ",",
            ":",
            " in ",
            "@",
            "\\",
            "é",
            "//",
            "/*",
            "\x00",
            "-",
            ".",
        )
        for _ in range(self._chance.randint(1, 4)):
            place = self._chance.randrange(len(text) + 1)
            text[place : place + self._chance.randint(0, 3)] = self._chance.choice(pieces)
        return "".join(text)

    def _leaf(self) -> str:
        pick = self._chance.choice
        return pick(
            (
                pick(NAMES),
                pick(NAMES),
                pick(NUMBERS),
                pick(TEXTS),
                pick(TEMPORALS),
                "true",
                "false",
                "null",
                "[]",
                "{}",
            )
        )

    def _test(self) -> str:
        value = self.expression()
        return self._chance.choice(
            (value, f"{self._chance.choice(COMPARISONS)} {value}", self._range(), f"? > {value}")
        )

    def _arithmetic(self) -> str:
        sign = self._chance.choice(("+", "-", "*", "/", "**"))
        return f"{self.expression()} {sign} {self.expression()}"

    def _comparison(self) -> str:
        return f"{self.expression()} {self._chance.choice(COMPARISONS)} {self.expression()}"

    def _logic(self) -> str:
        return f"{self.expression()} {self._chance.choice(('and', 'or'))} {self.expression()}"

    def _between(self) -> str:
        return f"{self.expression()} between {self.expression()} and {self.expression()}"

    def _in(self) -> str:
        tests = ", ".join(self._test() for _ in range(self._chance.randint(1, 2)))
        return f"{self.expression()} in ({tests})"

    def _instance_of(self) -> str:
        return f"{self.expression()} instance of {self._chance.choice(TYPES)}"

    def _if(self) -> str:
        return f"if {self.expression()} then {self.expression()} else {self.expression()}"

    def _for(self) -> str:
        return f"for {self._iterators()} return {self.expression()}"

    def _quantified(self) -> str:
        return f"{self._chance.choice(('some', 'every'))} {self._iterators()} satisfies {self.expression()}"

    def _iterators(self) -> str:
        domains = (
            self.expression,
            lambda: f"{self._leaf()}..{self._leaf()}",
            lambda: "1..20",
            lambda: "numbers",
        )
        names = ("i", "j")[: self._chance.randint(1, 2)]
        return ", ".join(f"{name} in {self._chance.choice(domains)()}" for name in names)

    def _function(self) -> str:
        typed = self._chance.choice(("a, b", "a: number, b: string", "a", ""))
        return f"(function({typed}) {self.expression()})({self._arguments()})"

    def _call(self) -> str:
        return f"{self.expression()}({self._arguments()})"

    def _builtin(self) -> str:
        name = self._chance.choice(tuple(BUILTINS))
        wanted = len(self._chance.choice(BUILTINS[name].signatures).slots) or self._chance.randint(1, 3)
        count = max(0, wanted + self._chance.choice((0, 0, 0, 0, -1, 1)))
        return f"{name}({', '.join(self.expression() for _ in range(count))})"

    def _named_builtin(self) -> str:
        name = self._chance.choice(tuple(BUILTINS))
        slots = self._chance.choice(BUILTINS[name].signatures).slots
        return f"{name}({', '.join(f'{slot.name}: {self.expression()}' for slot in slots)})"

    def _arguments(self) -> str:
        return ", ".join(self.expression() for _ in range(self._chance.randint(0, 2)))

    def _path(self) -> str:
        return f"{self.expression()}.{self._chance.choice(PROPERTIES)}"

    def _filter(self) -> str:
        return f"{self.expression()}[{self.expression()}]"

    def _list(self) -> str:
        return f"[{self._arguments()}]"

    def _context(self) -> str:
        entries = (
            f"{key}: {self.expression()}" for key in self._chance.sample(KEYS, self._chance.randint(0, 3))
        )
        return f"{{{', '.join(entries)}}}"

    def _range(self) -> str:
        opened, closed = self._chance.choice("[[((]"), self._chance.choice("]]))[")
        low, high = (f"({self.expression()})" if self._chance.random() < 0.2 else self._leaf() for _ in "ab")
        return f"{opened}{low}..{high}{closed}"

    def _brackets(self) -> str:
        return f"({self.expression()})"

    def _negation(self) -> str:
        return self._chance.choice((f"-{self.expression()}", f"not({self.expression()})"))
