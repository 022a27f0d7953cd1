"""Letters that a package describes instead of drawing (procedure.yaml, `documents[].letter`).

The template is one for all letters; what differs is data: `letter_data` gives what the template finds under "letter".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache, singledispatch
from pathlib import Path
from typing import Any

from workflows.packages.definition import DocumentDefinition, LetterDefinition

from .wording import date_in_words, moment_in_words, zone_letters

_TEMPLATE = Path(__file__).with_name("templates") / "letter.typ"
_SHARED = re.compile(r"umum/([a-z0-9_]+(?:/[a-z0-9_]+)*)\Z")
_PLAIN_LETTERHEAD = "#let letterhead(unit) = align(center, strong(unit.document_name))\n"


def letter_template(definition: DocumentDefinition) -> bytes:
    """The Typst template of a described letter; its letterhead is the shared part that the letter names.

    A letterhead `umum/kop` stands in `_umum/documents/kop.typ` and offers `letterhead(unit)`. Raises ValueError for a
    document without a letter, and for a letterhead that is no shared part.
    """
    if definition.letter is None:
        raise ValueError(f"document '{definition.code}' has no letter")
    return (_letterhead(definition.letter.letterhead) + _template()).encode()


def unit_data(unit: Any) -> dict[str, Any]:
    """What a template finds under "unit": names, address, and the letters of the zone that its times are told in."""
    return {
        "name": unit.name,
        "level": unit.level,
        "document_name": unit.document_name,
        "parent_name": unit.parent.document_name if unit.parent else "",
        "address": unit.address,
        "city": unit.city,
        "zone_letters": zone_letters(unit.zone),
    }


def letter_data(
    letter: LetterDefinition, *, value_of: Callable[[str], Any], lang: str = "id"
) -> dict[str, Any]:
    """What the template prints: `{title, fields: [{label, value}], clause, qr}`, all text.

    `value_of` evaluates an expression of the letter ("=..."). A line whose value is empty is left out.
    """
    lines = ((line.label.in_(lang), in_words(value_of(line.value))) for line in letter.fields)
    return {
        "title": letter.title.in_(lang),
        "fields": [{"label": label, "value": value} for label, value in lines if value],
        "clause": letter.clause.in_(lang) if letter.clause else "",
        "qr": letter.qr,
    }


@singledispatch
def in_words(value: Any) -> str:
    """A value as a letter writes it: dates in Indonesian words, lists joined, truth values as ya and tidak."""
    return "" if value is None else str(value)


@in_words.register
def _(value: bool) -> str:
    return "ya" if value else "tidak"


@in_words.register
def _(value: datetime) -> str:
    return moment_in_words(value)


@in_words.register
def _(value: date) -> str:
    return date_in_words(value)


@in_words.register
def _(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")


@in_words.register(list)
@in_words.register(tuple)
def _(value: Iterable[Any]) -> str:
    return ", ".join(filter(None, map(in_words, value)))


def _letterhead(name: str) -> str:
    if not name:
        return _PLAIN_LETTERHEAD
    shared = _SHARED.match(name)
    if shared is None:
        raise ValueError(f"letterhead is {name!r}; it must name a shared part, such as umum/kop")
    return f'#import "/_umum/documents/{shared[1]}.typ": letterhead\n'


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")
