"""Answers become values: converted, conditional parts left out, judged. One pass over the slots of the form.

Order: convert every answer; find what is hidden (conditions see only what is shown, so this runs until nothing
changes); fill checklists and computed fields; judge what is shown. Nothing raises for what a person typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workflows import feel

from . import checklist
from .conditions import holds, value_of
from .converters import CONVERTERS, Converter, Unfit
from .environment import Cleaned, Environment, FieldError
from .judging import judge
from .model import Component, Form
from .slots import MISSING, Slot, at, expand, put
from .widgets import WIDGET_CONVERTERS

#: Rounds until conditions settle; conditions that hide each other in a circle stop here, and stay as they are.
MAX_ROUNDS = 10


def clean(form: Form, raw: Mapping[str, Any], *, env: Environment) -> Cleaned:
    """Typed, JSON-ready values of `raw` (nested, from a page's form or from JSON) and everything wrong with them.

    A condition that is no FEEL raises FeelError: `check` keeps such forms from being published.
    """
    # "today" is the unit's: on a server that counts in UTC its mornings would still be yesterday.
    with feel.use_clock(lambda: env.now):
        work = _Cleaning(form, raw, env)
        work.convert()
        work.settle_visibility()
        work.compute()
        errors, warnings = work.judged()
        return Cleaned(
            values=work.values(),
            errors=tuple(errors),
            warnings=tuple(warnings),
            visible=frozenset(slot.dotted for slot in work.shown() if slot.path),
            hidden_ids=frozenset(slot.component.id for slot in work.slots if work.is_hidden(slot)),
        )


def initial(form: Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a form shows at first: `data` where it has an answer, the components' defaults elsewhere."""
    result: dict[str, Any] = {}
    for slot in expand(form, data):
        if not slot.component.is_input:
            continue
        given = at(data, slot.path)
        value = slot.component.default if given is MISSING else given
        if value is not None:
            put(result, slot.path, value)
    return result


class _Cleaning:
    """One form being cleaned. `_values` by slot; `_hidden` are slots that a condition or their container hides."""

    def __init__(self, form: Form, raw: Mapping[str, Any], env: Environment) -> None:
        self.env = env
        self.raw = raw
        self.slots = expand(form, raw)
        self._values: dict[Slot, Any] = {}
        self._faults: dict[Slot, list[FieldError]] = {}
        self._hidden: set[Slot] = set()
        self._context: dict[str, Any] = {}

    def shown(self) -> Iterator[Slot]:
        return (slot for slot in self.slots if slot not in self._hidden)

    def is_hidden(self, slot: Slot) -> bool:
        return slot in self._hidden

    # conversion ---------------------------------------------------------------------------------------------

    def convert(self) -> None:
        for slot in self.slots:
            component = slot.component
            if component.is_input and not component.disabled and component.widget != "checklist":
                self._convert(slot)
            elif component.type == "dynamiclist" and slot.path:
                self._values[slot] = []

    def _convert(self, slot: Slot) -> None:
        component = slot.component
        sent = self._sent(slot)
        if component.type == "checkbox" and (sent is None or sent is MISSING):
            sent = False
        if is_empty(sent):
            self._values[slot] = [] if component.multiple and not component.widget else None
            return
        try:
            self._values[slot] = converter_of(component)(component, sent, self.env.now.tzinfo)
        except Unfit as fault:
            self._values[slot] = None
            self._faults[slot] = [FieldError(slot.dotted, fault.code, fault.params)]

    def _sent(self, slot: Slot) -> Any:
        """What counts as the answer. A read-only field keeps what the case knows, whatever was sent."""
        component = slot.component
        if self._is_readonly(component):
            known = at(self.env.context, slot.path)
            return component.default if known is MISSING else known
        sent = at(self.raw, slot.path)
        # Boxes and lists that were emptied are not sent at all; a default would fill them again.
        if sent is MISSING and component.type not in ("checkbox", "checklist", "taglist"):
            return component.default
        return sent

    def _is_readonly(self, component: Component) -> bool:
        """By flag, or by a condition over the case: what is typed now can't unlock a field."""
        if isinstance(component.readonly, str):
            return bool(component.readonly) and holds(component.readonly, self.env.context)
        return component.readonly

    # visibility ---------------------------------------------------------------------------------------------

    def settle_visibility(self) -> None:
        for _ in range(MAX_ROUNDS):
            self._context = self._build()
            hidden = self._find_hidden()
            if hidden == self._hidden:
                return
            self._hidden = hidden
        self._context = self._build()

    def _find_hidden(self) -> set[Slot]:
        hidden: set[Slot] = set()
        for slot in self.slots:
            condition = slot.component.hide
            if slot.parent in hidden or (condition and holds(condition, self.names(slot))):
                hidden.add(slot)
        return hidden

    def names(self, slot: Slot) -> dict[str, Any]:
        """The FEEL names at a slot: surroundings, the form's values, and inside a list those of the row."""
        names = {**self.env.context, **self._context}
        if slot.row is None:
            return names
        row = at(self._context, slot.row)
        own = row if isinstance(row, dict) else {}
        return {**names, **own, "this": own, "parent": self._context}

    def _build(self) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for slot in self.shown():
            if slot.component.type == "group" and slot.path:
                _ensure(tree, slot)
            elif slot in self._values:
                put(tree, slot.path, _copied(self._values[slot]))
        return tree

    # computed values ----------------------------------------------------------------------------------------

    def compute(self) -> None:
        for slot in self.shown():
            component = slot.component
            if component.widget == "checklist" and slot.path:
                self._fill_checklist(slot)
            elif component.type == "expression" and component.expression and slot.path:
                self._values[slot] = value_of(component.expression, self.names(slot))
            else:
                continue
            put(self._context, slot.path, self._values[slot])

    def _fill_checklist(self, slot: Slot) -> None:
        asked = checklist.rows_of(slot.component, self.names(slot), self.env)
        sent = at(self.raw, slot.path)
        value, faults = checklist.clean_rows(slot.component, slot.dotted, asked, sent)
        self._values[slot] = value
        self._faults[slot] = faults

    # judgement ----------------------------------------------------------------------------------------------

    def judged(self) -> tuple[list[FieldError], list[FieldError]]:
        errors: list[FieldError] = []
        warnings: list[FieldError] = []
        for slot in self.shown():
            if faults := self._faults.get(slot):
                errors.extend(faults)
            elif not slot.component.disabled:
                verdict = judge(slot, self._values.get(slot), self.names(slot), self.env)
                self._take(slot, verdict.value)
                errors.extend(verdict.errors)
                warnings.extend(verdict.warnings)
        return errors, warnings

    def _take(self, slot: Slot, value: Any) -> None:
        if slot in self._values:
            self._values[slot] = value

    def values(self) -> dict[str, Any]:
        return self._build()


def converter_of(component: Component) -> Converter:
    """How an answer of this component is read. Raises KeyError for one that takes no answer."""
    return WIDGET_CONVERTERS.get(component.widget) or CONVERTERS[component.type]


def is_empty(value: Any) -> bool:
    """Whether nothing was answered."""
    return (
        value is MISSING
        or value is None
        or value in ([], {}, ())
        or (isinstance(value, str) and not value.strip())
    )


def _ensure(tree: dict[str, Any], slot: Slot) -> None:
    if at(tree, slot.path) is MISSING:
        put(tree, slot.path, {})


def _copied(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value
