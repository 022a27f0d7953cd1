"""What somebody without an account may say in a form: files of his own, and nothing that an officer judges.

In a checklist an officer ticks, counts, waives and sends back; a citizen brings files. So of his rows only the files
count, and only those that were stored for this very page; the rest of a row stays as the case knows it.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from typing import Any

from forms_config.schema import Component, Form

_DRAWINGS = ("signature", "thumbprint")


def of_public(
    form: Form, answers: Mapping[str, Any], *, known: Mapping[str, Any], own_files: Collection[str]
) -> dict[str, Any]:
    """The answers with every file that isn't his taken out, and the rows of checklists as he may change them.

    `known` is what the case holds already; `own_files` are ids of the files that were stored for this page.
    """
    result = copy.deepcopy(dict(answers))
    _Own(frozenset(own_files)).clean(form.components, result, known)
    return result


class _Own:
    def __init__(self, files: frozenset[str]) -> None:
        self.files = files

    def clean(self, components: tuple[Component, ...], answers: Any, known: Any) -> None:
        for component in components:
            self._clean(component, answers, known)

    def _clean(self, component: Component, answers: Any, known: Any) -> None:
        *parents, last = component.key.split(".")
        for name in parents:
            answers, known = _inside(answers, name), _inside(known, name)
        if component.type == "dynamiclist":
            for row in _rows(_inside(answers, last)):
                self.clean(component.components, row, {})
        elif component.components:
            inner = (_inside(answers, last), _inside(known, last)) if last else (answers, known)
            self.clean(component.components, *inner)
        elif isinstance(answers, dict) and (last in answers or component.widget == "checklist"):
            answers[last] = self._value(component, answers.get(last), _inside(known, last))

    def _value(self, component: Component, sent: Any, known: Any) -> Any:
        if component.widget == "checklist":
            return self._checklist(sent, known)
        if component.type == "filepicker":
            mine = self._mine(sent)
            return mine if component.multiple else (mine[-1] if mine else None)
        if component.widget in _DRAWINGS:
            return sent if self._mine(sent) else None
        return sent

    def _mine(self, sent: Any) -> list[str]:
        listed = sent if isinstance(sent, list) else [sent]
        return [str(item) for item in listed if str(item) in self.files]

    def _checklist(self, sent: Any, known: Any) -> dict[str, Any]:
        before = {str(row["code"]): row for row in _inside(known, "rows") or ()}
        brought = {code: self._mine(_inside(row, "files")) for code, row in _items(sent)}
        return {code: _row(before.get(code, {}), brought.get(code, [])) for code in {**before, **brought}}


def _row(before: Mapping[str, Any], brought: list[str]) -> dict[str, Any]:
    """Files are added to those that were there; where a paper was sent back, they take its place."""
    if not brought:
        return dict(before)
    again = bool(before.get("rejected"))
    kept = [] if again else [str(item) for item in before.get("files") or ()]
    shown = 0 if again else max(0, int(before.get("count") or 0) - len(kept))
    files = [*kept, *brought]
    return {"files": files, "count": shown + len(files), "note": before.get("note", "")}


def _inside(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _items(sent: Any) -> list[tuple[str, Any]]:
    """Rows by their code, from a page's form or from a list of rows."""
    inside = sent.get("rows", sent) if isinstance(sent, Mapping) else sent
    if isinstance(inside, Mapping):
        return [(str(code), row) for code, row in inside.items()]
    return [(str(row.get("code")), row) for row in inside or () if isinstance(row, Mapping)]


def _rows(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, Mapping) else list(value or ())
