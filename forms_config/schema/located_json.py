"""JSON whose objects remember the line on which they begin, so that a finding can point there."""

from __future__ import annotations

import json
from collections.abc import Callable
from json.decoder import JSONObject  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any

from .errors import FormError

MAX_BYTES = 1_000_000


class Located(dict[str, Any]):
    """A JSON object; `line` counts from 1."""

    line: int = 0


class _Decoder(json.JSONDecoder):
    def __init__(self, text: str) -> None:
        super().__init__(parse_constant=_no_constant)
        self._text = text
        self.parse_object: Callable[..., Any] = self._object
        self.scan_once = py_make_scanner(self)

    def _object(self, start: tuple[str, int], *arguments: Any) -> tuple[Located, int]:
        pairs, end = JSONObject(start, *arguments)
        located = Located(pairs)
        located.line = self._text.count("\n", 0, start[1]) + 1
        return located, end


def load(source: bytes) -> Any:
    """The JSON value. Raises FormError (FORM-001 not JSON, FORM-002 too large, FORM-003 not UTF-8)."""
    if len(source) > MAX_BYTES:
        raise FormError("FORM-002", limit=MAX_BYTES)
    try:
        text = source.decode("utf-8-sig")
        return _Decoder(text).decode(text)
    except UnicodeDecodeError as fault:
        raise FormError("FORM-003", line=source[: fault.start].count(b"\n") + 1) from None
    except json.JSONDecodeError as fault:
        raise FormError("FORM-001", line=fault.lineno, problem=fault.msg) from None
    except (ValueError, RecursionError) as fault:
        raise FormError("FORM-001", problem=str(fault)) from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
