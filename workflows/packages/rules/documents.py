"""Documents, the numbers they carry, and what is lifted for searching."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from forms_config.schema import FormError, iter_fields
from workflows.findings import Finding

from ..records import closest
from .scope import Scope, said, unknown

PLACEHOLDERS = frozenset({"n", "series", "month", "roman_month", "year", "unit", "unit_path"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def template_or_letter(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    for n, document in enumerate(record.value.documents):
        path = f"documents[{n}]"
        if bool(document.template) == (document.letter is not None):
            yield said(record, "PKG-222", path, element=document.code, value=document.code)
        elif document.template and document.template not in scope.package.files:
            guess = closest(document.template, scope.package.files) or "-"
            yield said(record, "PKG-224", f"{path}.template", value=document.template, guess=guess)


def number_is_known(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    for n, document in enumerate(record.value.documents):
        yield from unknown(record, "PKG-225", f"documents[{n}].number", document.number, record.value.numbers)


def patterns_are_known(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    for code, number in record.value.numbers.items():
        path = f"numbers.{code}.pattern"
        found = _PLACEHOLDER.findall(number.pattern)
        for name in found:
            kind, _, other = name.partition(":")
            if kind == "number" and other:
                yield from unknown(record, "PKG-225", path, other, set(record.value.numbers) - {code})
            else:
                yield from unknown(record, "PKG-226", path, name or "{}", PLACEHOLDERS)
        if not {"n", *(name for name in found if name.startswith("number:"))}.intersection(found):
            yield said(record, "PKG-228", path, value=number.pattern)
        if ("series" in found) and not number.series:
            yield said(record, "PKG-229", path, value=number.pattern)


def search_spares_identity(scope: Scope) -> Iterator[Finding]:
    """Security design: identity lives only in the encrypted party row, never in a search column."""
    record = scope.package.definition_record
    secret = [party.path for party in record.value.parties if party.identity and party.path]
    for n, lifted in enumerate(record.value.search):
        if any(f"{lifted.path}.".startswith(f"{path}.") for path in secret):
            yield said(record, "PKG-230", f"search[{n}].path", value=lifted.path)


def compared_data_are_asked(scope: Scope) -> Iterator[Finding]:
    """What two cases are compared by is asked by a form or brought by a step; else they are never alike."""
    record = scope.package.definition_record
    if not record.value.duplicates or not scope.diagrams:
        return
    known = _asked(scope) | {
        mapping.target for _, node in scope.nodes() for mapping in node.extensions.outputs
    }
    for n, rule in enumerate(record.value.duplicates):
        for m, path in enumerate(rule.by):
            if not any(_within(path, name) or _within(name, path) for name in known):
                guess = closest(path, known) or "-"
                yield said(record, "PKG-270", f"duplicates[{n}].by[{m}]", value=path, guess=guess)


def _asked(scope: Scope) -> set[str]:
    found: set[str] = set()
    for file in scope.package.form_files:
        with suppress(FormError, KeyError):
            found |= {field.path.replace(".*", "") for field in iter_fields(scope.package.form_in(file))}
    return found


def _within(inner: str, outer: str) -> bool:
    return f"{inner}.".startswith(f"{outer}.")
