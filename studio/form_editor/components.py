"""The components of a form-js file as rows of an editor, and back. Keys that the editor doesn't show are kept.

A component's place is its way through the tree, "0" or "2.1"; an input of the page is called "c.2.1.label".
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms_config.schema.model import CHOICE_TYPES, CONTAINER_TYPES

#: What can be added; "file" and "person" are words of ours for a file picker and a group of a person.
ADDABLE = (
    "textfield",
    "textarea",
    "number",
    "datetime",
    "checkbox",
    "radio",
    "select",
    "checklist",
    "filepicker",
    "group",
    "dynamiclist",
    "text",
    "expression",
)
TEXTUAL = frozenset({"textfield", "textarea"})
#: Keys that every new form carries.
HEAD = {
    "type": "default",
    "schemaVersion": 18,
    "executionPlatform": "Camunda Cloud",
    "executionPlatformVersion": "8.7.0",
}


@dataclass(frozen=True)
class Row:
    """One component in the editor."""

    place: str
    depth: int
    type: str
    label: str
    values: Mapping[str, str]
    required: bool
    multiple: bool
    shows: frozenset[str]
    first: bool
    last: bool

    @property
    def name(self) -> str:
        return f"c.{self.place}"


def blank_form(name: str) -> bytes:
    return written({**HEAD, "id": name, "components": []})


def written(form: Mapping[str, Any]) -> bytes:
    return (json.dumps(form, ensure_ascii=False, indent=2) + "\n").encode()


def rows_of(form: Mapping[str, Any]) -> list[Row]:
    """Every component in order, groups before what is in them."""
    return _rows(form.get("components", []), "", 0)


def _rows(components: list[dict[str, Any]], around: str, depth: int) -> list[Row]:
    rows = []
    for n, component in enumerate(components):
        place = f"{around}{n}"
        ends = (n == 0, n == len(components) - 1)
        rows.append(_row(component, place, depth, *ends))
        rows += _rows(component.get("components", []), f"{place}.", depth + 1)
    return rows


def _row(component: Mapping[str, Any], place: str, depth: int, first: bool, last: bool) -> Row:
    rules = component.get("validate") or {}
    own = component.get("properties") or {}
    kind = str(component.get("type", ""))
    values = {
        "label": component.get("label", ""),
        "label_en": own.get("label_en", ""),
        "key": component.get("key", component.get("path", "")),
        "description": component.get("description", ""),
        "text": component.get("text", ""),
        "expression": component.get("expression", ""),
        "min": rules.get("minLength" if kind in TEXTUAL else "min", ""),
        "max": rules.get("maxLength" if kind in TEXTUAL else "max", ""),
        "options": _option_lines(component.get("values") or []),
        "catalogue": own.get("catalogue", ""),
        "subtype": component.get("subtype", "date"),
        "hide": (component.get("conditional") or {}).get("hide", ""),
        "widget": own.get("widget", ""),
        "check": own.get("check", ""),
        "message": own.get("message", ""),
        "party": own.get("party", ""),
        "include": own.get("include", ""),
    }
    words = {name: "" if value is None else str(value) for name, value in values.items()}
    label = words["label"] or words["key"] or words["text"][:40] or kind
    multiple = bool(component.get("multiple", False))
    required = bool(rules.get("required", False))
    return Row(place, depth, kind, label, words, required, multiple, _shows(kind), first, last)


def _shows(kind: str) -> frozenset[str]:
    """The inputs that a type of component has in the editor."""
    shown = {"hide"}
    if kind == "text":
        return frozenset(shown | {"text"})
    shown |= {"label", "label_en", "key"}
    if kind in CONTAINER_TYPES:
        return frozenset(shown | {"party", "include"})
    if kind == "expression":
        return frozenset(shown | {"expression"})
    shown |= {"required", "description", "widget", "check", "message"}
    if kind in TEXTUAL or kind == "number":
        shown |= {"min", "max"}
    if kind in CHOICE_TYPES:
        shown |= {"options", "catalogue"}
    if kind == "datetime":
        shown |= {"subtype"}
    if kind == "filepicker":
        shown |= {"multiple"}
    return frozenset(shown)


def _option_lines(options: list[Any]) -> str:
    """One option a line: code = label | English label."""
    lines = []
    for option in options:
        english = option.get("label_en", "")
        tail = f" | {english}" if english else ""
        lines.append(f"{option.get('value', '')} = {option.get('label', '')}{tail}")
    return "\n".join(lines)


# Back to the file -----------------------------------------------------------------------------------------------


def changed(
    form: Mapping[str, Any], sent: Mapping[str, str], button: str = "", kind: str = ""
) -> dict[str, Any]:
    """The form with what a page sent; then the pressed button (verb:place) is carried out, `kind` is what to add."""
    result: dict[str, Any] = json.loads(json.dumps(form))
    components = result.setdefault("components", [])
    for row in rows_of(form):
        if f"{row.name}.label" in sent or f"{row.name}.text" in sent:
            _apply(_at(components, row.place), row, sent)
    verb, _colon, place = button.partition(":")
    _press(components, verb, place, kind, str(form.get("id", "form")))
    return result


def _at(components: list[dict[str, Any]], place: str) -> dict[str, Any]:
    head, _dot, rest = place.partition(".")
    found = components[int(head)]
    return _at(found["components"], rest) if rest else found


def _apply(component: dict[str, Any], row: Row, sent: Mapping[str, str]) -> None:
    said = {name: sent.get(f"{row.name}.{name}", "").replace("\r\n", "\n").strip() for name in row.values}
    for name in ("label", "description", "text", "expression"):
        if name in row.shows:
            _put(component, name, said[name])
    if "key" in row.shows:
        given = said["key"] or row.values["key"] or as_key(said["label"])
        where = "path" if row.type in CONTAINER_TYPES else "key"
        _put(component, where, given if row.type != "group" else said["key"])
    if "subtype" in row.shows:
        component["subtype"] = said["subtype"] or "date"
    if "multiple" in row.shows:
        _put(component, "multiple", f"{row.name}.multiple" in sent)
    if "options" in row.shows:
        _put(component, "values", _options(said["options"], component.get("values") or []))
    _put_rules(component, row, said, sent)
    _put_hide(component, said["hide"])
    _put_own(component, row, said)


def _put(target: dict[str, Any], name: str, value: Any) -> None:
    """Nothing said takes the key out, unless its author wrote just that."""
    if name in target and target[name] == value:
        return
    if value in ("", None, [], {}, False):
        target.pop(name, None)
    else:
        target[name] = value


def _put_rules(component: dict[str, Any], row: Row, said: Mapping[str, str], sent: Mapping[str, str]) -> None:
    rules = dict(component.get("validate") or {})
    if "required" in row.shows:
        _put(rules, "required", f"{row.name}.required" in sent)
    if "min" in row.shows:
        names = ("minLength", "maxLength") if row.type in TEXTUAL else ("min", "max")
        for name, text in zip(names, (said["min"], said["max"]), strict=True):
            _put(rules, name, _number(text))
            if _number(text) == 0:
                rules[name] = 0
    _put(component, "validate", rules)


def _number(text: str) -> int | float | str | None:
    """A number as JSON has it; what is none stays, for the check to speak of."""
    if not text:
        return None
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        return text


def _put_hide(component: dict[str, Any], text: str) -> None:
    condition = dict(component.get("conditional") or {})
    _put(condition, "hide", f"={text}" if text and not text.startswith("=") else text)
    _put(component, "conditional", condition)


def _put_own(component: dict[str, Any], row: Row, said: Mapping[str, str]) -> None:
    own = dict(component.get("properties") or {})
    for name in ("label_en", "catalogue", "widget", "check", "message", "party", "include"):
        if name in row.shows:
            _put(own, name, said[name])
    _put(component, "properties", own)


def _options(text: str, before: list[Any]) -> list[dict[str, Any]]:
    """The options of the lines; a value that was no text before stays what it was."""
    typed = {str(option.get("value", "")): option.get("value") for option in before}
    options = []
    for line in text.splitlines():
        code, _equals, rest = line.partition("=")
        label, _bar, english = rest.partition("|")
        code = code.strip()
        if not code:
            continue
        option = {"value": typed.get(code, code), "label": label.strip() or code}
        if english.strip():
            option["label_en"] = english.strip()
        options.append(option)
    return options


def _press(components: list[dict[str, Any]], verb: str, place: str, kind: str, form: str) -> None:
    if verb == "tambah" and kind in ADDABLE:
        inside = _at(components, place)["components"] if place else components
        inside.append(_new(kind, form, components))
        return
    if not place:
        return
    around, _dot, last = place.rpartition(".")
    siblings = _at(components, around)["components"] if around else components
    at = int(last)
    other = {"naik": at - 1, "turun": at + 1}.get(verb, at)
    if verb == "hapus":
        del siblings[at]
    elif 0 <= other < len(siblings):
        siblings[at], siblings[other] = siblings[other], siblings[at]


def _new(kind: str, form: str, components: list[dict[str, Any]]) -> dict[str, Any]:
    taken = {str(each.get("id")) for each in _everything(components)}
    number = next(n for n in range(1, len(taken) + 2) if f"{form}_{kind}_{n}" not in taken)
    made: dict[str, Any] = {"id": f"{form}_{kind}_{number}", "type": kind}
    if kind == "text":
        return {**made, "text": "…"}
    made["label"] = ""
    if kind in CONTAINER_TYPES:
        made |= {"components": [], "showOutline": True}
        return made if kind == "group" else {**made, "path": f"daftar_{number}"}
    made["key"] = f"isian_{number}"
    keys = {str(each.get("key")) for each in _everything(components)}
    made["key"] = next(f"isian_{n}" for n in range(1, len(keys) + 2) if f"isian_{n}" not in keys)
    if kind == "datetime":
        made["subtype"] = "date"
    if kind in CHOICE_TYPES:
        made["values"] = [{"value": "ya", "label": "Ya"}, {"value": "tidak", "label": "Tidak"}]
    if kind == "filepicker":
        made["accept"] = ".pdf,.jpg,.jpeg,.png"
    if kind == "expression":
        made["expression"] = "=null"
    return made


def _everything(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for one in components for each in (one, *_everything(one.get("components", [])))]


def as_key(label: str) -> str:
    """A name for the data out of a label: "Nama lengkap" is nama_lengkap."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60]
    return words if words[:1].isalpha() else f"isian_{words}".rstrip("_")
