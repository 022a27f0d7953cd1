"""What a check has to say: a code with facts, rendered to a sentence only at the edge.

The pure core knows no gettext. A rule yields a `Finding` with a stable code and parameters; the sentence and
the hint stand in `messages.id.yaml` and `messages.en.yaml` beside the rules, keyed by the code:

    BPMN-201:
      message: "'{name}' splits without a default path."
      hint: "Mark one outgoing arrow as the default flow."
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import yaml

LANGUAGES = ("id", "en")

#: Packages that keep texts of their own; a code belongs to exactly one of them.
TEXT_PACKAGES = (
    "workflows.feel",
    "workflows.dmn",
    "workflows.bpmn",
    "forms_config.schema",
    "workflows.packages",
)


class Severity(StrEnum):
    """Errors block publishing; warnings must be confirmed with a reason."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a definition.

    `file` is the path inside the package, `element` the id of the diagram element or the key at fault,
    `line` and `column` count from 1. `params` fill the placeholders of the text; one that is a finding itself (the
    fault of an expression inside a form) is said in the same language.
    """

    code: str
    severity: Severity = Severity.ERROR
    file: str = ""
    element: str = ""
    line: int | None = None
    column: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def in_file(self, file: str) -> Finding:
        """The same finding, said of `file`, unless it names its file already."""
        return self if self.file else replace(self, file=file)


@dataclass(frozen=True, slots=True)
class Text:
    """A finding in a person's language."""

    message: str
    hint: str


def error(
    code: str, element: str = "", *, line: int | None = None, column: int | None = None, **params: Any
) -> Finding:
    """A finding that makes the definition unusable."""
    return Finding(code, Severity.ERROR, element=element, line=line, column=column, params=params)


def warning(
    code: str, element: str = "", *, line: int | None = None, column: int | None = None, **params: Any
) -> Finding:
    """A finding that an author may confirm with a reason."""
    return Finding(code, Severity.WARNING, element=element, line=line, column=column, params=params)


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def render(finding: Finding, lang: str = "id") -> Text:
    """The sentence and the hint of a finding in `lang` ("id" or "en").

    Raises KeyError for a code without a text: a rule that can't speak is a fault of ours, and a test says so.
    """
    entry = texts(lang)[finding.code]
    params = {name: _shown(value, lang) for name, value in finding.params.items()}
    return Text(entry["message"].format(**params), entry.get("hint", "").format(**params))


@cache
def texts(lang: str) -> Mapping[str, Mapping[str, str]]:
    """All texts of one language by code, from every package that has rules."""
    merged: dict[str, Mapping[str, str]] = {}
    for package in TEXT_PACKAGES:
        source = resources.files(package).joinpath(f"messages.{lang}.yaml")
        if source.is_file():
            merged.update(yaml.safe_load(source.read_text(encoding="utf-8")) or {})
    return merged


def _shown(value: Any, lang: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Finding):
        return render(value, lang).message
    if isinstance(value, Iterable):
        return ", ".join(_shown(item, lang) for item in value)
    return str(value)
