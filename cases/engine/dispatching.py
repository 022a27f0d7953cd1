"""Sending officers: entering a state of the procedure's `dispatch` makes one row, and so one link, for each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cases.models import Dispatch
from organization.models import User
from workflows.packages.definition import DispatchDefinition

from . import clocks
from .due import after
from .variables import context_of

if TYPE_CHECKING:
    from .work import Work


def send(work: Work, state: str, element: str) -> None:
    """Send the officers whom the answers name, if entering `state` does that; who was sent before stays sent."""
    definition = work.package.definition.dispatch
    if definition is None or state not in definition.starts:
        return
    case, at = work.case, work.at
    chosen = {str(row.get("akun")): str(row.get("fungsi") or "") for row in _rows(case.data, definition)}
    already = Dispatch.objects.filter(case=case, recalled_at=None).values("officer")
    wanted = User.objects.filter(username__in=chosen, is_active=True).exclude(pk__in=already)
    expires = after(at, definition.valid, unit=case.unit, calendar="clock")
    for officer in wanted.order_by("full_name", "pk"):
        sent = Dispatch.objects.create(
            case=case,
            officer=officer,
            function=chosen[officer.username],
            sent_at=at,
            sent_by=work.actor,
            expires_at=expires,
        )
        work.record("dispatch.sent", element, dispatch=sent.pk, officer=officer.pk)


def recount(work: Work, given: Collection[str]) -> None:
    """Work out anew the clocks that follow one of the answers just given."""
    definitions = work.package.definition.clocks
    if any(path in given for definition in definitions for path in definition.follows):
        context = context_of(work.case, work.package)
        for kind, run in clocks.recount(work.case, definitions, given, context=context):
            work.record(kind, clock=run.code, status=str(run.status))


def _rows(data: Mapping[str, Any], definition: DispatchDefinition) -> Iterator[Mapping[str, Any]]:
    found = value_at(data, definition.officers)
    yield from (row for row in found if isinstance(row, Mapping)) if isinstance(found, list) else ()


def value_at(data: Any, path: str) -> Any:
    """The answer at a dotted path of a case's data, None where there is none."""
    for name in path.split("."):
        data = data.get(name) if isinstance(data, Mapping) else None
    return data
