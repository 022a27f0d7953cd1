"""What differs between two packages, thing by thing: a state, a step of the diagram, a field of a form, a rule.

Both packages are laid out as flat things with named values; what one of them has and the other hasn't is a change.
Nothing here speaks: the sentences are made at the edge, from `what`, `field` and the values as written.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any

from forms_config.schema import Component, FormError
from workflows import dmn
from workflows.bpmn.errors import BpmnError
from workflows.bpmn.model import Definitions, Event, EventDefinition, Node, Process
from workflows.dmn.elements import DecisionTable

from .package import DEFINITION_FILE, Package
from .records import key_of
from .texts import LocalText


class Verb(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `what` is the kind of thing, `name` what people call it, `field` what of it changed.

    `before` and `after` are texts as written, empty for nothing; both are empty where only the fact can be told.
    """

    verb: Verb
    what: str
    name: str
    field: str = ""
    before: str = ""
    after: str = ""
    file: str = ""
    element: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a package. `values` in the order in which they are told; `silent` ones are only compared."""

    what: str
    key: str
    name: str
    file: str = ""
    element: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    silent: bool = False


def changes_between(before: Package, after: Package, lang: str = "id") -> list[Change]:
    """All changes, in the order of the newer package; what was taken out stands at the end."""
    old = {(thing.what, thing.key): thing for thing in things_of(before, lang)}
    new = {(thing.what, thing.key): thing for thing in things_of(after, lang)}
    found: list[Change] = []
    for place, thing in new.items():
        found += _compared(old[place], thing) if place in old else [_whole(Verb.ADDED, thing)]
    found += [_whole(Verb.REMOVED, thing) for place, thing in old.items() if place not in new]
    redrawn = {change.file for change in found if change.what in ("node", "flow")}
    return [change for change in found if change.what != "drawing" or change.file not in redrawn]


def changed_elements(changes: list[Change]) -> frozenset[str]:
    """Ids of the diagram's elements that a set of changes touches."""
    return frozenset(change.element for change in changes if change.what in ("node", "flow"))


def things_of(package: Package, lang: str = "id") -> Iterator[Thing]:
    """Everything of a package that can change, each thing once."""
    yield from _of_record(package.definition, "", lang)
    for file in package.diagram_files:
        yield from _of_diagram(package, file)
    for file in package.form_files:
        yield from _of_form(package, file, lang)
    for file in package.decision_files:
        yield from _of_decisions(package, file)
    for record in package.message_records:
        yield from _of_record(record.value, f"{record.file}:", lang, file=record.file)
    for scenario in package.scenario_records:
        yield _of_content(package, "scenario", scenario.file, scenario.value.name)
    yield from _of_other_files(package)


def _compared(old: Thing, new: Thing) -> Iterator[Change]:
    for name in dict.fromkeys([*old.values, *new.values]):
        before, after = old.values.get(name, ""), new.values.get(name, "")
        if before != after:
            shown = ("", "") if new.silent else (before, after)
            yield Change(
                Verb.CHANGED, new.what, new.name or old.name, name, *shown, file=new.file, element=new.element
            )


def _whole(verb: Verb, thing: Thing) -> Change:
    return Change(verb, thing.what, thing.name, file=thing.file, element=thing.element)


# YAML -----------------------------------------------------------------------------------------------------------


def _of_record(
    value: Any, key: str, lang: str, *, around: str = "", file: str = DEFINITION_FILE
) -> Iterator[Thing]:
    """A record and the records inside it. A text in two languages is two values."""
    values: dict[str, str] = {}
    inside: list[Thing] = []
    name = _called(value, around, lang)
    for item in dataclasses.fields(value):
        word, held = key_of(item), getattr(value, item.name)
        if isinstance(held, LocalText):
            values |= {word: held.id, f"{word}.en": held.en}
        elif dataclasses.is_dataclass(held):
            inside += _of_record(held, f"{key}{word}.", lang, around=name, file=file)
        elif isinstance(held, Mapping) or (isinstance(held, tuple) and _holds_records(held)):
            for own, each in _members(held):
                inside += _of_record(
                    each,
                    f"{key}{word}[{own}].",
                    lang,
                    around=own if isinstance(held, Mapping) else name,
                    file=file,
                )
        else:
            values[word] = _written(held)
    yield Thing(type(value).__name__, key, name, file, "", values)
    yield from inside


def _holds_records(held: tuple[Any, ...]) -> bool:
    return bool(held) and dataclasses.is_dataclass(held[0])


def _members(held: Any) -> Iterator[tuple[str, Any]]:
    """The records of a list or mapping by what tells them apart; the same word again counts on."""
    if isinstance(held, Mapping):
        yield from held.items()
        return
    seen: dict[str, int] = {}
    for each in held:
        own = _own_key(each)
        seen[own] = seen.get(own, 0) + 1
        yield (own if seen[own] == 1 else f"{own}#{seen[own]}"), each


def _own_key(value: Any) -> str:
    for name in ("code", "role", "at", "path", "id", "label", "event", "by"):
        held = getattr(value, name, None)
        if held:
            return held.id if isinstance(held, LocalText) else _written(held)
    return ""


def _called(value: Any, around: str, lang: str) -> str:
    for name in ("title", "label"):
        held = getattr(value, name, None)
        if isinstance(held, LocalText):
            return held.in_(lang)
    own = _own_key(value)
    return ", ".join(word for word in (around, own) if word)


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return ", ".join(_written(item) for item in value)
    return str(value)


# Diagrams -------------------------------------------------------------------------------------------------------


def _of_diagram(package: Package, file: str) -> Iterator[Thing]:
    try:
        definitions = package.diagram(file)
    except BpmnError:
        yield _of_content(package, "file", file, file)
        return
    for process in definitions.processes.values():
        yield from (_of_node(node, process, file) for node in process.nodes.values())
        yield from _of_flows(process, file)
    yield _of_drawing(definitions, file)


def _of_node(node: Node, process: Process, file: str) -> Thing:
    said = node.extensions
    lanes = [lane.name or lane.id for lane in process.lanes if node.id in lane.nodes]
    values = {
        "type": node.type,
        "name": node.name,
        "documentation": node.documentation,
        "lane": ", ".join(lanes),
        "role": said.assignment.candidate_groups,
        "person": ", ".join(
            word for word in (said.assignment.assignee, said.assignment.candidate_users) if word
        ),
        "form": said.form_id,
        "due": said.schedule.due_date,
        "follow_up": said.schedule.follow_up_date,
        "priority": said.priority,
        "state": said.state,
        "job": said.job.type if said.job else "",
        "settings": _pairs(said.headers),
        "decision": said.called_decision.decision_id if said.called_decision else "",
        "result": said.called_decision.result_variable if said.called_decision else "",
        "called": said.called_element.process_id if said.called_element else "",
        "script": f"{said.script.result_variable} {said.script.expression}".strip() if said.script else "",
        "inputs": "; ".join(f"{each.target} {each.source}" for each in said.inputs),
        "outputs": "; ".join(f"{each.target} {each.source}" for each in said.outputs),
        "properties": _pairs({name: text for name, text in said.properties.items() if name != "state"}),
        "event": _events(node),
        "attached": str(getattr(node, "attached_to", "")),
        "interrupting": _written(getattr(node, "interrupting", None)),
        "loop": str(getattr(node, "loop", None) or ""),
        "default": str(getattr(node, "default_flow", None) or ""),
    }
    return Thing("node", f"{file}:{node.id}", node.name or node.id, file, node.id, values)


def _events(node: Node) -> str:
    return "; ".join(_event(each) for each in node.definitions) if isinstance(node, Event) else ""


def _event(definition: EventDefinition) -> str:
    shown = (
        item for item in dataclasses.fields(definition) if item.name not in ("id", "ref", "resolved", "kind")
    )
    texts = (_written(getattr(definition, item.name)) for item in shown)
    return " ".join(text for text in texts if text) or type(definition).__name__


def _of_flows(process: Process, file: str) -> Iterator[Thing]:
    called = {node.id: node.name or node.id for node in process.nodes.values()}
    for flow in process.flows.values():
        way = f"{called.get(flow.source, flow.source)} → {called.get(flow.target, flow.target)}"
        values = {"name": flow.name, "way": way, "condition": flow.condition}
        yield Thing("flow", f"{file}:{flow.id}", flow.name or way, file, flow.id, values)


def _of_drawing(definitions: Definitions, file: str) -> Thing:
    """The bytes of a diagram: told where nothing else of it changed."""
    digest = hashlib.sha256(definitions.xml).hexdigest()
    return Thing("drawing", file, file, file, values={"content": digest}, silent=True)


def _pairs(words: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {text}" for name, text in words.items())


# Forms, decisions, other files ----------------------------------------------------------------------------------


def _of_form(package: Package, file: str, lang: str) -> Iterator[Thing]:
    try:
        form = package.form_in(file)
    except (FormError, KeyError):
        yield _of_content(package, "file", file, file)
        return
    yield Thing("form", file, form.id or file, file)
    for n, component in enumerate(_all(form.components)):
        yield _of_component(component, file, n)


def _all(components: tuple[Component, ...]) -> Iterator[Component]:
    for component in components:
        yield component
        yield from _all(component.components)


def _of_component(component: Component, file: str, n: int) -> Thing:
    rules, choices = component.rules, component.choices
    own = component.path or component.id or str(n)
    values = {
        "type": component.type,
        "label": component.label,
        "label.en": str(component.properties.get("label_en", "")),
        "description": component.description,
        "text": component.text,
        "required": _written(rules.required),
        "min_length": _written(rules.min_length),
        "max_length": _written(rules.max_length),
        "min": _written(rules.min),
        "max": _written(rules.max),
        "pattern": rules.pattern,
        "options": ", ".join(option.label for option in choices.options),
        "catalogue": choices.catalogue,
        "hide": component.hide,
        "expression": component.expression,
        "widget": component.widget,
        "check": str(component.properties.get("check", "")),
    }
    return Thing("component", f"{file}:{component.type}:{own}", component.label or own, file, own, values)


def _of_decisions(package: Package, file: str) -> Iterator[Thing]:
    try:
        model = package.model_in(file)
    except dmn.DmnError:
        yield _of_content(package, "file", file, file)
        return
    for decision in model.decisions.values():
        yield Thing("decision", decision.id, decision.name, file, decision.id)
        for report in dmn.table_reports(model, decision.id):
            if report.owner.id == decision.id:
                yield from _of_table(report.table, decision.name, decision.id, file)


def _of_table(table: DecisionTable, name: str, decision: str, file: str) -> Iterator[Thing]:
    yield Thing("table", decision, name, file, decision, {"hit_policy": table.hit_policy + table.aggregator})
    for n, rule in enumerate(table.rules, start=1):
        values = {
            "when": " · ".join(cell.text for cell in rule.inputs),
            "then": " · ".join(cell.text for cell in rule.outputs),
            "note": " · ".join(rule.annotations),
        }
        yield Thing("rule", f"{decision}:{n}", f"{name}, {n}", file, decision, values)


_TOLD = (".bpmn", ".form", ".dmn")


def _of_other_files(package: Package) -> Iterator[Thing]:
    told = {record.file for record in package.records}
    for file in package.files:
        if file not in told and not file.endswith(_TOLD):
            yield _of_content(package, "file", file, file)


def _of_content(package: Package, what: str, file: str, name: str) -> Thing:
    digest = hashlib.sha256(package.files[file]).hexdigest()
    return Thing(what, file, name, file, values={"content": digest}, silent=True)
