"""Compiled expressions and unary tests: what callers hold and run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from . import compiler_control, compiler_operators
from . import syntax as tree
from .comparison import passes
from .compiler import Compiler, TypeTest
from .compiler_operators import Test, any_passes, build_test
from .errors import FeelError, Problem
from .frames import Frame
from .parser import parse
from .parser_tests import parse_tests
from .runtime import Run, Scope, hand_over
from .values import from_python, settle

NOTHING: Mapping[str, Any] = MappingProxyType({})
COMPILERS = (compiler_control, compiler_operators)
"""Imported for the node kinds they register."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value, and why parts of it became null."""

    value: Any
    warnings: tuple[Problem, ...]


class Expression:
    """A compiled expression. Call it with a mapping of variables; values are read when they are needed.

    `names` are the variables it may read; inside a filter some of them may turn out to be keys of the items.
    """

    __slots__ = ("_code", "names", "text", "tree")

    def __init__(self, text: str, node: tree.Node, types: Mapping[str, TypeTest] | None = None) -> None:
        compiler = Compiler(types)
        self.text = text
        self.tree = node
        self._code = compiler.build(node, Frame(None))
        self.names = frozenset(compiler.free)

    def __call__(self, context: Mapping[str, Any] = NOTHING) -> Any:
        """The value. Raises FeelError when the evaluation uses up its budget."""
        run = Run()
        value = _finish(self._code, Scope({}, context, run))
        if run.warnings:
            hand_over(run)
        return value

    def run(self, context: Mapping[str, Any] = NOTHING) -> Outcome:
        """The value with its warnings."""
        run = Run()
        value = _finish(self._code, Scope({}, context, run))
        hand_over(run)
        return Outcome(value, tuple(run.warnings or ()))

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


def _finish(code: Any, scope: Scope) -> Any:
    try:
        value = code(scope)
        return settle(value, scope.run.meter) if isinstance(value, list | Mapping) else value
    except RecursionError:
        raise FeelError("FEEL-305") from None


class UnaryTests:
    """The compiled content of an input cell. Call it with the value under test and the variables."""

    __slots__ = ("_decide", "names", "text", "tree")

    def __init__(
        self, text: str, node: tree.UnaryTestsNode, types: Mapping[str, TypeTest] | None = None
    ) -> None:
        compiler = Compiler(types)
        self.text = text
        self.tree = node
        frame = Frame(None, ("?",))
        tests = [_cell_test(compiler, test, frame) for test in node.tests]
        self._decide = tests
        self.names = frozenset(compiler.free)

    def __call__(self, value: Any, context: Mapping[str, Any] = NOTHING) -> bool | None:
        """Does the value pass? None when it cannot be decided. Raises FeelError over budget."""
        run = Run()
        answer = self._run(value, context, run)
        if run.warnings:
            hand_over(run)
        return answer

    def run(self, value: Any, context: Mapping[str, Any] = NOTHING) -> Outcome:
        """The answer with its warnings."""
        run = Run()
        answer = self._run(value, context, run)
        hand_over(run)
        return Outcome(answer, tuple(run.warnings or ()))

    def _run(self, value: Any, context: Mapping[str, Any], run: Run) -> bool | None:
        if self.tree.anything:
            return True
        subject = from_python(value)
        try:
            answer = any_passes(Scope({"?": subject}, context, run), self.tree, subject, self._decide)
        except RecursionError:
            raise FeelError("FEEL-305") from None
        return answer if answer is None or not self.tree.negated else not answer

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"


_CONSTANTS = tree.Literal | tree.TemporalLiteral | tree.RangeLiteral | tree.ListLiteral


def _cell_test(compiler: Compiler, node: tree.Node, frame: Frame) -> Test:
    """A test of a cell may also be a condition, mostly over `?`: then its truth is the answer (DMN 1.5, 10.3.1.2)."""
    if isinstance(node, tree.OpenRange | _CONSTANTS):
        return build_test(compiler, node, frame)
    code = compiler.build(node, frame)
    condition = _asks_subject(node)

    def decide(scope: Scope, subject: Any) -> bool | None:
        value = code(scope)
        if type(value) is bool and (condition or type(subject) is not bool):
            return value
        if value is None and condition:
            return None
        return passes(subject, value)

    return decide


def _asks_subject(node: tree.Node) -> bool:
    if isinstance(node, tree.Name):
        return node.name == "?"
    return any(_asks_subject(child) for child in tree.children(node))


def compile_expression(
    text: str, names: Iterable[str] = (), types: Mapping[str, TypeTest] | None = None
) -> Expression:
    """Compile one expression.

    `names`: variables, and keys after a dot, that are not plain words (`Applicant's age`, `a - b`); plain words are
    found without being named. `types`: the caller's own types for `instance of` and parameters, name to test.
    Raises FeelError when the text is not FEEL.
    """
    known = tuple(names)
    return Expression(text, parse(text, (*known, *_odd(types)), known), types)


def compile_unary_tests(
    text: str, names: Iterable[str] = (), types: Mapping[str, TypeTest] | None = None
) -> UnaryTests:
    """Compile the content of a decision table's input cell. `?` is the value under test. Raises FeelError."""
    known = tuple(names)
    return UnaryTests(text, parse_tests(text, (*known, *_odd(types)), known), types)


def _odd(types: Mapping[str, TypeTest] | None) -> tuple[str, ...]:
    return tuple(types) if types else ()


def evaluate(text: str, context: Mapping[str, Any] | None = None) -> Any:
    """The value of an expression over a context. Raises FeelError when the text is not FEEL or goes over budget."""
    variables = NOTHING if context is None else context
    return _cached(text, *_odd_names(variables))(variables)


def run_once(text: str, context: Mapping[str, Any] | None = None) -> Outcome:
    """Like `evaluate`, with the warnings."""
    variables = NOTHING if context is None else context
    return _cached(text, *_odd_names(variables)).run(variables)


def unary_test(text: str, value: Any, context: Mapping[str, Any] | None = None) -> bool | None:
    """Does `value` pass the unary tests `text`? None when it cannot be decided. Raises FeelError."""
    variables = NOTHING if context is None else context
    return _cached_tests(text, *_odd_names(variables))(value, variables)


@lru_cache(maxsize=512)
def _cached(text: str, names: frozenset[str], keys: frozenset[str]) -> Expression:
    return Expression(text, parse(text, names, keys))


@lru_cache(maxsize=512)
def _cached_tests(text: str, names: frozenset[str], keys: frozenset[str]) -> UnaryTests:
    return UnaryTests(text, parse_tests(text, names, keys))


_MOST_KEYS = 1_000


def _odd_names(context: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Names at the top and keys below that only a list can tell apart from operators and blanks.

    Values are looked into only in plain dicts: other mappings may fetch a value when it is read.
    """
    top = frozenset(key for key in context if isinstance(key, str) and not key.isidentifier())
    if type(context) is not dict:
        return top, frozenset()
    found: set[str] = set()
    pending = list(context.values())
    for value in pending:
        if len(pending) > _MOST_KEYS:
            break
        if type(value) is dict:
            found.update(key for key in value if isinstance(key, str) and not key.isidentifier())
            pending.extend(value.values())
        elif isinstance(value, list | tuple):
            pending.extend(value[:10])
    return top, frozenset(found)
