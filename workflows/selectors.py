"""Reading procedures: which version is in force, what it says, what may be opened."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from organization.models import Calendar, Catalogue, Function, Role, Unit
from organization.models.settings import OFFERED
from organization.models.units import Level
from organization.selectors import parameter, settings_of
from workflows.addresses import AddressError, parse
from workflows.errors import ProcedureNotFound
from workflows.models import Procedure, ProcedureVersion, Status
from workflows.packages import Package, read
from workflows.packages.definition import StartDefinition
from workflows.packages.vocabulary import PackageVocabulary

#: Packages kept parsed in one process; a version's content never changes, so nothing has to be told.
KEPT_PACKAGES = 64

_packages: OrderedDict[str, Package] = OrderedDict()
_lock = Lock()


#: A version as pages pass it on; they have it from here.
Version = ProcedureVersion


@dataclass(frozen=True)
class Startable:
    """One way in that is open to somebody."""

    version: ProcedureVersion
    package: Package
    start: StartDefinition


def published_version(key: str, at: datetime | None = None) -> ProcedureVersion:
    """The version in force at a moment (now by default). Raises ProcedureNotFound."""
    version = _in_force(at or timezone.now()).filter(procedure__key=key).first()
    if version is None:
        raise ProcedureNotFound(key)
    return version


def version_by(key: str, serial: int) -> ProcedureVersion:
    """A version by its number, whatever its status. Raises ProcedureNotFound."""
    try:
        return ProcedureVersion.objects.get(procedure__key=key, serial=serial)
    except ProcedureVersion.DoesNotExist:
        raise ProcedureNotFound(key, serial) from None


def version_before(version: ProcedureVersion) -> ProcedureVersion | None:
    """What a version is compared with: the one it was copied from, else the published one before it."""
    if version.copied_from_id is not None:
        return ProcedureVersion.objects.get(pk=version.copied_from_id)
    before = ProcedureVersion.objects.filter(procedure=version.procedure, serial__lt=version.serial)
    was_published = before.filter(status__in=(Status.PUBLISHED, Status.RETIRED))
    return was_published.order_by("-serial").first()


def versions_in_force(at: datetime | None = None, *, unit: Unit | None = None) -> list[ProcedureVersion]:
    """One version for each procedure that is offered, by key: by the installation, or by `unit` where one is given."""
    return [version for version, offered in _newest(at, unit) if offered]


def versions_switched_off(unit: Unit) -> list[ProcedureVersion]:
    """One version for each procedure that is there but not offered in a unit, by key."""
    return [version for version, offered in _newest(None, unit) if not offered]


def is_offered(procedure: Procedure, unit: Unit) -> bool:
    """Whether cases may be opened in a unit: as it or the nearest unit above it has set, else as the installation."""
    return bool(parameter(unit, procedure.key, OFFERED, procedure.enabled))


def _newest(at: datetime | None, unit: Unit | None) -> list[tuple[ProcedureVersion, bool]]:
    """The version in force of each procedure, by key, and whether it is offered. Two queries at most."""
    newest: dict[str, ProcedureVersion] = {}
    for version in _in_force(at or timezone.now()):
        newest.setdefault(version.procedure.key, version)
    settings = settings_of(unit, OFFERED) if unit is not None else {}
    return [(newest[key], bool(settings.get(key, newest[key].procedure.enabled))) for key in sorted(newest)]


def _in_force(at: datetime) -> QuerySet[ProcedureVersion]:
    published = ProcedureVersion.objects.filter(status=Status.PUBLISHED, effective_from__lte=at)
    return published.order_by("-effective_from", "-serial")


def package_of(version: ProcedureVersion) -> Package:
    """What a version says, parsed once in a process for each content. The archive is read only when it is unknown."""
    sha = version.content_sha256
    with _lock:
        if sha in _packages:
            _packages.move_to_end(sha)
            return _packages[sha]
    return _keep(sha, read(archive_of(version)))


def archive_of(version: ProcedureVersion) -> bytes:
    """The zip as it was stored, byte for byte."""
    return bytes(ProcedureVersion.objects.values_list("archive", flat=True).get(pk=version.pk))


def procedures_with_versions() -> list[Procedure]:
    """Every procedure by key, with its versions in `versions.all()`, newest first. Two queries."""
    versions = ProcedureVersion.objects.select_related(None).select_related("edited_by").order_by("-serial")
    return list(Procedure.objects.prefetch_related(Prefetch("versions", versions)))


def procedure_titles() -> list[tuple[str, str]]:
    """Keys and Indonesian titles of the procedures in force."""
    return [
        (version.procedure.key, package_of(version).definition.title.id) for version in versions_in_force()
    ]


def _keep(sha: str, package: Package) -> Package:
    with _lock:
        kept = _packages.setdefault(sha, package)
        while len(_packages) > KEPT_PACKAGES:
            _packages.popitem(last=False)
        return kept


def startable(
    *, channel: str, roles: Collection[str], level: str = "", function: str = ""
) -> list[Startable]:
    """The ways in that somebody with these roles may use now, by the procedure's key.

    `roles` are the codes held in the unit; nobody signed in has none and sees what is public. An address that names
    a level or a function counts only for a unit of that level, a post in that function.
    """
    found = []
    for version in versions_in_force():
        package = package_of(version)
        found += [
            Startable(version, package, start)
            for start in package.definition.start
            if channel in start.channels and _may(start, roles, level, function)
        ]
    return found


def _may(start: StartDefinition, roles: Collection[str], level: str, function: str) -> bool:
    return any(_admits(text, roles, level, function) for text in start.by)


def _admits(text: str, roles: Collection[str], level: str, function: str) -> bool:
    try:
        addresses = parse(text)
    except AddressError:
        return False
    return any(
        address.public
        or (
            address.role in roles
            and address.level in ("", level)
            and address.function in ("", function)
            and bool(address.role)
        )
        for address in addresses
    )


def vocabulary(*, job_types: Mapping[str, Collection[str]] | None = None) -> PackageVocabulary:
    """The names of this installation. A kind of which nothing was loaded yet isn't demanded."""
    return PackageVocabulary(
        roles=_codes(Role.objects.values_list("code", flat=True)),
        functions=_codes(Function.objects.values_list("code", flat=True)),
        levels=frozenset(Level.values),
        catalogues=_codes(Catalogue.objects.values_list("code", flat=True)),
        calendars=_codes(Calendar.objects.values_list("code", flat=True)),
        procedures=frozenset(Procedure.objects.values_list("key", flat=True)),
        job_types=job_types,
    )


def _codes(found: Collection[str]) -> frozenset[str] | None:
    return frozenset(found) or None
