"""`param.CODE` and `unit.NAME` in expressions: what follows the dot has to be there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from forms_config.schema import FormError, walk
from workflows import feel
from workflows.bpmn.expressions import places
from workflows.feel import syntax as tree
from workflows.findings import Finding, Severity

from .. import kinds
from ..placeholders import expressions
from ..records import closest, of_kind
from ..unit_members import UNIT_MEMBERS
from .scope import Scope

_WITH_FEEL = (kinds.EXPRESSION, kinds.DURATION_OR_FEEL, kinds.SHARE_OR_DURATION, kinds.ADDRESS)
_CODES = {"param": "PKG-261", "unit": "PKG-262"}


@dataclass(frozen=True, slots=True)
class _Written:
    """FEEL without its "=", and where it stands."""

    text: str
    file: str
    element: str
    line: int | None = None


def members_are_known(scope: Scope) -> Iterator[Finding]:
    parameters = frozenset(parameter.code for parameter in scope.definition.parameters)
    known: Mapping[str, Collection[str]] = {"param": parameters, "unit": UNIT_MEMBERS}
    for written in _expressions(scope):
        for owner, name in _members(written.text, known):
            guess = closest(name, known[owner]) or "-"
            facts = {"value": f"{owner}.{name}", "guess": guess, "known": sorted(known[owner])}
            yield Finding(
                _CODES[owner], Severity.ERROR, written.file, written.element, written.line, None, facts
            )


def _members(text: str, known: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str]]:
    """Each `owner.name` whose name isn't known. What is no FEEL is another rule's finding."""
    try:
        waiting: list[tree.Node] = [feel.compile_expression(text).tree]
    except feel.FeelError:
        return
    while waiting:
        node = waiting.pop()
        waiting += tree.children(node)
        if isinstance(node, tree.Member) and isinstance(node.target, tree.Name):
            owner = node.target.name
            if owner in known and node.name not in known[owner]:
                yield owner, node.name


def _expressions(scope: Scope) -> Iterator[_Written]:
    yield from _in_yaml(scope)
    yield from _in_messages(scope)
    yield from _in_diagrams(scope)
    yield from _in_forms(scope)


def _in_yaml(scope: Scope) -> Iterator[_Written]:
    for record in scope.package.records:
        for kind in _WITH_FEEL:
            for path, text in of_kind(record.value, kind):
                if text.startswith("="):
                    yield _Written(text[1:], record.file, path, record.line(path))


def _in_messages(scope: Scope) -> Iterator[_Written]:
    for record in scope.package.message_records:
        local = record.value.text
        for text in (*expressions(local.id), *expressions(local.en)):
            yield _Written(text, record.file, "text", record.line("text"))


def _in_diagrams(scope: Scope) -> Iterator[_Written]:
    for file, definitions in scope.diagrams.items():
        for process in definitions.processes.values():
            for place in places(process):
                if place.feel is not None:
                    yield _Written(place.feel, file, place.element.id, place.element.line)


def _in_forms(scope: Scope) -> Iterator[_Written]:
    for file in scope.package.form_files:
        try:
            form = scope.package.form_in(file)
        except FormError:
            continue
        for part in walk(form.components):
            check = str(part.properties.get("check") or "").removeprefix("=")
            for text in (part.hide, part.expression, part.choices.expression, check):
                if text:
                    yield _Written(text, part.file or file, part.name, part.line)
