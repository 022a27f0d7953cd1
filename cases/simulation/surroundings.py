"""What lies beside a package where procedures are kept: roles, functions, catalogues, and the packages it leads to.

fixtures/procedures/KEY/            the package
fixtures/procedures/ANOTHER/        a package that it opens or calls
fixtures/catalogues/                lists of values
fixtures/organization/              roles and functions are taken from here; units and people never are
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cases.engine.unit_of_work import jobs_in_place
from organization.loading import load, read
from organization.loading.reader import Sections
from workflows.bpmn import BpmnError
from workflows.bpmn.model import Definitions
from workflows.models import ProcedureVersion, Status
from workflows.packages import Package
from workflows.packages import read as read_package
from workflows.services import import_package

#: A scenario's procedures have always been in force.
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)

#: Of an organization's files, what is the same in the whole country.
_COMMON = ("functions", "roles")

#: Machine steps that lead to another procedure, or count what was answered to its questions, name it so.
_PROCEDURES = ("procedure", "questionnaire")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Values to choose from and packages to lead to; empty for a file that lies alone."""

    values: Sections = field(default_factory=dict)
    packages: tuple[Package, ...] = ()


def surroundings_of(path: Path, package: Package) -> Surroundings:
    """What lies beside the folder or zip `path`."""
    procedures = path.resolve().parent
    values = _values(procedures.parent / "catalogues", procedures.parent / "organization")
    return Surroundings(values, tuple(_reached(procedures, package, {package.key})))


def among(package: Package, packages: Iterable[Package]) -> Surroundings:
    """The packages of a set that one of them leads to, directly or through others."""
    beside = {other.key: other for other in packages}
    found: dict[str, Package] = {}
    wanted = _leads_to(package)
    while wanted:
        reached = {key: beside[key] for key in wanted if key in beside and key not in (*found, package.key)}
        found |= reached
        wanted = {key for other in reached.values() for key in _leads_to(other)}
    return Surroundings(packages=tuple(found.values()))


def put_in_place(around: Surroundings) -> None:
    """Load it, inside a transaction that is rolled back."""
    if around.values:
        load(around.values)
    for package in around.packages:
        _put_in_force(package)


def temporary_version(package: Package) -> ProcedureVersion:
    """A version with a number that no real one has, since compiled flows are remembered by it."""
    with jobs_in_place():
        version = import_package(package=package, findings=()).version
    serial = 10**8 + secrets.randbelow(9 * 10**8)
    ProcedureVersion.objects.filter(pk=version.pk).update(serial=serial)
    version.serial = serial
    return version


def _put_in_force(package: Package) -> None:
    version = temporary_version(package)
    others = ProcedureVersion.objects.filter(procedure=version.procedure, status=Status.PUBLISHED)
    others.update(status=Status.RETIRED, retired_at=_ALWAYS)
    ProcedureVersion.objects.filter(pk=version.pk).update(
        status=Status.PUBLISHED, at_installation=True, published_at=_ALWAYS, effective_from=_ALWAYS
    )


def _values(catalogues: Path, organization: Path) -> Sections:
    if not catalogues.is_dir():
        return {}
    values = {**read([catalogues])}
    if organization.is_dir():
        found = read([organization])
        values.update({name: found[name] for name in _COMMON})
    return values


def _reached(procedures: Path, package: Package, known: set[str]) -> Iterator[Package]:
    for key in sorted(_leads_to(package) - known):
        folder = procedures / key
        if not (folder / "procedure.yaml").is_file():
            continue
        known.add(key)
        found = read_package(folder)
        yield found
        yield from _reached(procedures, found, known)


def _leads_to(package: Package) -> set[str]:
    """Keys of the procedures that its diagrams and its forwards name; the check tells of a diagram that can't be read."""
    switched_off = package.definition.switched_off
    named: set[str] = {forward.procedure for forward in switched_off.forward} if switched_off else set()
    for file in package.diagram_files:
        with suppress(BpmnError):
            named.update(_named_in(package.diagram(file)))
    return {name for name in named if name and not name.startswith("=")}


def _named_in(definitions: Definitions) -> Iterator[str]:
    for process in definitions.processes.values():
        for node in process.nodes.values():
            yield from (node.extensions.headers.get(name, "") for name in _PROCEDURES)
            if node.extensions.called_element is not None:
                yield node.extensions.called_element.process_id
