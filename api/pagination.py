"""Pages of a list, each read with one query and going on where the last row stood.

A page names its place by the values of its last row, not by counting: rows that come or go meanwhile shift nothing,
and the thousandth page costs what the first does.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.utils.urls import replace_query_param

LARGEST = 100
PLACE, SIZE = "cursor", "page_size"
#: A place is a handful of times and numbers.
_LONGEST = 512

Rows = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Key:
    """One column that a list is ordered by; empty values stand at the end of an ascending one."""

    path: str
    descending: bool

    def of(self, row: Any) -> Any:
        for part in self.path.split("__"):
            row = getattr(row, part)
        return row

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def after(self, value: Any) -> Q | None:
        """Rows that stand behind the value; None where nothing can."""
        if value is None:
            return None
        if self.descending:
            return Q(**{f"{self.path}__lt": value})
        return Q(**{f"{self.path}__gt": value}) | Q(**{f"{self.path}__isnull": True})


class Pages(BasePagination):
    """`?page_size=25&cursor=...`, at most 100 rows. There is no total: counting a list costs more than a page of it."""

    def paginate_queryset(self, queryset: Rows, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        size = _size(request)
        place = _read(request.query_params.get(PLACE, ""))
        if isinstance(queryset, QuerySet):
            keys = _keys(queryset)
            ordered = queryset.order_by(*_order(queryset, keys))
            rows = list(_rest(ordered, keys, place)[: size + 1])
            shown = rows[:size]
            self.place = [key.of(shown[-1]) for key in keys] if len(rows) > size else None
        else:
            first = place[0] if place and isinstance(place[0], int) else 0
            shown = list(queryset[first : first + size])
            self.place = [first + size] if first + size < len(queryset) else None
        return shown

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next(), "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST}
        place = {"type": "string", "maxLength": _LONGEST}
        return [
            {"name": SIZE, "in": "query", "required": False, "schema": size},
            {
                "name": PLACE,
                "in": "query",
                "required": False,
                "schema": place,
                "description": "Out of `next` of the page before.",
            },
        ]

    def _next(self) -> str | None:
        if self.place is None:
            return None
        return replace_query_param(self.request.build_absolute_uri(), PLACE, _written(self.place))


def _size(request: Request) -> int:
    """What is no number, or out of range, becomes the nearest that is meant."""
    text = request.query_params.get(SIZE, "")
    if not (text.isascii() and text.isdigit()):
        return api_settings.PAGE_SIZE or LARGEST
    return min(max(int(text[:9]), 1), LARGEST)


def _keys(rows: QuerySet[Any]) -> list[Key]:
    """The columns that the list is ordered by, with the row's id at the end, so that no two rows share a place."""
    keys = [_key(term) for term in rows.query.order_by or rows.model._meta.ordering]
    return keys if any(key.path in ("pk", "id") for key in keys) else [*keys, Key("pk", descending=True)]


def _key(term: Any) -> Key:
    if isinstance(term, OrderBy) and isinstance(term.expression, F):
        return Key(term.expression.name, term.descending)  # type: ignore[attr-defined] # not in the stubs
    if isinstance(term, str):
        return Key(term.lstrip("-"), term.startswith("-"))
    raise TypeError(
        f"A page can't name its place in a list that is ordered by {term!r}: order it by columns."
    )


def _order(rows: QuerySet[Any], keys: Sequence[Key]) -> Iterator[Any]:
    given = list(rows.query.order_by or rows.model._meta.ordering)
    yield from given
    for key in keys[len(given) :]:
        yield f"-{key.path}" if key.descending else key.path


def _rest(rows: QuerySet[Any], keys: Sequence[Key], place: Sequence[Any] | None) -> QuerySet[Any]:
    if place is None:
        return rows
    try:
        return rows.filter(_behind(keys, place))
    except (ValueError, TypeError, Refused) as fault:  # a value that its column can't have
        raise _unknown_place() from fault


def _behind(keys: Sequence[Key], place: Sequence[Any]) -> Q:
    """Rows that stand behind a place: later by the first column, or level with it and later by the next, and so on."""
    if len(place) != len(keys):
        raise _unknown_place()
    ways: list[Q] = []
    level = Q()
    for key, value in zip(keys, place, strict=True):
        after = key.after(value)
        if after is not None:
            ways.append(level & after)
        level &= key.same(value)
    if not ways:
        raise _unknown_place()
    return reduce(or_, ways)


def _written(place: Sequence[Any]) -> str:
    plain = [{"t": value.isoformat()} if isinstance(value, datetime) else value for value in place]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _read(text: str) -> list[Any] | None:
    """The place that a cursor names, None for the beginning. Raises ValidationError for what is none."""
    if not text:
        return None
    try:
        padded = text[:_LONGEST] + "=" * (-len(text[:_LONGEST]) % 4)
        plain = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        return [_value(item) for item in plain]
    except (binascii.Error, ValueError, TypeError, KeyError, RecursionError) as fault:
        raise _unknown_place() from fault


def _value(item: Any) -> Any:
    if isinstance(item, dict):
        moment = parse_datetime(item["t"])
        if moment is None or moment.tzinfo is None:
            raise ValueError(item)
        return moment
    if item is None or (isinstance(item, int) and 0 <= item < 2**63) or isinstance(item, str):
        return item
    raise ValueError(item)


def _unknown_place() -> ValidationError:
    return ValidationError({PLACE: [_("Tempat ini tidak dikenal: pakai “next” dari halaman sebelumnya.")]})
