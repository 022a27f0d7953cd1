"""Codes, each given once; the format; the values of parameters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workflows.findings import Finding

from ..definition import FORMAT, ParameterType
from ..kinds import DURATION
from .scope import Scope, said

#: Codes of settings that every procedure has.
RESERVED = frozenset({"offered"})

_LISTS = tuple((name, "code") for name in ("parameters", "states", "clocks", "documents", "announcements"))
_PARTIES = (("parties", "role"), ("parties", "path"), ("search", "as_"))


def format_is_known(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    if "format" in record.lines and record.value.format != FORMAT:
        yield said(record, "PKG-201", "format", value=record.value.format, known=FORMAT)


def codes_are_given_once(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    for name, attribute in (*_LISTS, *_PARTIES):
        items = getattr(record.value, name)
        counts = Counter(getattr(item, attribute) for item in items)
        for n, item in enumerate(items):
            word = getattr(item, attribute)
            if word and counts[word] > 1:
                counts[word] = 0
                yield said(record, "PKG-202", f"{name}[{n}]", element=word, value=word)


def parameter_defaults_fit(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    for n, parameter in enumerate(record.value.parameters):
        path = f"parameters[{n}].default"
        if path in record.lines and not _FITS[parameter.type](parameter.default):
            yield said(
                record, "PKG-203", path, element=parameter.code, value=parameter.default, type=parameter.type
            )


def reserved_codes_are_free(scope: Scope) -> Iterator[Finding]:
    """`offered` is the setting by which a unit switches the whole procedure on or off."""
    record = scope.package.definition_record
    for n, parameter in enumerate(record.value.parameters):
        if parameter.code in RESERVED:
            yield said(record, "PKG-264", f"parameters[{n}].code", value=parameter.code)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_duration(value: Any) -> bool:
    return isinstance(value, str) and DURATION.fits(value)


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


_FITS: Mapping[ParameterType, Callable[[Any], bool]] = {
    ParameterType.DURATION: _is_duration,
    ParameterType.NUMBER: _is_number,
    ParameterType.STRING: lambda value: isinstance(value, str),
    ParameterType.BOOLEAN: lambda value: isinstance(value, bool),
    ParameterType.DATE: _is_date,
}
