"""Context functions (DMN 1.5, table 79)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import Refused
from ..kinds import CONTEXT, STRING, kind_of
from ..values import from_python
from .registry import builtin

Context = Mapping[str, Any]


@builtin("get value(m: context, key: string)")
def get_value(context: Context, key: str) -> Any:
    return from_python(context[key]) if key in context else None


@builtin("get value(m: context, keys: list)")
def get_deep_value(context: Context, keys: list[Any]) -> Any:
    value: Any = context
    for key in keys:
        if not isinstance(value, Mapping) or kind_of(key) != STRING or key not in value:
            return None
        value = from_python(value[key])
    return value if keys else None


@builtin("get entries(m: context)")
def get_entries(context: Context) -> list[Any]:
    return [{"key": key, "value": from_python(value)} for key, value in context.items()]


@builtin("context(entries: list)")
def make_context(entries: list[Any]) -> Context:
    made: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, Mapping) or kind_of(entry.get("key")) != STRING or "value" not in entry:
            raise Refused("FEEL-234")
        if entry["key"] in made:
            raise Refused("FEEL-217")
        made[entry["key"]] = from_python(entry["value"])
    return made


@builtin("context put(context: context, key: string, value: any)")
def put(context: Context, key: str, value: Any) -> Context:
    return {**context, key: value}


@builtin("context put(context: context, keys: list, value: any)")
def put_deep(context: Context, keys: list[Any], value: Any) -> Context:
    if not keys or any(kind_of(key) != STRING for key in keys):
        raise Refused("FEEL-234")
    return _put(context, keys, value)


def _put(context: Any, keys: list[str], value: Any) -> Context:
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0])
    if not isinstance(inner, Mapping):
        raise Refused("FEEL-202", name=keys[0], kind=CONTEXT)
    return {**context, keys[0]: _put(inner, keys[1:], value)}


@builtin("context merge(contexts: list)")
def merge(contexts: list[Any]) -> Context:
    merged: dict[str, Any] = {}
    for context in contexts:
        if not isinstance(context, Mapping):
            raise Refused(
                "FEEL-230", name="context merge", parameter="contexts", kind=kind_of(context), wanted=CONTEXT
            )
        merged.update(context)
    return merged
