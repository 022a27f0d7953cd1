"""Pages of a list, each read with one query: one row more than is shown tells whether there is a next page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.utils.urls import remove_query_param, replace_query_param

LARGEST = 100
#: A page beyond this one is a sign of a loop; whoever needs an old case searches for it.
LAST_PAGE = 1000


class Pages(BasePagination):
    """`?page=1&page_size=25`, at most 100 rows. There is no total: counting a list costs more than a page of it."""

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: Any = None
    ) -> list[Any]:
        self.request = request
        self.size = _number(request, "page_size", api_settings.PAGE_SIZE or LARGEST, LARGEST)
        self.number = _number(request, "page", 1, LAST_PAGE)
        first = (self.number - 1) * self.size
        rows = list(queryset[first : first + self.size + 1])
        self.more = len(rows) > self.size
        return rows[: self.size]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next(), "previous": self._previous(), "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        results = {"next": link, "previous": link, "results": schema}
        return {"type": "object", "required": ["next", "previous", "results"], "properties": results}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [_parameter("page", LAST_PAGE), _parameter("page_size", LARGEST)]

    def _next(self) -> str | None:
        return self._link(self.number + 1) if self.more and self.number < LAST_PAGE else None

    def _previous(self) -> str | None:
        return self._link(self.number - 1) if self.number > 1 else None

    def _link(self, number: int) -> str:
        here = self.request.build_absolute_uri()
        return remove_query_param(here, "page") if number == 1 else replace_query_param(here, "page", number)


def _number(request: Request, name: str, otherwise: int, largest: int) -> int:
    """A number of the address; what is none, or out of range, becomes the nearest that is meant."""
    text = request.query_params.get(name, "")
    if not (text.isascii() and text.isdigit()):
        return otherwise
    return min(max(int(text[:9]), 1), largest)


def _parameter(name: str, largest: int) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 1, "maximum": largest}
    return {"name": name, "in": "query", "required": False, "schema": schema}
