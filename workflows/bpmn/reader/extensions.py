"""Extension elements of Camunda 8 ("zeebe"), as written by Camunda Modeler.

Extensions of other vendors are passed over, as the standard allows (BPMN 2.0.2, 8.2.3). An unknown element in
the zeebe namespace is refused: it asks for something that would silently not happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from workflows.bpmn.reader import names
from workflows.bpmn.reader.context import Reading, child
from workflows.bpmn.zeebe import (
    NO_EXTENSIONS,
    Assignment,
    CalledDecision,
    CalledElement,
    Extensions,
    JobDefinition,
    Schedule,
    Script,
    VariableMapping,
)

#: They describe the diagram or its editor, not the run.
_SILENT = frozenset({"versionTag", "subscription", "loopCharacteristics", "modelerTemplate"})


def extension_elements(element: etree._Element) -> Iterator[etree._Element]:
    """The zeebe elements in an element's `extensionElements`."""
    holder = child(element, "extensionElements")
    return iter(()) if holder is None else holder.iterchildren(f"{names.ZEEBE_TAG}*")


def extension(element: etree._Element, name: str) -> etree._Element | None:
    wanted = names.ZEEBE_TAG + name
    return next((entry for entry in extension_elements(element) if entry.tag == wanted), None)


def read_extensions(reading: Reading, element: etree._Element, owner: str) -> Extensions:
    """What the extensions of `element` say; `owner` is the id that findings name."""
    fields: dict[str, Any] = {}
    for entry in extension_elements(element):
        name = names.local(entry.tag)
        reader = _READERS.get(name)
        if reader is not None:
            fields.update(reader(reading, entry, owner))
        elif name not in _SILENT:
            reading.refuse(
                "BPMN-019", owner, entry, tag=name, similar=reading.resembling(name, frozenset(_READERS))
            )
    return Extensions(**fields) if fields else NO_EXTENSIONS


def read_properties(element: etree._Element) -> dict[str, str]:
    """`zeebe:properties` of an element, by name."""
    entry = extension(element, "properties")
    return {} if entry is None else _pairs(entry, "property", "name")


def _user_task(reading: Reading, entry: etree._Element, owner: str) -> dict[str, Any]:
    return {"user_task": True}


def _form(reading: Reading, entry: etree._Element, owner: str) -> dict[str, Any]:
    form = entry.get("formId", "").strip() or entry.get("formKey", "").strip()
    if not form:
        reading.refuse("BPMN-020", owner, entry, attribute="formId", tag="formDefinition")
    return {"form_id": form, "form_binding": entry.get("bindingType", "deployment")}


def _assignment(reading: Reading, entry: etree._Element, owner: str) -> dict[str, Any]:
    return {
        "assignment": Assignment(
            assignee=entry.get("assignee", "").strip(),
            candidate_users=entry.get("candidateUsers", "").strip(),
            candidate_groups=entry.get("candidateGroups", "").strip(),
        )
    }


def _schedule(reading: Reading, entry: etree._Element, owner: str) -> dict[str, Any]:
    due, follow_up = entry.get("dueDate", "").strip(), entry.get("followUpDate", "").strip()
    return {"schedule": Schedule(due_date=due, follow_up_date=follow_up)}


def _priority(reading: Reading, entry: etree._Element, owner: str) -> dict[str, Any]:
    return {"priority": entry.get("priority", "").strip()}


def _mappings(reading: Reading, entry: etree._Element, owner: str) -> dict[str, Any]:
    def mapping(each: etree._Element) -> VariableMapping:
        source = each.get("source", "").strip()
        return VariableMapping(source=source, target=reading.required(each, "target", element=owner))

    return {
        "inputs": tuple(mapping(each) for each in entry.iterchildren(f"{names.ZEEBE_TAG}input")),
        "outputs": tuple(mapping(each) for each in entry.iterchildren(f"{names.ZEEBE_TAG}output")),
    }


def _headers(reading: Reading, entry: etree._Element, owner: str) -> dict[str, Any]:
    return {"headers": _pairs(entry, "header", "key")}


def _job(reading: Reading, entry: etree._Element, owner: str) -> dict[str, Any]:
    job_type = reading.required(entry, "type", element=owner)
    return {"job": JobDefinition(type=job_type, retries=entry.get("retries", "").strip())}


def _decision(reading: Reading, entry: etree._Element, owner: str) -> dict[str, Any]:
    return {
        "called_decision": CalledDecision(
            decision_id=reading.required(entry, "decisionId", element=owner),
            result_variable=reading.required(entry, "resultVariable", element=owner),
            binding=entry.get("bindingType", "deployment"),
            version_tag=entry.get("versionTag", ""),
        )
    }


def _called(reading: Reading, entry: etree._Element, owner: str) -> dict[str, Any]:
    return {
        "called_element": CalledElement(
            process_id=reading.required(entry, "processId", element=owner),
            propagate_all_parent=reading.truth(
                entry, "propagateAllParentVariables", default=True, element=owner
            ),
            propagate_all_child=reading.truth(
                entry, "propagateAllChildVariables", default=True, element=owner
            ),
            binding=entry.get("bindingType", "deployment"),
            version_tag=entry.get("versionTag", ""),
        )
    }


def _script(reading: Reading, entry: etree._Element, owner: str) -> dict[str, Any]:
    result = entry.get("resultVariable", "").strip()
    return {"script": Script(expression=entry.get("expression", "").strip(), result_variable=result)}


def _properties(reading: Reading, entry: etree._Element, owner: str) -> dict[str, Any]:
    return {"properties": _pairs(entry, "property", "name")}


def _pairs(entry: etree._Element, name: str, key: str) -> dict[str, str]:
    return {
        each.get(key, "").strip(): each.get("value", "").strip()
        for each in entry.iterchildren(f"{names.ZEEBE_TAG}{name}")
    }


_READERS: dict[str, Callable[[Reading, etree._Element, str], dict[str, Any]]] = {
    "userTask": _user_task,
    "formDefinition": _form,
    "assignmentDefinition": _assignment,
    "taskSchedule": _schedule,
    "priorityDefinition": _priority,
    "ioMapping": _mappings,
    "taskHeaders": _headers,
    "taskDefinition": _job,
    "calledDecision": _decision,
    "calledElement": _called,
    "script": _script,
    "properties": _properties,
}
