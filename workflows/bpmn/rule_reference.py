"""docs/bpmn-rules.md, made from rules and texts: `python -m workflows.bpmn.rule_reference > docs/bpmn-rules.md`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from workflows.findings import texts

_HEAD = """# What the BPMN check says, and where the standard says it

Made from the rules (`workflows/bpmn/rules/`, one per file) and their texts; a test keeps this page true. Paragraphs
are those of BPMN 2.0.2 (formal/13-12-09) unless another source is named. An error keeps a procedure from being
published, a warning has to be confirmed with a reason. In the sentences, `{name}` is the element's name.

| code | kind | source | sentence | told by |
|---|---|---|---|---|
"""

_PACKAGE = Path(__file__).parent
_CODE = re.compile(r'"(BPMN-\d{3})"')

#: Sources of what is found while reading, before there is a process to apply a rule to.
_READING = {
    "BPMN-001": "XML 1.0",
    "BPMN-002": "limit of this program",
    "BPMN-003": "limit of this program",
    "BPMN-004": "limit of this program",
    "BPMN-005": "limit of this program",
    "BPMN-006": "8.1.1",
    "BPMN-007": "10.2",
    "BPMN-008": "limit of this program",
    "BPMN-010": "8.3.1, id",
    "BPMN-011": "8.3.1, id",
    "BPMN-012": "chapters 7 to 12, XML schemas",
    "BPMN-013": "8.1.1, references",
    "BPMN-014": "8.4.13, sourceRef and targetRef",
    "BPMN-018": "10.8, flowNodeRefs",
    "BPMN-019": "Camunda 8, extension elements",
    "BPMN-020": "Camunda 8, extension elements",
    "BPMN-021": "XML schema, attribute types",
}


def page() -> str:
    """The page as Markdown."""
    return _HEAD + "\n".join(_rows()) + "\n"


def _rows() -> Iterator[str]:
    told = _told()
    for code, text in sorted(texts("en").items()):
        if code.startswith("BPMN-") and code in told:
            kind, source, place = told[code]
            sentence = text["message"].replace("|", "\\|")
            yield f"| {code} | {kind} | {source} | {sentence} | {place} |"


def _told() -> dict[str, tuple[str, str, str]]:
    """Kind, source and module of each code, as the program text has them."""
    found: dict[str, tuple[str, str, str]] = {}
    for path in sorted(_PACKAGE.rglob("*.py")):
        if path.name in ("checking.py", Path(__file__).name):
            continue
        text = path.read_text("utf-8")
        place = path.relative_to(_PACKAGE).with_suffix("").as_posix()
        for code in sorted(set(_CODE.findall(text))):
            found.setdefault(code, (_kind(code, text), _READING.get(code) or _source(place, text), place))
    return {**found, "BPMN-008": ("error", _READING["BPMN-008"], "checking")}


def _kind(code: str, text: str) -> str:
    mild = rf'warning[(,]\s*"{code}"|"{code}", \w+, make=warning|"{code}", severity=Severity\.WARNING'
    return "warning" if re.search(mild, text) else "error"


def _source(place: str, text: str) -> str:
    """The parenthesis at the end of the module's first sentence."""
    if place.startswith("schema/"):
        return "XML schema (BPMN20.xsd)"
    if place.startswith("soundness/"):
        return "13, execution semantics"
    said = ast.get_docstring(ast.parse(text)) or ""
    sources = re.findall(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)", said.replace("\n", " "))
    return sources[-1] if sources else "limit of this program"


if __name__ == "__main__":
    print(page(), end="")
