"""MadeContext functions (DMN 1.5, table 79)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import Refused
from ..kinds import CONTEXT, STRING, kind_of
from ..values import MadeContext, entry_of
from .registry import builtin

AnyContext = Mapping[str, Any]


@builtin("get value(m: context, key: string)")
def get_value(context: AnyContext, key: str) -> Any:
    return entry_of(context, key) if key in context else None


@builtin("get value(m: context, keys: list)")
def get_deep_value(context: AnyContext, keys: list[Any]) -> Any:
    value: Any = context
    for key in keys:
        if not isinstance(value, Mapping) or kind_of(key) != STRING or key not in value:
            return None
        value = entry_of(value, key)
    return value if keys else None


@builtin("get entries(m: context)")
def get_entries(context: AnyContext) -> list[Any]:
    return [MadeContext(key=key, value=entry_of(context, key)) for key in context]


@builtin("context(entries: list)")
def make_context(entries: list[Any]) -> AnyContext:
    made = MadeContext()
    for entry in entries:
        if not isinstance(entry, Mapping) or kind_of(entry.get("key")) != STRING or "value" not in entry:
            raise Refused("FEEL-234")
        if entry["key"] in made:
            raise Refused("FEEL-217")
        made[entry["key"]] = entry_of(entry, "value")
    return made


@builtin("context put(context: context, key: string, value: any)")
def put(context: AnyContext, key: str, value: Any) -> AnyContext:
    return _with(context, key, value)


@builtin("context put(context: context, keys: list, value: any)")
def put_deep(context: AnyContext, keys: list[Any], value: Any) -> AnyContext:
    if not keys or any(kind_of(key) != STRING for key in keys):
        raise Refused("FEEL-234")
    return _put(context, keys, value)


def _with(context: AnyContext, key: str, value: Any) -> AnyContext:
    return MadeContext({**{name: entry_of(context, name) for name in context}, key: value})


def _put(context: Any, keys: list[str], value: Any) -> AnyContext:
    if len(keys) == 1:
        return _with(context, keys[0], value)
    inner = entry_of(context, keys[0]) if keys[0] in context else None
    if not isinstance(inner, Mapping):
        raise Refused("FEEL-202", name=keys[0], kind=CONTEXT)
    return _with(context, keys[0], _put(inner, keys[1:], value))


@builtin("context merge(contexts: list)")
def merge(contexts: list[Any]) -> AnyContext:
    merged = MadeContext()
    for context in contexts:
        if not isinstance(context, Mapping):
            raise Refused(
                "FEEL-230", name="context merge", parameter="contexts", kind=kind_of(context), wanted=CONTEXT
            )
        merged.update((key, entry_of(context, key)) for key in context)
    return merged
