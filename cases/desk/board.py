"""The duty board: who stands by for each function, who is underway to which scene, and how the clocks stand.

At a desk it is a page like the others. For a screen on the wall there is a link that needs no sign-in and shows only
what everybody of the unit may see: no sealed case, no name of the public (design: mockups, note 7).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cases.documents.wording import zone_letters
from cases.engine.time import now
from cases.field_selectors import open_tasks_at, underway
from cases.models import Case
from cases.selectors import Reach
from organization import roster
from organization.models import Unit
from workflows.selectors import package_of, versions_in_force

from .facts import Subjects
from .field import SceneRow, function_titles, place_of, scene_row
from .pages import Desk, desk_page, show
from .rows import is_alarm, number_parts, pill_of

#: A link for a wall is made anew after this time, so that one that was copied does not live for ever.
WALL_SECONDS = 30 * 24 * 3600
_SIGNER = signing.TimestampSigner(salt="cases.board")


@require_GET
@desk_page
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The board at a desk; asked for in part by itself, every ten seconds."""
    context = _context(desk.unit, desk.at, scenes_of(desk), desk.lang, desk.reach)
    if request.headers.get("HX-Target") == "board":
        return render(request, "desk/parts/board.html", context)
    if roster.may_plan(desk.user, desk.unit, None, desk.at):
        context["wall"] = _SIGNER.sign(str(desk.unit.pk))
    return show(request, desk, "desk/board.html", **context)


@require_GET
@never_cache
def wall(request: HttpRequest, token: str) -> HttpResponse:
    """The board of a unit for a screen on its wall."""
    unit = _unit_of(token)
    at, lang = now(), "en" if (get_language() or "id").startswith("en") else "id"
    timezone.activate(ZoneInfo(unit.zone))
    try:
        context = _context(unit, at, _rows(underway([unit.pk], at), at, lang), lang)
        context |= {"unit": unit, "at": at, "zone": zone_letters(unit.zone)}
        part = request.headers.get("HX-Target") == "board"
        return render(request, "desk/parts/board.html" if part else "desk/wall.html", context)
    finally:
        timezone.deactivate()


def scenes_of(desk: Desk) -> list[SceneRow]:
    """Where officers of the desk's unit are, as far as this person may know."""
    return _rows(underway([desk.unit.pk], desk.at, desk.reach), desk.at, desk.lang)


def _rows(cases: Iterable[Case], at: datetime, lang: str) -> list[SceneRow]:
    subjects, functions = Subjects(lang), function_titles(lang)
    rows = [scene_row(case, at, subjects, functions) for case in cases]
    return [row for row in rows if not all(officer.done for officer in row.officers)]


def _context(
    unit: Unit, at: datetime, scenes: list[SceneRow], lang: str, reach: Reach | None = None
) -> dict[str, Any]:
    out = {officer.dispatch.officer_id for row in scenes for officer in row.officers if not officer.done}
    standby = [
        {
            "title": row.function.title_in(lang),
            "officers": [{"duty": duty, "out": duty.user_id in out} for duty in row.duties],
        }
        for row in roster.standby(unit, at)
    ]
    return {
        "standby": standby,
        "scenes": scenes,
        "waiting": _waiting(unit, at, lang, reach),
        "gaps": sum(1 for row in standby if not row["officers"]),
        "late": sum(1 for row in scenes if row.pill.kind in ("lewat", "terlambat")),
        "near": sum(1 for row in scenes if row.pill.kind == "mendekati"),
        "out": len(out),
        "at": at,
        "unit": unit,
        "zone": zone_letters(unit.zone),
    }


def _waiting(unit: Unit, at: datetime, lang: str, reach: Reach | None) -> list[dict[str, Any]]:
    """Emergencies for which nobody has been sent yet."""
    elements = {
        node.id
        for version in versions_in_force()
        for node in package_of(version).process.nodes.values()
        if is_alarm(package_of(version), node.id)
    }
    subjects, rows = Subjects(lang), []
    for task in open_tasks_at(elements, [unit.pk], reach):
        package = package_of(task.case.procedure_version)
        if is_alarm(package, task.element):
            rows.append(
                {
                    "task": task,
                    "number": number_parts(task.case)[0],
                    "subject": subjects.of(task.case, package),
                    "place": place_of(task.case, package, lang),
                    "pill": pill_of(task.case, at),
                }
            )
    return rows


def _unit_of(token: str) -> Unit:
    try:
        number = _SIGNER.unsign(token, max_age=WALL_SECONDS)
    except signing.BadSignature as fault:
        raise Http404 from fault
    unit = Unit.objects.filter(pk=number).first()
    if unit is None:
        raise Http404
    return unit
