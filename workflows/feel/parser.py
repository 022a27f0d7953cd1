"""Pratt parser: FEEL text to the typed tree (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, Overflow

from . import syntax as tree
from .budget import current_budget
from .errors import FeelError
from .names import NameIndex, longest, normalized, word_run
from .scanner import Kind, Source, Token
from .token_stream import TokenStream
from .values import NUMBERS
from .vocabulary import BUILTIN_NAMES, MEMBER_NAMES

LOWEST, OR, AND, COMPARISON, ADDITION, MULTIPLICATION, POWER, SIGN, INSTANCE, POSTFIX = range(0, 100, 10)

_POWERS = {
    "or": OR, "and": AND, "=": COMPARISON, "!=": COMPARISON, "<": COMPARISON, "<=": COMPARISON,
    ">": COMPARISON, ">=": COMPARISON, "between": COMPARISON, "in": COMPARISON,
    "+": ADDITION, "-": ADDITION, "*": MULTIPLICATION, "/": MULTIPLICATION, "**": POWER,
    "instance": INSTANCE, ".": POSTFIX, "[": POSTFIX, "(": POSTFIX,
}  # fmt: skip
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_CLOSES_RANGE = frozenset(
    {")", "]", "}", ",", ".", "..", ":", "=", "!=", "<", "<=", ">", ">=", "*", "/", "**", "+"}
)
_CLOSES_RANGE_WORDS = frozenset(
    {"then", "else", "and", "or", "return", "satisfies", "in", "between", "instance"}
)
_NATIVE: dict[str, object] = {"true": True, "false": False, "null": None}


class Parser:
    """One parse. `names` are the variables in scope, `members` the keys that paths may reach."""

    def __init__(self, text: str, names: Iterable[str] = (), members: Iterable[str] = ()) -> None:
        self.budget = current_budget()
        if len(text) > self.budget.source_length:
            raise FeelError("FEEL-001", limit=self.budget.source_length, size=len(text))
        self.source = Source(text)
        self.stream = TokenStream(self.source)
        self.scopes = [BUILTIN_NAMES, NameIndex(names)]
        self.members = NameIndex(members)
        self.depth = 0
        self.range_end = False

    def expression_only(self) -> tree.Node:
        """The whole text as one expression."""
        node = self.expression()
        self.expect_end()
        self.refuse_if_too_tall(node)
        return node

    def expect_end(self) -> None:
        token = self.stream.current
        if token.kind is not Kind.END:
            raise self.stream.near_miss() or self.stream.error(
                "FEEL-106", token, found=self.stream.shown(token)
            )

    def place(self, token: Token) -> tuple[int, int]:
        return self.source.position(token.start)

    def expression(self, power: int = LOWEST) -> tree.Node:
        self.descend()
        left = self.infix(self.prefix(), power)
        self.depth -= 1
        return left

    def refuse_if_too_tall(self, node: tree.Node) -> None:
        """Chains inside brackets inside chains: each may be within the limit and all of them together far above it."""
        level = [node]
        for _ in range(2 * self.budget.depth):
            level = [child for parent in level for child in tree.children(parent)]
            if not level:
                return
        raise FeelError("FEEL-002", node.line, node.column, limit=self.budget.depth)

    def descend(self) -> None:
        """One level deeper. Raises FeelError where the limit is."""
        self.depth += 1
        if self.depth > self.budget.depth:
            raise self.stream.error("FEEL-002", self.stream.current, limit=self.budget.depth)

    def inner(self) -> tree.Node:
        """An expression inside brackets: an enclosing range end does not reach into it."""
        outer, self.range_end = self.range_end, False
        node = self.expression()
        self.range_end = outer
        return node

    def infix(self, left: tree.Node, power: int) -> tree.Node:
        """Each link of a chain such as `a.b.c` nests one level deeper in the tree."""
        for _ in range(self.budget.depth + 1):
            token = self.stream.current
            if token.kind is not Kind.SYMBOL and token.kind is not Kind.WORD:
                return left
            binding = _POWERS.get(token.text)
            if binding is None or binding <= power or self._ends_range(token):
                return left
            left = self._extend(left, token)
        raise self.stream.error("FEEL-002", self.stream.current, limit=self.budget.depth)

    def _ends_range(self, token: Token) -> bool:
        """Is this `[` the closing bracket of `[1..10[` and not a filter?"""
        if token.text != "[" or not self.range_end:
            return False
        after = self.stream.peek()
        if after.kind is Kind.END:
            return True
        return after.text in (_CLOSES_RANGE_WORDS if after.kind is Kind.WORD else _CLOSES_RANGE) and (
            after.kind in (Kind.SYMBOL, Kind.WORD)
        )

    def _extend(self, left: tree.Node, token: Token) -> tree.Node:
        text = token.text
        if text in ("+", "-", "*", "/", "**"):
            return self._arithmetic(left, _POWERS[text])
        if text in _COMPARISONS:
            self.stream.advance()
            return tree.Comparison(*self.place(token), text, left, self.expression(COMPARISON))
        return _INFIX[text](self, left)

    def _arithmetic(self, first: tree.Node, power: int) -> tree.Node:
        start = self.stream.current
        rest: list[tuple[str, tree.Node]] = []
        while self.stream.current.kind is Kind.SYMBOL and _POWERS.get(self.stream.current.text) == power:
            operator = self.stream.advance().text
            rest.append((operator, self.expression(power)))
        return tree.Arithmetic(*self.place(start), first, tuple(rest))

    def _junction(self, left: tree.Node, word: str, power: int) -> list[tree.Node]:
        items = [left]
        while self.stream.take(word):
            items.append(self.expression(power))
        return items

    def _and(self, left: tree.Node) -> tree.Node:
        place = self.place(self.stream.current)
        return tree.And(*place, tuple(self._junction(left, "and", AND)))

    def _or(self, left: tree.Node) -> tree.Node:
        place = self.place(self.stream.current)
        return tree.Or(*place, tuple(self._junction(left, "or", OR)))

    def _between(self, left: tree.Node) -> tree.Node:
        place = self.place(self.stream.advance())
        low = self.expression(COMPARISON)
        self.stream.expect("and")
        return tree.Between(*place, left, low, self.expression(COMPARISON))

    def _in(self, left: tree.Node) -> tree.Node:
        place = self.place(self.stream.advance())
        if not self.stream.at("("):
            return tree.In(*place, left, (self.test(COMPARISON),))
        opening = self.stream.advance()
        tests = self.tests_until_close(opening)
        if len(tests) == 1 and not isinstance(tests[0], tree.OpenRange):
            return tree.In(*place, left, (self.infix(tests[0], COMPARISON),))
        return tree.In(*place, left, tests)

    def tests_until_close(self, opening: Token) -> tuple[tree.Node, ...]:
        """What stands between `(` (already read) and its end: tests, or the rest of a range."""
        outer, self.range_end = self.range_end, False
        first = self.test(LOWEST)
        if self.stream.at("..") and not isinstance(first, tree.OpenRange):
            node = self._range_from(opening, False, first)
            self.range_end = outer
            return (node,)
        tests = [first]
        while self.stream.take(","):
            tests.append(self.test(LOWEST))
        self.stream.expect(")")
        self.range_end = outer
        return tuple(tests)

    def test(self, power: int) -> tree.Node:
        """One positive unary test: an expression, or an operator with its operand."""
        token = self.stream.current
        if token.kind is Kind.SYMBOL and token.text in _COMPARISONS:
            self.stream.advance()
            return tree.OpenRange(*self.place(token), token.text, self.expression(COMPARISON))
        return self.expression(power)

    def _instance_of(self, left: tree.Node) -> tree.Node:
        from .parser_types import type_name

        place = self.place(self.stream.advance())
        self.stream.expect("of")
        return tree.InstanceOf(*place, left, type_name(self))

    def _member(self, target: tree.Node) -> tree.Node:
        self.stream.advance()
        token = self.stream.current
        if token.kind is not Kind.WORD:
            raise self.stream.error("FEEL-107", token, found=self.stream.shown(token))
        return tree.Member(*self.place(token), target, self._member_name())

    def _member_name(self) -> str:
        stream = self.stream
        found = longest((MEMBER_NAMES, self.members, *self.scopes[1:]), stream.tokens, stream.index)
        run = max(1, word_run(stream.tokens, stream.index))
        if found and found[1] >= run:
            stream.advance(found[1])
            return found[0]
        return self._joined(run)

    def _joined(self, count: int) -> str:
        words = self.stream.tokens[self.stream.index : self.stream.index + count]
        self.stream.advance(count)
        return " ".join(word.text for word in words)

    def _filter(self, target: tree.Node) -> tree.Node:
        token = self.stream.advance()
        condition = self.inner()
        self.stream.expect("]")
        return tree.Filter(*self.place(token), target, condition)

    def _call(self, callee: tree.Node) -> tree.Node:
        self.stream.advance()
        positional: list[tree.Node] = []
        named: list[tuple[str, tree.Node]] = []
        while not self.stream.take(")"):
            if positional or named:
                self.stream.expect(",", ")")
            name = self._argument_name()
            if name is None:
                positional.append(self.inner())
            else:
                named.append((name, self.inner()))
        return tree.Call(callee.line, callee.column, callee, tuple(positional), tuple(named))

    def _argument_name(self) -> str | None:
        """The `name` of `name: value`, or None when the argument is positional."""
        end = self.stream.index
        tokens = self.stream.tokens
        if tokens[end].kind is not Kind.WORD:
            return None
        while tokens[end].kind is Kind.WORD or tokens[end].text in ("'", "-", "+", "*", "/"):
            end += 1
        if tokens[end].text != ":" or tokens[end].kind is not Kind.SYMBOL:
            return None
        return self._text_until(end)

    def _text_until(self, end: int) -> str:
        """The source from here to token `end` as a normalised name; `end` itself is passed over."""
        first = self.stream.current.start
        text = self.source.text[first : self.stream.tokens[end].start]
        self.stream.advance(end + 1 - self.stream.index)
        return normalized(text)

    def prefix(self) -> tree.Node:
        token = self.stream.current
        if token.kind is Kind.WORD or token.kind is Kind.SYMBOL:
            parse = _PREFIX.get(token.text)
            if parse is not None:
                return parse(self)
            if token.kind is Kind.WORD and self._starts_name(token):
                return self.name()
            raise self._no_operand(token)
        if token.kind is Kind.END:
            raise self.stream.error("FEEL-108", token)
        self.stream.advance()
        if token.kind is Kind.NUMBER:
            return tree.Literal(*self.place(token), self._number(token))
        if token.kind is Kind.STRING:
            return tree.Literal(*self.place(token), token.text)
        return tree.TemporalLiteral(*self.place(token), token.text)

    def _number(self, token: Token) -> Decimal:
        try:
            return NUMBERS.create_decimal(token.text)
        except Overflow:
            raise self.stream.error("FEEL-111", token, value=self.stream.shown(token)) from None

    def _starts_name(self, token: Token) -> bool:
        known = longest(self.scopes, self.stream.tokens, self.stream.index)
        return known is not None or self.stream.is_name_word(token)

    def _no_operand(self, token: Token) -> FeelError:
        return self.stream.near_miss() or self.stream.error("FEEL-109", token, found=self.stream.shown(token))

    def name(self) -> tree.Node:
        stream = self.stream
        token = stream.current
        found = longest(reversed(self.scopes), stream.tokens, stream.index)
        run = word_run(stream.tokens, stream.index)
        if found and found[1] >= run:
            stream.advance(found[1])
            return tree.Name(*self.place(token), found[0])
        return tree.Name(*self.place(token), self._joined(max(run, 1)))

    def _literal(self) -> tree.Node:
        token = self.stream.current
        found = longest(self.scopes[1:], self.stream.tokens, self.stream.index)
        if found and found[1] > 1:
            return self.name()
        self.stream.advance()
        return tree.Literal(*self.place(token), _NATIVE[token.text])

    def _negate(self) -> tree.Node:
        token = self.stream.advance()
        operand = self.expression(SIGN)
        if isinstance(operand, tree.Literal) and isinstance(operand.value, Decimal):
            return tree.Literal(*self.place(token), operand.value.copy_negate() + 0)
        return tree.Negate(*self.place(token), operand)

    def _parenthesis(self) -> tree.Node:
        """`( expression )`, `( < 10 )` as a range value, or `( 1 .. 10 ]`."""
        opening = self.stream.advance()
        outer, self.range_end = self.range_end, False
        node = self.test(LOWEST)
        if self.stream.at("..") and not isinstance(node, tree.OpenRange):
            node = self._range_from(opening, False, node)
        else:
            self.stream.expect(")")
        self.range_end = outer
        return node

    def _open_bracket_range(self) -> tree.Node:
        opening = self.stream.advance()
        outer, self.range_end = self.range_end, False
        node = self._range_from(opening, False, self.expression())
        self.range_end = outer
        return node

    def _range_from(self, opening: Token, low_included: bool, low: tree.Node) -> tree.Node:
        self.stream.expect("..")
        self.range_end = True
        high = self.expression()
        self.range_end = False
        closing = self.stream.expect("]", ")", "[")
        return tree.RangeLiteral(*self.place(opening), low_included, low, high, closing.text == "]")

    def _list(self) -> tree.Node:
        opening = self.stream.advance()
        outer, self.range_end = self.range_end, False
        node = self._list_items(opening)
        self.range_end = outer
        return node

    def _list_items(self, opening: Token) -> tree.Node:
        if self.stream.take("]"):
            return tree.ListLiteral(*self.place(opening), ())
        items = [self.test(LOWEST)]
        if self.stream.at(".."):
            return self._range_from(opening, True, items[0])
        while self.stream.take(","):
            items.append(self.test(LOWEST))
        self.stream.expect("]", ",")
        return tree.ListLiteral(*self.place(opening), tuple(items))


def _statement(name: str) -> Callable[[Parser], tree.Node]:
    def parse(parser: Parser) -> tree.Node:
        from . import parser_statements

        result: tree.Node = getattr(parser_statements, name)(parser)
        return result

    return parse


_PREFIX: dict[str, Callable[[Parser], tree.Node]] = {
    "true": Parser._literal,
    "false": Parser._literal,
    "null": Parser._literal,
    "-": Parser._negate,
    "(": Parser._parenthesis,
    "[": Parser._list,
    "]": Parser._open_bracket_range,
    "{": _statement("context_literal"),
    "if": _statement("if_expression"),
    "for": _statement("for_expression"),
    "some": _statement("some_expression"),
    "every": _statement("every_expression"),
    "function": _statement("function_definition"),
}
_INFIX: dict[str, Callable[[Parser, tree.Node], tree.Node]] = {
    "and": Parser._and,
    "or": Parser._or,
    "between": Parser._between,
    "in": Parser._in,
    "instance": Parser._instance_of,
    ".": Parser._member,
    "[": Parser._filter,
    "(": Parser._call,
}


def parse(text: str, names: Iterable[str] = (), members: Iterable[str] = ()) -> tree.Node:
    """One expression. Raises FeelError when the text is not FEEL."""
    return Parser(text, names, members).expression_only()
