"""The typed tree. Every node knows the line and column (from 1) where it begins."""

from __future__ import annotations

from typing import Any, ClassVar, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """Fields by annotation, set in their order; made without `dataclasses`, which would double the time of the import."""

    fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.fields = (*cls.fields, *cls.__annotations__)

    def __init__(self, *values: Any, **named: Any) -> None:
        for name, value in zip(self.fields, values, strict=False):
            setattr(self, name, value)
        for name, value in named.items():
            setattr(self, name, value)

    def __repr__(self) -> str:
        shown = ", ".join(repr(getattr(self, name)) for name in self.fields[2:])
        return f"{type(self).__name__}({shown})"


class Node(Record):
    line: int
    column: int


class Literal(Node):
    value: Any


class TemporalLiteral(Node):
    text: str


class Name(Node):
    name: str


class Member(Node):
    target: Node
    name: str


class Filter(Node):
    target: Node
    condition: Node


class Call(Node):
    callee: Node
    positional: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]


class Negate(Node):
    operand: Node


class Arithmetic(Node):
    """A chain of one precedence, left to right: first (op operand)*. Flat, so that long sums are not deep."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


class Comparison(Node):
    operator: str
    left: Node
    right: Node


class Between(Node):
    value: Node
    low: Node
    high: Node


class In(Node):
    value: Node
    tests: tuple[Node, ...]


class And(Node):
    items: tuple[Node, ...]


class Or(Node):
    items: tuple[Node, ...]


class If(Node):
    condition: Node
    then: Node
    otherwise: Node


class Iterator(Node):
    """`end` is set for `a..b` written without brackets."""

    name: str
    domain: Node
    end: Node | None


class For(Node):
    iterators: tuple[Iterator, ...]
    body: Node


class Quantified(Node):
    every: bool
    iterators: tuple[Iterator, ...]
    condition: Node


class TypeName(Node):
    """`name` as written; `arguments` of list, range, function; `members` of context; `result` of function."""

    name: str
    arguments: tuple[TypeName, ...] = ()
    members: tuple[tuple[str, TypeName], ...] = ()
    result: TypeName | None = None


class InstanceOf(Node):
    value: Node
    type: TypeName


class Parameter(Node):
    name: str
    type: TypeName | None


class FunctionDefinition(Node):
    """`body` describes the external function when `external` is set; such functions are refused."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool


class ContextLiteral(Node):
    entries: tuple[tuple[str, Node], ...]


class ListLiteral(Node):
    items: tuple[Node, ...]


class RangeLiteral(Node):
    low_included: bool
    low: Node
    high: Node
    high_included: bool


class OpenRange(Node):
    """`< 10`, `>= x`, `= 3`, `!= 3`: a test, or in brackets a range value."""

    operator: str
    operand: Node


class UnaryTestsNode(Node):
    """`anything` is the test `-`; `negated` is `not(...)` around all of them."""

    tests: tuple[Node, ...]
    negated: bool
    anything: bool


def children(node: Node) -> list[Node]:
    """Direct sub-nodes in reading order."""
    found: list[Node] = []
    for name in node.fields:
        _gather(getattr(node, name), found)
    return found


def _gather(value: object, found: list[Node]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _gather(item, found)
