"""YAML as a tree that remembers its lines. Texts stay as written; what they mean is decided by the field they fill.

Deliberately smaller than YAML 1.1: no aliases (they can multiply without bound), no tags, no duplicate keys. A key
such as `on` or `no` is a word, not a truth value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any, TypeAlias

import yaml

from workflows.findings import Finding, error

MAX_BYTES = 1_000_000
MAX_DEPTH = 40

_PLAIN = "tag:yaml.org,2002:"
_TYPED = frozenset({"bool", "int", "float", "null"})
#: What a plain or quoted scalar resolves to by itself; anything else was written as a tag.
_TAGS = _TYPED | {"str", "timestamp", "merge", "value"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One scalar: `text` as written, `value` as YAML understands it."""

    text: str
    value: Any
    line: int
    quoted: bool


class Table(dict[str, "Tree"]):
    """A mapping; `lines` holds where each key stands."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Rows(list["Tree"]):
    """A sequence."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


Tree: TypeAlias = Leaf | Table | Rows


class MarkupError(Exception):
    """The file has no tree at all. `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def parse(source: bytes) -> tuple[Tree | None, list[Finding]]:
    """The tree of a YAML file (None when it is empty) and what is wrong with its markup. Raises MarkupError."""
    if len(source) > MAX_BYTES:
        raise MarkupError(error("PKG-110", limit=MAX_BYTES))
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise MarkupError(error("PKG-102", line=source[: fault.start].count(b"\n") + 1)) from None
    try:
        _refuse_aliases(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as fault:
        raise MarkupError(_syntax(fault)) from None
    findings: list[Finding] = []
    return (None if node is None else _tree(node, findings, 0)), findings


def _refuse_aliases(text: str) -> None:
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise MarkupError(error("PKG-109", line=event.start_mark.line + 1 if event.start_mark else None))


def _syntax(fault: Exception) -> Finding:
    mark = getattr(fault, "problem_mark", None)
    problem = getattr(fault, "problem", None) or type(fault).__name__
    if mark is None:
        return error("PKG-101", problem=str(problem))
    return error("PKG-101", line=mark.line + 1, column=mark.column + 1, problem=str(problem))


def _tree(node: yaml.Node, findings: list[Finding], depth: int) -> Tree:
    line = node.start_mark.line + 1
    if depth > MAX_DEPTH:
        raise MarkupError(error("PKG-111", line=line, limit=MAX_DEPTH))
    if isinstance(node, yaml.MappingNode):
        return _table(node, findings, depth)
    if isinstance(node, yaml.SequenceNode):
        rows = Rows(line)
        rows.extend(_tree(item, findings, depth + 1) for item in node.value)
        return rows
    if not isinstance(node, yaml.ScalarNode):
        raise TypeError(node.tag)
    return Leaf(node.value, _value(node, findings), line, node.style is not None)


def _table(node: yaml.MappingNode, findings: list[Finding], depth: int) -> Table:
    table = Table(node.start_mark.line + 1)
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            findings.append(error("PKG-112", line=line))
            continue
        if key.value in table:
            findings.append(error("PKG-108", key.value, line=line, key=key.value))
            continue
        table[key.value] = _tree(value, findings, depth + 1)
        table.lines[key.value] = line
    return table


def _value(node: yaml.ScalarNode, findings: list[Finding]) -> Any:
    """A JSON-ready value: moments and dates stay text, so that they mean the same as in JSON."""
    tag = node.tag.removeprefix(_PLAIN)
    if tag not in _TAGS:
        findings.append(error("PKG-113", line=node.start_mark.line + 1, tag=node.tag))
        return node.value
    if tag not in _TYPED:
        return node.value
    try:
        value = yaml.SafeLoader("").construct_object(node)
    except (ValueError, yaml.YAMLError):
        return node.value
    return node.value if isinstance(value, date) or _is_nan(value) else value


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and isnan(value)


def plain(tree: Tree | None) -> Any:
    """The tree as JSON-ready data."""
    if isinstance(tree, Table):
        return {key: plain(value) for key, value in tree.items()}
    if isinstance(tree, Rows):
        return [plain(value) for value in tree]
    return tree.value if isinstance(tree, Leaf) else tree
