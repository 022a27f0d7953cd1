"""Handing tasks to other people: choose, look at what would come of it, do it, and take it back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import selectors, services
from cases.desk.pages import Desk, show
from cases.desk.rows import Pill, number_parts, pill_of
from cases.desk.sentences import sentence
from cases.models import Reassignment, Task
from cases.models.process import OPEN_STATUSES
from cases.services.reassigning import MOST, UNDO_WITHIN, Foretold
from organization.models import User
from workflows.selectors import package_of

from .candidates import Candidate, candidates
from .pages import bridge_page
from .sentences import refusal_of_row

REASONS = (
    gettext_noop("Pemegang tidak di tempat"),
    gettext_noop("Pergantian jaga"),
    gettext_noop("Membagi beban"),
    gettext_noop("Perlu keahlian lain"),
)


@dataclass(frozen=True)
class Line:
    """One task of the selection, and what would come of it."""

    task: Task | None
    number: str
    service: str
    pill: Pill | None
    to: User | None = None
    refusal: str = ""


@dataclass(frozen=True)
class Choice:
    """What was chosen so far: tasks with their numbers, who could take them, who is to, and why."""

    tasks: list[Task]
    ids: list[int]
    offered: list[Candidate]
    to: list[User]
    reason: str


@require_http_methods(["GET", "POST"])
@bridge_page
def reassign(request: HttpRequest, desk: Desk) -> HttpResponse:
    """GET and the first POST choose, `langkah=pratinjau` tells, `langkah=lakukan` does.

    What was told and confirmed is done as it was: whatever has changed since, the service refuses task by task.
    """
    step = request.POST.get("langkah", "")
    if step == "lakukan" and (confirmed := _confirmed(request)) is not None:
        return _do(request, desk, *confirmed)
    choice = _choice(request, desk)
    if not choice.tasks:
        messages.warning(request, _("Pilih dulu tugas yang dialihkan."))
        return redirect("supervision:stuck")
    if not step or not choice.to or not choice.reason:
        return _choose(request, desk, choice, asked=bool(step))
    return _tell(request, desk, choice)


def _confirmed(request: HttpRequest) -> tuple[list[int], list[User], str] | None:
    """The tasks, people and reason of a preview; None when something is missing."""
    ids, people = _numbers(request.POST.getlist("tugas"))[:MOST], _numbers(request.POST.getlist("kepada"))
    to = list(User.objects.filter(pk__in=people).order_by("full_name"))
    reason = _reason(request)
    return (ids, to, reason) if ids and to and reason else None


def _choice(request: HttpRequest, desk: Desk) -> Choice:
    given = request.POST if request.method == "POST" else request.GET
    holder = given.get("pemegang", "")
    ids = _held_by(desk, holder) if holder else _numbers(given.getlist("tugas"))[:MOST]
    tasks = list(_tasks(desk, ids))
    offered = candidates(desk.reach, tasks, desk.lang)
    wanted = given.getlist("kepada")
    return Choice(
        tasks=tasks,
        ids=ids,
        offered=offered,
        to=[found.user for found in offered if str(found.user.pk) in wanted],
        reason=_reason(request),
    )


def _choose(request: HttpRequest, desk: Desk, choice: Choice, *, asked: bool) -> HttpResponse:
    context: dict[str, Any] = {
        "lines": [_line(task, desk) for task in choice.tasks],
        "count": len(choice.tasks),
        "ids": choice.ids,
        "offered": choice.offered,
        "chosen": {user.pk for user in choice.to},
        "reason": choice.reason,
        "typical": [_(text) for text in REASONS],
        "lacks_person": asked and not choice.to,
        "lacks_reason": asked and not choice.reason,
        "heaviest": max((found.load for found in choice.offered), default=0) or 1,
    }
    return show(request, desk, "supervision/reassign.html", status=422 if asked else 200, **context)


def _tell(request: HttpRequest, desk: Desk, choice: Choice) -> HttpResponse:
    told = services.foresee_reassignment(task_ids=choice.ids, actor=desk.user, to=choice.to)
    lines = [_foretold(row, desk) for row in told]
    context: dict[str, Any] = {
        "lines": lines,
        "ids": choice.ids,
        "to": choice.to,
        "reason": choice.reason,
        "moving": sum(not line.refusal for line in lines),
        "refused": sum(bool(line.refusal) for line in lines),
        "key": secrets.token_hex(16),
    }
    return show(request, desk, "supervision/reassign_preview.html", **context)


def _do(request: HttpRequest, desk: Desk, ids: list[int], to: list[User], reason: str) -> HttpResponse:
    done = services.reassign_tasks(
        task_ids=ids,
        actor=desk.user,
        to=to,
        reason=reason,
        idempotency_key=request.POST.get("_kunci", "")[:64],
    )
    return redirect("supervision:reassigned", done.pk)


@require_GET
@bridge_page
def reassigned(request: HttpRequest, desk: Desk, reassignment_id: int) -> HttpResponse:
    """What came of each task; for who asked for it."""
    given = _mine(desk, reassignment_id)
    visible = set(
        selectors.visible_tasks(desk.reach)
        .filter(pk__in=given.rows.values("task"))
        .values_list("pk", flat=True)
    )
    rows = given.rows.select_related("task__case__procedure_version", "before", "to").defer(
        "task__case__procedure_version__archive"
    )
    lines = [
        {
            "row": row,
            "line": _line(row.task, desk) if row.task and row.task_id in visible else None,
            "refusal": refusal_of_row(row) if row.refusal else "",
            "kept": bool(row.undo_refusal),
        }
        for row in rows.order_by("-refusal", "pk")
    ]
    moved = sum(not line["refusal"] for line in lines)
    context: dict[str, Any] = {
        "given": given,
        "lines": lines,
        "moved": moved,
        "refused": len(lines) - moved,
        "undo_until": given.created_at + UNDO_WITHIN,
        "may_undo": moved and given.undone_at is None and desk.at <= given.created_at + UNDO_WITHIN,
    }
    return show(request, desk, "supervision/reassigned.html", **context)


@require_POST
@bridge_page
def undo(request: HttpRequest, desk: Desk, reassignment_id: int) -> HttpResponse:
    given = services.undo_reassignment(reassignment_id=reassignment_id, actor=desk.user)
    back = given.rows.filter(refusal="", undo_refusal="").count()
    text = ngettext("%(n)s tugas dikembalikan.", "%(n)s tugas dikembalikan.", back) % {"n": back}
    messages.success(request, text)
    return redirect("supervision:reassigned", given.pk)


def _mine(desk: Desk, reassignment_id: int) -> Reassignment:
    given = Reassignment.objects.filter(pk=reassignment_id, actor=desk.user).first()
    if given is None:
        raise Http404
    return given


def _numbers(texts: list[str]) -> list[int]:
    return list(
        dict.fromkeys(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19)
    )


def _held_by(desk: Desk, holder: str) -> list[int]:
    """Everything open that one person holds in the units that the supervisor leads, most urgent first."""
    if not (holder.isascii() and holder.isdigit() and len(holder) < 19):
        return []
    held = selectors.visible_tasks(desk.reach).filter(
        owner=int(holder), unit__in=desk.reach.leads, status__in=OPEN_STATUSES
    )
    return list(held.order_by("case__clock_due_at", "pk").values_list("pk", flat=True)[:MOST])


def _tasks(desk: Desk, ids: list[int]) -> QuerySet[Task]:
    """The chosen tasks that are still open, in units that the supervisor leads."""
    tasks = selectors.visible_tasks(desk.reach).filter(pk__in=ids, unit__in=desk.reach.leads)
    return (
        tasks.filter(status__in=OPEN_STATUSES)
        .select_related("case__procedure_version", "owner")
        .defer("case__procedure_version__archive")
        .order_by("case__clock_due_at", "pk")
    )


def _reason(request: HttpRequest) -> str:
    """The chosen reason with the note, as one text."""
    parts = (request.POST.get("alasan", "").strip(), request.POST.get("catatan", "").strip())
    return ": ".join(part for part in parts if part)[:500]


def _line(task: Task, desk: Desk) -> Line:
    package = package_of(task.case.procedure_version)
    title = package.definition.title.in_(desk.lang)
    service = _("Perkara rahasia") if task.case.sealed else title
    return Line(task, number_parts(task.case)[0], service, pill_of(task.case, desk.at))


def _foretold(row: Foretold, desk: Desk) -> Line:
    refusal = sentence(row.refusal) if row.refusal else ""
    if row.task is None:
        return Line(None, "", "", None, row.to, refusal)
    line = _line(row.task, desk)
    return Line(row.task, line.number, line.service, line.pill, row.to, refusal)
