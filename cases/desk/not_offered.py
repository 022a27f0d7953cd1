"""A service that the unit has switched off: what the visitor is told, and where the desk leads him."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cases import services
from workflows.errors import ProcedureNotFound
from workflows.packages import Package
from workflows.packages.definition import ForwardDefinition, StartDefinition, SwitchedOffDefinition
from workflows.selectors import is_offered, package_of, published_version, versions_switched_off

from .pages import Desk, desk_page, show


@dataclass(frozen=True)
class Way:
    """One way to lead a visitor on that is open to this officer."""

    number: int
    definition: ForwardDefinition
    package: Package
    start: StartDefinition


def services_not_offered(desk: Desk) -> list[dict[str, Any]]:
    """What the counter shows of services that are off here, to those who could open them elsewhere."""
    packages = (package_of(version) for version in versions_switched_off(desk.unit))
    return [
        {"key": package.key, "title": package.definition.title.in_(desk.lang)}
        for package in packages
        if package.definition.switched_off and services.ways_in(package, actor=desk.user, unit=desk.unit)
    ]


@desk_page
def page(request: HttpRequest, desk: Desk, key: str) -> HttpResponse:
    """What the visitor is told. POST leads on: a draft of the other service, filled as far as the package can."""
    package, said = _switched_off(desk, key)
    ways = list(_ways(desk, said))
    if request.method == "POST":
        return _lead_on(desk, ways, request.POST.get("arah", ""))
    shown = [{"number": way.number, "title": way.definition.title.in_(desk.lang)} for way in ways]
    return show(
        request,
        desk,
        "desk/not_offered.html",
        title=package.definition.title.in_(desk.lang),
        explanation=said.text.in_(desk.lang),
        ways=shown,
    )


def _switched_off(desk: Desk, key: str) -> tuple[Package, SwitchedOffDefinition]:
    try:
        version = published_version(key)
    except ProcedureNotFound as fault:
        raise Http404 from fault
    package = package_of(version)
    said = package.definition.switched_off
    if said is None or is_offered(version.procedure, desk.unit):
        raise Http404
    if not services.ways_in(package, actor=desk.user, unit=desk.unit):
        raise Http404
    return package, said


def _ways(desk: Desk, said: SwitchedOffDefinition) -> Iterator[Way]:
    for number, definition in enumerate(said.forward):
        try:
            version = published_version(definition.procedure)
        except ProcedureNotFound:
            continue
        package = package_of(version)
        starts = services.ways_in(package, actor=desk.user, unit=desk.unit)
        start = next((found for found in starts if definition.event in ("", found.event)), None)
        if start is not None and is_offered(version.procedure, desk.unit):
            yield Way(number, definition, package, start)


def _lead_on(desk: Desk, ways: list[Way], wanted: str) -> HttpResponse:
    way = next((way for way in ways if str(way.number) == wanted), None)
    if way is None:
        raise Http404
    draft = services.save_counter_draft(
        draft_id=None,
        actor=desk.user,
        unit=desk.unit,
        procedure_key=way.package.key,
        entry=way.start.event,
        channel=way.start.channels[0],
        answers=dict(way.definition.answers),
    )
    return redirect(f"{reverse('desk:open', args=(way.package.key, way.start.event))}?draf={draft.pk}")
