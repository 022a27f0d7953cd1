"""Bodies of requests, bounded: their depth may not bring a process down, their text not a database.

Their size is Django's matter (DATA_UPLOAD_MAX_MEMORY_SIZE).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

#: Objects and lists inside each other; a form has a handful.
DEEPEST = 32


class BoundedJSONParser(JSONParser):
    """JSON of at most DEEPEST levels, of text that any database can keep."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            value = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise _too_deep() from None
        _examine(value, DEEPEST)
        return value


def _examine(value: Any, depth: int) -> None:
    """Raises ParseError for what is nested too deeply and for text with a zero byte or half a character."""
    if depth < 0:
        raise _too_deep()
    if isinstance(value, str):
        _examine_text(value)
    elif isinstance(value, list):
        for item in value:
            _examine(item, depth - 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            _examine_text(name)
            _examine(item, depth - 1)


def _examine_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _unkeepable() from None
    if "\0" in text:
        raise _unkeepable()


def _unkeepable() -> ParseError:
    return ParseError(_("Ada huruf yang tidak dapat disimpan."))


def _too_deep() -> ParseError:
    return ParseError(_("Isi permintaan bersusun terlalu dalam."))
