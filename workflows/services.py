"""The life of a procedure version: imported as a draft, submitted, approved, published, retired.

Whoever calls brings what this app can't see: the runner of scenarios, the job types of the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from workflows.errors import (
    NotAtInstallation,
    PackageRefused,
    ScenariosFailed,
    ThreePeopleNeeded,
    WrongStatus,
)
from workflows.findings import Finding, Severity
from workflows.models import Procedure, ProcedureVersion, Status
from workflows.packages import Package, check, to_zip
from workflows.packages.vocabulary import PackageVocabulary
from workflows.selectors import package_of

if TYPE_CHECKING:
    from organization.models import User


class ScenarioResult(Protocol):
    """What a runner says of one scenario."""

    @property
    def name(self) -> str: ...
    @property
    def passed(self) -> bool: ...
    @property
    def failures(self) -> Sequence[str]: ...


ScenarioRunner = Callable[[Package], Sequence[ScenarioResult]]


@dataclass(frozen=True)
class ImportOutcome:
    """`created` is False when the same content was there already; then nothing was written."""

    version: ProcedureVersion
    created: bool

    @property
    def unchanged(self) -> bool:
        return not self.created


def import_package(
    *, package: Package, actor: User | None = None, findings: Sequence[Finding] | None = None
) -> ImportOutcome:
    """Store a package as a new draft. Never touches another version; identical content changes nothing.

    `findings` are those of a check already made; without them the package is checked here, alone. Raises
    PackageRefused when there is an error among them.
    """
    with transaction.atomic():
        procedure = locked_procedure(package)
        same = _same_content(procedure, package)
        if same is not None:
            return ImportOutcome(same, created=False)
        _refuse_errors(check([package]) if findings is None else findings)
        version = ProcedureVersion.objects.create(
            procedure=procedure,
            label=package.definition.version,
            serial=next_serial(procedure),
            content_sha256=package.content_hash,
            archive=to_zip(package),
            bare=package.bare,
            author=actor,
        )
    return ImportOutcome(version, created=True)


def submit(*, version: ProcedureVersion, author: User) -> ProcedureVersion:
    """The author gives a draft to be checked. Raises WrongStatus."""
    return _step(version, "submit", author=author)


def approve(*, version: ProcedureVersion, checker: User) -> ProcedureVersion:
    """Another person has checked it. Raises WrongStatus, ThreePeopleNeeded."""
    return _step(version, "approve", checker=checker)


def send_back(*, version: ProcedureVersion, remark: str = "") -> ProcedureVersion:
    """It isn't good yet, and `remark` says why: a draft again. Raises WrongStatus."""
    return _step(version, "send_back", remark=remark)


def publish(
    *,
    version: ProcedureVersion,
    approver: User,
    run_scenarios: ScenarioRunner,
    vocabulary: PackageVocabulary | None = None,
    effective_from: datetime | None = None,
) -> ProcedureVersion:
    """A third person puts an approved version into force; the one before it retires.

    Raises WrongStatus, ThreePeopleNeeded, PackageRefused (errors, or warnings not confirmed), ScenariosFailed.
    """
    require_publishable(version, run_scenarios, vocabulary)
    now = timezone.now()
    begins = max(effective_from or now, now)
    with transaction.atomic():
        published = _step(version, "publish", approver=approver, at=now, effective_from=begins)
        _retire_superseded(published, now)
    return published


def publish_at_installation(
    *,
    version: ProcedureVersion,
    run_scenarios: ScenarioRunner | None = None,
    vocabulary: PackageVocabulary | None = None,
) -> ProcedureVersion:
    """Put a first version into force without three people, recorded as "published at installation".

    Only for a procedure that has no published version, on an installation where nobody has published one yet: a
    way to begin, not a way around the three people. Raises NotAtInstallation, PackageRefused, ScenariosFailed.
    """
    published = ProcedureVersion.objects.filter(status__in=(Status.PUBLISHED, Status.RETIRED))
    begun = published.filter(at_installation=False).exists()
    if begun or published.filter(procedure=version.procedure).exists():
        raise NotAtInstallation(version.procedure.key)
    require_publishable(version, run_scenarios, vocabulary)
    return _step(version, "publish_at_installation", at=timezone.now())


def retire(*, version: ProcedureVersion) -> ProcedureVersion:
    """Take a version out of force; cases that run on it finish on it. Raises WrongStatus."""
    return _step(version, "retire", at=timezone.now())


def set_offered(*, procedure: Procedure, enabled: bool) -> Procedure:
    """Switch a procedure on or off for this installation."""
    procedure.enabled = enabled
    procedure.save(update_fields=["enabled"])
    return procedure


def blocking(findings: Sequence[Finding]) -> list[Finding]:
    """What keeps a package from being published: errors, and warnings that nobody confirmed.

    `check` has already left out the confirmed ones; a confirmation that confirms nothing is only a hint.
    """
    return [found for found in findings if found.code != "PKG-227"]


def locked_procedure(package: Package) -> Procedure:
    """The procedure of a package, made where there is none; its row is locked until the transaction ends."""
    definition = package.definition
    procedure, _ = Procedure.objects.get_or_create(
        key=definition.key, defaults={"function": definition.function, "enabled": definition.enabled}
    )
    return Procedure.objects.select_for_update().get(pk=procedure.pk)


def _same_content(procedure: Procedure, package: Package) -> ProcedureVersion | None:
    alive = ProcedureVersion.objects.filter(procedure=procedure).exclude(status=Status.RETIRED)
    return alive.filter(content_sha256=package.content_hash).order_by("-serial").first()


def next_serial(procedure: Procedure) -> int:
    """The number of the procedure's next version; only under the lock of its row."""
    highest = ProcedureVersion.objects.filter(procedure=procedure).aggregate(highest=Max("serial"))["highest"]
    return (highest or 0) + 1


def _refuse_errors(findings: Sequence[Finding]) -> None:
    errors = [found for found in findings if found.severity is Severity.ERROR]
    if errors:
        raise PackageRefused(errors)


def require_publishable(
    version: ProcedureVersion, run_scenarios: ScenarioRunner | None, vocabulary: PackageVocabulary | None
) -> None:
    """Nothing stands in the way of publishing it. Raises PackageRefused, ScenariosFailed."""
    package = package_of(version)
    in_the_way = blocking(check([package], vocabulary))
    if in_the_way:
        raise PackageRefused(in_the_way)
    if run_scenarios is not None:
        _require_passing(run_scenarios(package))


def _require_passing(results: Sequence[ScenarioResult]) -> None:
    failures = [
        f"{result.name}: {said}"
        for result in results
        if not result.passed
        for said in result.failures or ("",)
    ]
    if failures:
        raise ScenariosFailed(failures)


def _require_three_people(version: ProcedureVersion) -> None:
    parts = (version.author, version.checker, version.approver)
    people = [person for person in parts if person is not None]
    for n, person in enumerate(people):
        if person in people[:n]:
            raise ThreePeopleNeeded(person.get_username())


def _step(version: ProcedureVersion, name: str, **facts: Any) -> ProcedureVersion:
    """Lock, move, write: one transition of one version, on its fresh row."""
    with transaction.atomic():
        fresh = ProcedureVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        before = {field.attname: getattr(fresh, field.attname) for field in _moving_fields()}
        try:
            getattr(fresh, name)(**facts)
        except TransitionNotAllowed:
            raise WrongStatus(version=str(fresh), status=fresh.status, step=name) from None
        _require_three_people(fresh)
        changed = [attname for attname, value in before.items() if getattr(fresh, attname) != value]
        fresh.save(update_fields=changed)
    return fresh


def _moving_fields() -> list[Any]:
    """What a transition may change. The content is not among it."""
    moving = ("status", "author", "checker", "approver", "at_installation", "remark")
    moments = ("published_at", "effective_from", "retired_at")
    return [ProcedureVersion._meta.get_field(name) for name in (*moving, *moments)]


def _retire_superseded(published: ProcedureVersion, now: datetime) -> None:
    """Whatever is no longer in force, because a newer version already is."""
    former = ProcedureVersion.objects.filter(procedure=published.procedure, status=Status.PUBLISHED)
    in_force = former.filter(effective_from__lte=now).order_by("-effective_from", "-serial").first()
    if in_force is None:
        return
    for version in former.filter(effective_from__lte=now).exclude(pk=in_force.pk):
        _step(version, "retire", at=now)
