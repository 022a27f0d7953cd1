"""When two cases are alike: the values that a package compares, as keyed fingerprints (procedure package, `duplicates`).

A fingerprint covers the procedure, the compared paths and their values without case, accents, spaces and punctuation;
from it nothing can be read back, so that names and numbers of people may be compared, too (security.md, "NIK is found
through a keyed blind index").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from organization import crypto
from organization.durations import parse
from organization.worktime import WorkCalendar, add
from workflows.packages import Package
from workflows.packages.definition import DuplicateRule

#: Of a rule over lists, more combinations than this say nothing: the rest is left out.
MOST = 50


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One rule's values in one case; `since` is how far back another one counts."""

    index: str
    since: datetime


def fingerprints(package: Package, data: Mapping[str, Any], *, at: datetime) -> list[Fingerprint]:
    """What to look for: the rules all of whose values are known. `data` with people resolved."""
    return [
        Fingerprint(index, _back(at, rule.within))
        for rule in package.definition.duplicates
        for index in _indexes(package.key, rule, data)
    ]


def texts_at(data: Any, path: str) -> list[str]:
    """The values at a dotted path as texts; of a list, those of each item; empty ones left out."""
    name, _, rest = path.partition(".")
    value = data.get(name) if isinstance(data, Mapping) else None
    if isinstance(value, list):
        return [text for item in value for text in (texts_at(item, rest) if rest else [str(item)])]
    if rest:
        return texts_at(value, rest)
    return [str(value)] if value not in (None, "") else []


def _indexes(key: str, rule: DuplicateRule, data: Mapping[str, Any]) -> Iterator[str]:
    purpose = f"duplicate|{key}|{','.join(rule.by)}"
    values = [[_folded(text) for text in texts_at(data, path)] for path in rule.by]
    for number, chosen in enumerate(product(*values)):
        if number == MOST:
            return
        yield crypto.blind_index(" ".join(chosen), purpose)


def _folded(text: str) -> str:
    """ "DA 1234 abc" and "da1234ABC" are one number plate."""
    return "".join(crypto.normalise_words(text))


def _back(at: datetime, within: str) -> datetime:
    length = add(at, parse(within), WorkCalendar.around_the_clock("UTC")) - at
    return at - length
