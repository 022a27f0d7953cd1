"""The files that procedure.yaml names are there, and every file has a place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from workflows.findings import Finding, Severity

from ..records import closest
from ..shared import FOLDER
from .scope import Scope, said

_PLACES = {
    "": (".yaml", ".bpmn", ".md"),
    "decisions": (".dmn",),
    "forms": (".form",),
    "documents": (".typ", ".png", ".svg", ".jpg", ".jpeg"),
    "messages": (".yaml",),
    "scenarios": (".yaml",),
}


def process_is_there(scope: Scope) -> Iterator[Finding]:
    record = scope.package.definition_record
    file = record.value.process
    if file and file not in scope.package.files:
        known = [name for name in scope.package.files if name.endswith(".bpmn")]
        yield said(record, "PKG-210", "process", value=file, guess=closest(file, known) or "-")


def files_have_a_place(scope: Scope) -> Iterator[Finding]:
    """A file that nothing reads is a file whose author expects something else: `from/`, `form/`, `.yml`."""
    for name in scope.package.files:
        folder, _, rest = name.rpartition("/")
        if folder.split("/")[0] == FOLDER:
            continue
        if folder not in _PLACES or PurePosixPath(rest).suffix not in _PLACES[folder]:
            guess = closest(folder, _PLACES) if folder not in _PLACES else folder
            yield Finding(
                "PKG-211", Severity.WARNING, name, "", None, None, {"file": name, "guess": guess or "-"}
            )
        elif not folder and rest.endswith(".yaml") and rest != "procedure.yaml":
            yield Finding("PKG-211", Severity.WARNING, name, "", None, None, {"file": name, "guess": "-"})


def has_scenarios(scope: Scope) -> Iterator[Finding]:
    if not scope.package.scenario_records:
        yield said(
            scope.package.definition_record,
            "PKG-212",
            "",
            severity=Severity.WARNING,
            element=scope.package.key,
        )
