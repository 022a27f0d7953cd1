"""What a person does with a version: each with the part that it takes, over the services of procedures."""

from __future__ import annotations

from datetime import datetime

from cases.job_types import JOB_TYPES
from cases.simulation import run_scenarios
from organization.models import User
from workflows import drafts, services
from workflows.packages import Package, check, read
from workflows.parts import Part, require_part
from workflows.selectors import Version, package_of, vocabulary
from workflows.services import ImportOutcome, blocking, require_publishable


def begin(*, point: Package, key: str, title: str, actor: User, at: datetime) -> Version:
    """Raises NotYourPart, ProcedureExists."""
    require_part(actor, Part.AUTHOR, at)
    return drafts.begin_procedure(starting_point=point, key=key, title=title, actor=actor)


def copy(*, version: Version, actor: User, at: datetime) -> Version:
    """Raises NotYourPart."""
    require_part(actor, Part.AUTHOR, at)
    return drafts.copy_version(source=version, actor=actor)


def bring_in(*, source: bytes, actor: User, at: datetime) -> ImportOutcome:
    """A zip as a draft. Raises NotYourPart, PackageError for what can't be read, PackageRefused for errors in it."""
    require_part(actor, Part.AUTHOR, at)
    package = read(source)
    findings = check([package], vocabulary(job_types=JOB_TYPES))
    return services.import_package(package=package, actor=actor, findings=findings)


def submit(*, version: Version, actor: User, at: datetime) -> Version:
    """What could not be published isn't worth another's time. Raises NotYourPart, PackageRefused, ScenariosFailed."""
    require_part(actor, Part.AUTHOR, at)
    require_publishable(version, run_scenarios, vocabulary(job_types=JOB_TYPES))
    return services.submit(version=version, author=actor)


def approve(*, version: Version, actor: User, at: datetime) -> Version:
    """Raises NotYourPart, WrongStatus, ThreePeopleNeeded."""
    require_part(actor, Part.CHECKER, at)
    return services.approve(version=version, checker=actor)


def send_back(*, version: Version, actor: User, remark: str, at: datetime) -> Version:
    """By whoever has to check or approve it. Raises NotYourPart, WrongStatus."""
    require_part(actor, Part.CHECKER if version.status == "in_review" else Part.APPROVER, at)
    return services.send_back(version=version, remark=remark)


def publish(*, version: Version, actor: User, effective_from: datetime | None, at: datetime) -> Version:
    """Raises NotYourPart, WrongStatus, ThreePeopleNeeded, PackageRefused, ScenariosFailed."""
    require_part(actor, Part.APPROVER, at)
    return services.publish(
        version=version,
        approver=actor,
        run_scenarios=run_scenarios,
        vocabulary=vocabulary(job_types=JOB_TYPES),
        effective_from=effective_from,
    )


def discard(*, version: Version, actor: User, at: datetime) -> None:
    """Raises NotYourPart, WrongStatus."""
    require_part(actor, Part.AUTHOR, at)
    drafts.discard_draft(version=version)


def ready(version: Version) -> bool:
    """Whether nothing that the check finds stands in the way of publishing."""
    return not blocking(check([package_of(version)], vocabulary(job_types=JOB_TYPES)))
