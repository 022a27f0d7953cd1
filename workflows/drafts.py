"""Writing a draft: begun as a copy, saved under an optimistic lock, thrown away.

A draft may be wrong in any way while it is written; what is checked is that it stays a version of its procedure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from workflows.errors import DraftChanged, KeyIsFixed, ProcedureExists, WrongStatus
from workflows.models import Procedure, ProcedureVersion, Status
from workflows.packages import Package, to_zip
from workflows.packages.editing import next_label, relabelled, renamed, with_files
from workflows.selectors import package_of
from workflows.services import locked_procedure, next_serial

if TYPE_CHECKING:
    from organization.models import User


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page knows of the draft that it edits: the revision, and a word of its own for its later saves."""

    revision: int
    page: str = ""


def copy_version(
    *, source: ProcedureVersion, actor: User, changes: Mapping[str, bytes | None] | None = None
) -> ProcedureVersion:
    """A new draft with the content of any version of the procedure, under the next label.

    Rolling back is publishing a copy of an older version. With `changes` the copy begins with other contents in some
    files: what somebody typed into a draft that another has saved meanwhile. Raises KeyIsFixed.
    """
    package = package_of(source)
    if not package.bare:
        package = relabelled(package, next_label(source.label))
    package = with_files(package, changes or {})
    _require_key(source.procedure, package)
    with transaction.atomic():
        procedure = Procedure.objects.select_for_update().get(pk=source.procedure_id)
        return _created(procedure, package, actor, copied_from=source)


def begin_procedure(*, starting_point: Package, key: str, title: str, actor: User) -> ProcedureVersion:
    """A procedure of its own, with a first draft made from a starting point. Raises ProcedureExists."""
    package = renamed(starting_point, key=key, title=title)
    with transaction.atomic():
        procedure = locked_procedure(package)
        if procedure.versions.exists():
            raise ProcedureExists(key)
        return _created(procedure, package, actor)


def save_draft(
    *, version: ProcedureVersion, seen: Seen, changes: Mapping[str, bytes | None], actor: User
) -> ProcedureVersion:
    """Put other contents into some files of a draft; None takes a file out. Unchanged content saves nothing.

    Raises WrongStatus, KeyIsFixed, and DraftChanged when another page saved since `seen`.
    """
    with transaction.atomic():
        fresh = ProcedureVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        _require_draft(fresh, "save")
        _require_seen(fresh, seen)
        package = with_files(package_of(fresh), changes)
        _require_key(fresh.procedure, package)
        if package.content_hash == fresh.content_sha256:
            return fresh
        fresh.label = package.definition.version[:64]
        fresh.content_sha256, fresh.archive = package.content_hash, to_zip(package)
        fresh.revision += 1
        fresh.edited_by, fresh.edited_at, fresh.edited_in = actor, timezone.now(), seen.page
        fresh.save(update_fields=_SAVED)
    return fresh


def discard_draft(*, version: ProcedureVersion) -> None:
    """Throw a draft away; a procedure that had nothing else goes with it. Raises WrongStatus."""
    with transaction.atomic():
        procedure = Procedure.objects.select_for_update().get(pk=version.procedure_id)
        fresh = ProcedureVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        _require_draft(fresh, "discard")
        fresh.copies.update(copied_from=fresh.copied_from_id)
        fresh.delete()
        if not procedure.versions.exists():
            procedure.delete()


_SAVED = ("label", "content_sha256", "archive", "revision", "edited_by", "edited_at", "edited_in")


def _created(
    procedure: Procedure, package: Package, actor: User, copied_from: ProcedureVersion | None = None
) -> ProcedureVersion:
    return ProcedureVersion.objects.create(
        procedure=procedure,
        label=package.definition.version[:64],
        serial=next_serial(procedure),
        content_sha256=package.content_hash,
        archive=to_zip(package),
        bare=package.bare,
        author=actor,
        copied_from=copied_from,
        edited_by=actor,
        edited_at=timezone.now(),
    )


def _require_draft(version: ProcedureVersion, step: str) -> None:
    if version.status != Status.DRAFT:
        raise WrongStatus(version=str(version), status=version.status, step=step)


def _require_seen(version: ProcedureVersion, seen: Seen) -> None:
    """A page that saved last may save again, whatever revision its request on the way still names."""
    same_page = bool(seen.page) and seen.page == version.edited_in
    if version.revision != seen.revision and not same_page:
        by = version.edited_by.full_name if version.edited_by else ""
        raise DraftChanged(by=by, at=version.edited_at)


def _require_key(procedure: Procedure, package: Package) -> None:
    """A file that can't be read just now says nothing about the key; it can't be submitted either."""
    given = package.definition.key
    if given and given != procedure.key:
        raise KeyIsFixed(key=procedure.key, given=given)
