"""Changing a package: files exchanged, one part of a YAML file written anew, a copy under another key.

Only what is changed is written anew; every other byte of a file stays, comments of its author included.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

import yaml
from yaml.representer import SafeRepresenter

from .definition import ProcedureDefinition
from .package import DEFINITION_FILE, Package
from .records import key_of

_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*(["'])([\w.-]+)\1""")
_ORDER = tuple(key_of(item) for item in dataclasses.fields(ProcedureDefinition))


def with_files(package: Package, changes: Mapping[str, bytes | None]) -> Package:
    """The package with other contents in some files; None takes a file out."""
    files = {**package.files, **changes}
    kept = {name: data for name, data in files.items() if data is not None}
    return Package(kept, name=package.name)


def with_section(source: bytes, key: str, value: Any) -> bytes:
    """procedure.yaml with the top-level `key` written anew; empty values (None, empty list or mapping) take it out.

    `source` has to be a mapping in YAML's block form. Raises ValueError for anything else.
    """
    text = source.decode("utf-8-sig").replace("\r\n", "\n")
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    starts = _starts(text)
    written = [] if value in (None, [], {}) else [dumped({key: value})]
    if key in starts:
        first, last = _span(key, starts, lines)
    else:
        first = last = _place(key, starts, lines)
    return "".join([*lines[:first], *written, *lines[last:]]).encode()


def dumped(tree: Any) -> str:
    """A tree as YAML in the manner of the packages: small collections on one line, texts as they are."""
    # None: small collections in flow style; the stubs know of true and false only.
    node = _Plain(default_flow_style=None, sort_keys=False).represent_data(tree)  # type: ignore[arg-type]
    if isinstance(node, yaml.MappingNode):
        node.flow_style = False
    return str(yaml.serialize(node, Dumper=yaml.SafeDumper, allow_unicode=True, width=110))


def relabelled(package: Package, label: str) -> Package:
    """The same content under another label of its authors."""
    source = with_section(package.files[DEFINITION_FILE], "version", label)
    return with_files(package, {DEFINITION_FILE: source})


def renamed(package: Package, *, key: str, title: str) -> Package:
    """A procedure of its own made from another: new key and Indonesian title, its main diagram named after the key."""
    old, diagram = package.key, package.definition.process
    source = with_section(package.files[DEFINITION_FILE], "key", key)
    source = with_section(source, "title", {"id": title})
    source = with_section(source, "process", f"{key}.bpmn")
    drawn = package.files[diagram]
    for attribute in ("id", "bpmnElement"):
        drawn = drawn.replace(f'{attribute}="{old}"'.encode(), f'{attribute}="{key}"'.encode())
    return with_files(package, {diagram: None, DEFINITION_FILE: source, f"{key}.bpmn": drawn})


def in_utf8(xml: bytes) -> bytes:
    """The same XML in UTF-8, as scripts of a page read it; one whose encoding isn't known stays as it is."""
    declared = _ENCODING.match(xml)
    if declared is None or declared[2].lower() in (b"utf-8", b"utf8"):
        return xml
    try:
        text = xml.decode(declared[2].decode("ascii"))
    except (LookupError, UnicodeDecodeError):
        return xml
    return text.replace(declared[2].decode("ascii"), "UTF-8", 1).encode()


def next_label(label: str) -> str:
    """The label that a copy gets: "1.4" after "1.3"; a label without a number at its end gets one."""
    head, dot, tail = label.rpartition(".")
    if tail.isdigit():
        return f"{head}{dot}{int(tail) + 1}"
    return f"{label}.1" if label else "1.0"


class _Plain(SafeRepresenter):
    """No anchors: a package may not have aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _starts(text: str) -> dict[str, int]:
    """The line (from 0) of each top-level key, in the order of the file."""
    node = yaml.compose(text, Loader=yaml.SafeLoader) if text.strip() else None
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise ValueError("not a mapping in block form")
    return {key.value: key.start_mark.line for key, _ in node.value}


def _span(key: str, starts: Mapping[str, int], lines: list[str]) -> tuple[int, int]:
    """First line and the one after the last; comments in front of the next key belong to that key."""
    first = starts[key]
    after = [line for line in starts.values() if line > first]
    last = min(after, default=len(lines))
    while last > first + 1 and lines[last - 1].startswith(("#", "\n")):
        last -= 1
    return first, last


def _place(key: str, starts: Mapping[str, int], lines: list[str]) -> int:
    """In front of the first key that comes later in the format's order; else the end."""
    later = _ORDER[_ORDER.index(key) + 1 :] if key in _ORDER else ()
    return min((starts[name] for name in later if name in starts), default=len(lines))
