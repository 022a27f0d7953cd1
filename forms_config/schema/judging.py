"""Whether a value that is shown may stand: required, lengths, bounds, pattern, options, conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import re2

from .choices import offered
from .conditions import holds
from .converters import DEFAULT_LENGTH
from .environment import Environment, FieldError
from .model import CHOICE_TYPES, Component, wire
from .slots import MISSING, Slot, at
from .widgets import nik_agrees

_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>.]+(?:\.[^@\s,;<>.]+)+\Z")
_PHONE = re.compile(r"62[0-9]{8,13}\Z|(?!62)[1-9][0-9]{7,14}\Z")


@dataclass(frozen=True)
class Verdict:
    """`value` is the value in its final form (choices take their options' type, phones one way of writing)."""

    value: Any
    errors: tuple[FieldError, ...] = ()
    warnings: tuple[FieldError, ...] = ()


def judge(slot: Slot, value: Any, names: Mapping[str, Any], env: Environment) -> Verdict:
    """All that is wrong with one component's value. `names` are the FEEL names at its place."""
    component = slot.component
    if _is_blank(component, value):
        missing = component.required and (component.is_input or component.type == "dynamiclist")
        return Verdict(value, (FieldError(slot.dotted, _missing_code(component)),) if missing else ())
    if component.type in CHOICE_TYPES and component.widget != "checklist":
        value, unknown = _chosen(component, value, names, env)
        if unknown:
            return Verdict(value, (FieldError(slot.dotted, "not_an_option", {"value": unknown}),))
    if component.rules.validation_type == "phone" and _is_phone(str(value)):
        value = plain_phone(str(value))
    errors = [FieldError(slot.dotted, code, params) for code, params in _broken_rules(component, value, env)]
    warnings: list[FieldError] = []
    if component.widget == "nik" and not _agrees(component, slot, value, names):
        warnings.append(FieldError(slot.dotted, "nik_unlike_birth_date"))
    if failed := _failed_check(slot, names):
        (warnings if component.properties.get("check_kind") == "warning" else errors).append(failed)
    return Verdict(value, tuple(errors), tuple(warnings))


def _is_blank(component: Component, value: Any) -> bool:
    if component.type == "checkbox":
        return value is not True and component.required
    if component.type == "group":
        return False
    return component.widget != "checklist" and (value is None or value in ([], ""))


def _missing_code(component: Component) -> str:
    return "must_be_ticked" if component.type == "checkbox" else "required"


def _chosen(component: Component, value: Any, names: Mapping[str, Any], env: Environment) -> tuple[Any, str]:
    """The value in the options' own type, and the first part of it that is no option (or empty)."""
    known = {option.code: option.value for option in offered(component, names, env)}
    sent = value if isinstance(value, list) else [value]
    unknown = next((wire(item) for item in sent if wire(item) not in known), "")
    typed = [known.get(wire(item), item) for item in sent]
    return (typed if isinstance(value, list) else typed[0]), unknown


Broken = Iterator[tuple[str, Mapping[str, Any]]]


def _broken_rules(component: Component, value: Any, env: Environment) -> Broken:
    if component.widget == "checklist":
        yield from _checklist_rules(component, value)
    elif isinstance(value, bool):
        return
    elif isinstance(value, int | float):
        yield from _bounds(component, value)
    elif isinstance(value, str) and component.type == "datetime":
        yield from _moment_rules(component, value, env)
    elif isinstance(value, str) and not component.widget:
        yield from _text_rules(component, value)


def _checklist_rules(component: Component, value: Mapping[str, Any]) -> Broken:
    demanded = component.required or component.properties.get("complete") == "required"
    if demanded and not value["complete"]:
        labels = [row["label"] for row in value["missing"]]
        yield "checklist_incomplete", {"missing": labels}


def _bounds(component: Component, value: float) -> Broken:
    rules = component.rules
    if rules.min is not None and value < rules.min:
        yield "too_small", {"min": rules.min}
    if rules.max is not None and value > rules.max:
        yield "too_large", {"max": rules.max}


def _moment_rules(component: Component, value: str, env: Environment) -> Broken:
    if not component.settings.get("disallowPassedDates") or component.subtype == "time":
        return
    past = (
        date.fromisoformat(value) < env.now.date()
        if component.subtype == "date"
        else datetime.fromisoformat(value) < env.now
    )
    if past:
        yield "in_the_past", {}


def _text_rules(component: Component, value: str) -> Broken:
    rules = component.rules
    limit = rules.max_length if rules.max_length is not None else DEFAULT_LENGTH.get(component.type)
    if rules.min_length is not None and len(value) < rules.min_length:
        yield "too_short", {"min": rules.min_length, "length": len(value)}
    if limit is not None and len(value) > limit:
        yield "too_long", {"max": limit, "length": len(value)}
    elif rules.pattern and component.type in ("textfield", "textarea") and not matches(rules.pattern, value):
        yield "pattern", {}
    if (fits := _TYPES.get(rules.validation_type)) and not fits(value):
        yield f"not_{rules.validation_type}", {}


def _is_email(value: str) -> bool:
    return len(value) <= 254 and _EMAIL.match(value) is not None


def _is_phone(value: str) -> bool:
    return _PHONE.match(plain_phone(value)) is not None


_TYPES: Mapping[str, Callable[[str], bool]] = {"email": _is_email, "phone": _is_phone}


def plain_phone(value: str) -> str:
    """A telephone number in digits with its country: 0812... is 62812... (domain book, F-ORANG)."""
    digits = re.sub(r"[\s().\-]", "", value).removeprefix("+")
    return f"62{digits[1:]}" if digits.startswith("0") else digits


@lru_cache(maxsize=1024)
def pattern(text: str) -> Any:
    """A pattern of a form, compiled by an engine of linear time. Raises re2.error."""
    options = re2.Options()
    options.log_errors = False
    return re2.compile(text, options)


def matches(text: str, value: str) -> bool:
    """Whether the pattern is found in the value, as form-js tests it (anchors are the author's)."""
    return pattern(text).search(value) is not None


def _agrees(component: Component, slot: Slot, value: Any, names: Mapping[str, Any]) -> bool:
    other = str(component.properties.get("birth_date") or "tanggal_lahir")
    base = slot.path[:-1]
    relative = slot.path[len(slot.row) : -1] if slot.row is not None else base
    found = at(names, (*relative, *other.split(".")))
    if found is MISSING:
        found = at(names, tuple(other.split(".")))
    return not isinstance(found, str) or nik_agrees(str(value), found)


def _failed_check(slot: Slot, names: Mapping[str, Any]) -> FieldError | None:
    condition = str(slot.component.properties.get("check") or "").removeprefix("=")
    if not condition or holds(condition, names):
        return None
    texts = {lang: slot.component.message_in(lang) for lang in ("id", "en")}
    return FieldError(slot.dotted, "check", texts)
