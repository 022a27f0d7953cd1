"""One element of a package taken out, to see what would miss it. The package itself is left as it is.

procedure.yaml#documents.sttlp     an entry of a list or mapping, by its code, role, event, channel or key
forms/terima.form#nomor_polisi     a component of a form, by its key or path
messages/sttlp.yaml                a whole file
lp.bpmn#cek_ganda                  a node with its outgoing flow; what led to it leads to what came after it
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import yaml
from lxml import etree

from .editing import with_files
from .package import Package

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
#: What an entry of a list may be called by.
_NAMES = ("code", "role", "event", "path", "as", "to")


def without(package: Package, element: str) -> Package:
    """A copy of the package without the element. Raises KeyError when it isn't there."""
    file, _, name = element.partition("#")
    source = package.files[file]
    if not name:
        return with_files(package, {file: None})
    return with_files(package, {file: _CUTS[file.rpartition(".")[2]](source, name)})


def _from_yaml(source: bytes, name: str) -> bytes:
    tree = yaml.safe_load(source)
    *parents, last = name.split(".")
    branch: Any = tree
    for step in parents:
        branch = branch[step] if isinstance(branch, dict) else branch[_place(branch, step)]
    del branch[last if isinstance(branch, dict) else _place(branch, last)]
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False).encode()


def _place(entries: list[Any], name: str) -> int:
    for number, entry in enumerate(entries):
        if isinstance(entry, dict) and name in (entry.get(key) for key in _NAMES):
            return number
    raise KeyError(name)


def _from_form(source: bytes, name: str) -> bytes:
    tree = json.loads(source)
    for holder in _holders(tree):
        for component in holder["components"]:
            if name in (component.get("key"), component.get("path"), component.get("id")):
                holder["components"].remove(component)
                return json.dumps(tree, ensure_ascii=False).encode()
    raise KeyError(name)


def _holders(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "components" in tree:
        yield tree
        for component in tree["components"]:
            yield from _holders(component)


def _from_diagram(source: bytes, name: str) -> bytes:
    root = etree.fromstring(source, etree.XMLParser(resolve_entities=False, no_network=True))
    by_id = {node.get("id"): node for node in root.iter(f"{_BPMN}*")}
    flows = list(root.iter(f"{_BPMN}sequenceFlow"))
    leaving = [flow for flow in flows if flow.get("sourceRef") == name]
    if name not in by_id or not leaving:
        raise KeyError(name)
    gone, target = leaving[0], by_id[leaving[0].get("targetRef")]
    for flow in (flow for flow in flows if flow.get("targetRef") == name):
        flow.set("targetRef", target.get("id"))
        _arrives(target, flow.get("id"))
    _take_out(root, {name, *(flow.get("id") for flow in leaving)})
    for incoming in target.findall(f"{_BPMN}incoming"):
        if incoming.text == gone.get("id"):
            target.remove(incoming)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _arrives(target: Any, flow: str) -> None:
    incoming = etree.SubElement(target, f"{_BPMN}incoming")
    incoming.text = flow
    own = [child for child in target if child.tag in (f"{_BPMN}incoming", f"{_BPMN}outgoing")]
    own[0].addprevious(incoming)


def _take_out(root: Any, names: set[str]) -> None:
    """The elements with these ids, and what is drawn of them."""
    for node in list(root.iter()):
        if isinstance(node.tag, str) and (node.get("id") in names or node.get("bpmnElement") in names):
            node.getparent().remove(node)


_CUTS = {"yaml": _from_yaml, "form": _from_form, "bpmn": _from_diagram}
