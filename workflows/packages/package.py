"""The procedure package as one value: its files, and what they say, read lazily and once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from forms_config.schema import Form
from forms_config.schema import parse as parse_form
from workflows import bpmn, dmn
from workflows.bpmn.model import Definitions, Process
from workflows.findings import Finding

from . import archive, shared
from .definition import ProcedureDefinition
from .errors import PackageError, refused
from .message import MessageDefinition
from .records import Record, read_record
from .scenario import Scenario
from .texts import LocalText

DEFINITION_FILE = "procedure.yaml"


class Package:
    """A procedure as data. Equal content means an equal `content_hash`.

    `files` are the bytes by path inside the package, shared parts included (`_umum/...`). A package of a single
    diagram is `bare`: there is no procedure.yaml, and nothing around the diagram is demanded.
    Accessors that parse (`definitions`, `form`, `decision_model`) raise that part's own error (BpmnError,
    FormError, DmnError) when the file is unusable, and KeyError when there is none; `check` reports the same
    as findings.
    """

    def __init__(self, files: Mapping[str, bytes], *, name: str = "") -> None:
        self.files: Mapping[str, bytes] = dict(sorted(files.items()))
        self.name = name
        self._forms: dict[str, Form] = {}

    def __repr__(self) -> str:
        return f"<Package {self.key}>"

    @property
    def key(self) -> str:
        return self.definition.key

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 (hex) of the normalised content."""
        return archive.content_hash(self.files)

    @property
    def bare(self) -> bool:
        return DEFINITION_FILE not in self.files

    # procedure.yaml -----------------------------------------------------------------------------------------

    @property
    def definition(self) -> ProcedureDefinition:
        return self.definition_record.value

    @cached_property
    def definition_record(self) -> Record[ProcedureDefinition]:
        """procedure.yaml with its lines and faults."""
        if self.bare:
            return Record(_definition_of_diagram(next(iter(self.files))), DEFINITION_FILE)
        return read_record(self.files[DEFINITION_FILE], ProcedureDefinition, DEFINITION_FILE)

    # diagrams -----------------------------------------------------------------------------------------------

    @cached_property
    def diagram_files(self) -> tuple[str, ...]:
        """Paths of all diagrams, the main one first."""
        main = self.definition.process
        rest = sorted(name for name in self.files if name.endswith(".bpmn") and name != main)
        return (main, *rest) if main in self.files else tuple(rest)

    def diagram(self, file: str) -> Definitions:
        """The diagram in `file`. Raises BpmnError, KeyError."""
        if file not in self._diagrams:
            self._diagrams[file] = bpmn.read(self.files[file])
        return self._diagrams[file]

    @cached_property
    def _diagrams(self) -> dict[str, Definitions]:
        return {}

    @property
    def definitions(self) -> Definitions:
        """The main diagram. Raises BpmnError, KeyError."""
        return self.diagram(self.definition.process)

    @property
    def process(self) -> Process:
        """The first executable process of the main diagram. Raises BpmnError, KeyError, StopIteration never."""
        return self.definitions.main()

    def process_named(self, process_id: str) -> Process:
        """A process of any diagram of the package. Raises BpmnError, KeyError."""
        for file in self.diagram_files:
            processes = self.diagram(file).processes
            if process_id in processes:
                return processes[process_id]
        raise KeyError(process_id)

    # decisions ----------------------------------------------------------------------------------------------

    @cached_property
    def decision_files(self) -> tuple[str, ...]:
        return tuple(name for name in self.files if name.endswith(".dmn"))

    @cached_property
    def decision_index(self) -> Mapping[str, str]:
        """File by decision id, found without compiling; a name counts where it is no other decision's id."""
        ids: dict[str, str] = {}
        names: dict[str, str] = {}
        for file in self.decision_files:
            for decision_id, name in _decisions_in(self.files[file]):
                ids.setdefault(decision_id, file)
                names.setdefault(name, file)
        return {**names, **ids}

    def decision_model(self, decision_id: str) -> dmn.Model:
        """The model that holds a decision, its imports resolved inside the package. Raises DmnError, KeyError."""
        return self.model_in(self.decision_index[decision_id])

    def model_in(self, file: str) -> dmn.Model:
        """The decision model of a file. Raises DmnError, KeyError."""
        if file not in self._models:
            beside = [self.files[other] for other in self.decision_files if other != file]
            self._models[file] = dmn.load_with(self.files[file], beside)
        return self._models[file]

    @cached_property
    def _models(self) -> dict[str, dmn.Model]:
        return {}

    # forms --------------------------------------------------------------------------------------------------

    @cached_property
    def form_files(self) -> tuple[str, ...]:
        return archive.names_below(self.files, "forms", ".form")

    @cached_property
    def form_index(self) -> Mapping[str, str]:
        """File by form id: the id that the form says itself, and the name of its file."""
        index = {PurePosixPath(file).stem: file for file in self.form_files}
        for file in self.form_files:
            if own := _form_id(self.files[file]):
                index[own] = file
        return index

    def form(self, form_id: str) -> Form:
        """A form with its shared parts in place. Raises FormError, KeyError."""
        return self.form_in(self.form_index[form_id])

    def form_in(self, file: str) -> Form:
        """The form of a file. Raises FormError, KeyError."""
        if file not in self._forms:
            self._forms[file] = parse_form(self.files[file], includes=self.included)
        return self._forms[file]

    def included(self, name: str) -> bytes:
        """The bytes of an included form part. Raises KeyError."""
        return self.files[shared.include_path(name)]

    # documents ----------------------------------------------------------------------------------------------

    def document_template(self, code: str) -> bytes:
        """The Typst template of a document. Raises KeyError."""
        return self.files[self.definition.document(code).template]

    def document_sources(self, code: str) -> Mapping[str, bytes]:
        """What a template may name: its own and the shared files; a drawn one stands as `main.typ`. Raises KeyError."""
        parts = {name: data for name, data in self.files.items() if name.startswith(f"{shared.FOLDER}/")}
        own = {name: data for name, data in self.files.items() if name.startswith("documents/")}
        if self.definition.document(code).letter is not None:
            return {**parts, **own}
        return {**parts, **own, "main.typ": self.document_template(code)}

    # texts and scenarios ------------------------------------------------------------------------------------

    @property
    def messages(self) -> tuple[MessageDefinition, ...]:
        return tuple(record.value for record in self.message_records)

    @cached_property
    def message_records(self) -> tuple[Record[MessageDefinition], ...]:
        files = archive.names_below(self.files, "messages", ".yaml")
        return tuple(read_record(self.files[file], MessageDefinition, file) for file in files)

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        return tuple(record.value for record in self.scenario_records)

    @cached_property
    def scenario_records(self) -> tuple[Record[Scenario], ...]:
        files = archive.names_below(self.files, "scenarios", ".yaml")
        return tuple(read_record(self.files[file], Scenario, file) for file in files)

    @property
    def records(self) -> tuple[Record[Any], ...]:
        """Every YAML file as a record: procedure.yaml, messages, scenarios."""
        return (self.definition_record, *self.message_records, *self.scenario_records)

    @cached_property
    def reading_findings(self) -> tuple[Finding, ...]:
        """What is wrong with the YAML files by themselves."""
        return tuple(finding for record in self.records for finding in record.findings)


def read(source: Path | str | bytes) -> Package:
    """The package in a folder, a zip (path or bytes) or a bare diagram (path).

    A folder's shared parts come from `_umum` beside it. Raises PackageError when there is nothing to read:
    not found, no procedure.yaml, or a zip outside the limits (200 entries, 50 MB, ratio 100, no links, no paths
    upwards). What is wrong *inside* the files is left to `check`.
    """
    if isinstance(source, bytes):
        return _package(archive.read_zip(source), "zip")
    path = Path(source)
    if path.is_dir():
        return _package(_folder(path), path.name)
    if not path.is_file():
        raise refused("PKG-001", path=str(source))
    if path.stat().st_size > archive.MAX_BYTES:
        raise refused("PKG-004", size=path.stat().st_size, limit=archive.MAX_BYTES)
    if path.suffix == ".bpmn":
        return Package({path.name: path.read_bytes()}, name=path.name)
    return _package(archive.read_zip(path.read_bytes()), path.name)


def read_scenario(source: bytes, file: str) -> Record[Scenario]:
    """A scenario that stands outside a package."""
    return read_record(source, Scenario, file)


def write(package: Package, folder: Path | str) -> None:
    """Put the package into a new or empty folder, shared parts included. Raises PackageError."""
    archive.write_folder(package.files, Path(folder))


def to_zip(package: Package) -> bytes:
    """The package as a zip; equal files give equal bytes."""
    return archive.to_zip(package.files)


def _folder(path: Path) -> dict[str, bytes]:
    files = archive.read_folder(path)
    library = path.resolve().parent / shared.FOLDER
    parts = archive.read_folder(library) if library.is_dir() else {}
    return shared.with_shared_parts(files, parts)


def _package(files: Mapping[str, bytes], name: str) -> Package:
    only_a_diagram = len(files) == 1 and next(iter(files)).endswith(".bpmn")
    if DEFINITION_FILE not in files and not only_a_diagram:
        raise PackageError(refused("PKG-009", path=name).findings)
    return Package(files, name=name)


def _definition_of_diagram(file: str) -> ProcedureDefinition:
    stem = re.sub(r"[^a-z0-9]+", "_", PurePosixPath(file).stem.lower()).strip("_")
    key = stem if stem[:1].isalpha() else f"p_{stem}"
    title = LocalText(PurePosixPath(file).stem)
    return ProcedureDefinition(format=1, key=key, version="0", title=title, process=file)


_DECISION = re.compile(rb"<(?:\w+:)?decision\b([^>]*)>")
_ATTRIBUTE = re.compile(r"\b(id|name)\s*=\s*[\"']([^\"']*)[\"']")


def _decisions_in(source: bytes) -> list[tuple[str, str]]:
    tags = [
        dict(_ATTRIBUTE.findall(tag.decode("utf-8", errors="replace"))) for tag in _DECISION.findall(source)
    ]
    return [(tag.get("id", ""), tag.get("name", "")) for tag in tags]


def _form_id(source: bytes) -> str:
    try:
        said = json.loads(source)
    except (ValueError, RecursionError):
        return ""
    own = said.get("id", "") if isinstance(said, dict) else ""
    return own if isinstance(own, str) else ""
