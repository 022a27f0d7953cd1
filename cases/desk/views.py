"""The inbox and a task: what an officer has open all day."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import selectors, services
from cases.errors import InvalidAnswers, TaskNotFound
from cases.models import Task
from cases.selectors import Reach
from forms_config.schema import Form
from workflows.selectors import package_of

from .facts import facts_of
from .forms import Sheet, keep_files, posted
from .pages import Desk, desk_page, show
from .rows import rows_of
from .similar import Similar, similar_rows

PAGE_SIZE = 25


def _done_today(reach: Reach) -> QuerySet[Task]:
    midnight = datetime.combine(timezone.localdate(), time.min, tzinfo=timezone.get_current_timezone())
    return selectors.done_tasks(reach, since=midnight)


_TABS: dict[str, Callable[[Reach], QuerySet[Task]]] = {
    "saya": selectors.my_tasks,
    "antrean": selectors.queue_tasks,
    "dipantau": selectors.watched_tasks,
    "selesai": _done_today,
}


@require_GET
@desk_page
def inbox(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Tasks, most urgent first. The table refreshes itself; `tab` and `page` stand in the address."""
    counts = {name: tasks(desk.reach).count() for name, tasks in _TABS.items()}
    tab = request.GET.get("tab", "")
    tab = tab if tab in _TABS else ("saya" if counts["saya"] else "antrean")
    paginator = Paginator(_TABS[tab](desk.reach), PAGE_SIZE)
    paginator.count = counts[tab]
    page = paginator.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "tab": tab,
        "counts": counts,
        "page": page,
        "rows": rows_of(page.object_list, desk),
    }
    if request.headers.get("HX-Target") == "rows":
        return render(request, "desk/parts/rows.html", {**context, "desk": desk})
    return show(request, desk, "desk/inbox.html", **context)


@require_POST
@desk_page
def claim(request: HttpRequest, desk: Desk, task_id: int) -> HttpResponse:
    _visible(desk, task_id)
    task = services.claim_task(task_id=task_id, actor=desk.user)
    messages.success(request, _("Tugas “%(title)s” Anda pegang.") % {"title": task.title})
    return redirect("desk:task", task_id)


@require_POST
@desk_page
def release(request: HttpRequest, desk: Desk, task_id: int) -> HttpResponse:
    _visible(desk, task_id)
    task = services.release_task(task_id=task_id, actor=desk.user)
    messages.success(request, _("Tugas “%(title)s” kembali ke antrean.") % {"title": task.title})
    return redirect("desk:inbox")


@desk_page
def task_page(request: HttpRequest, desk: Desk, task_id: int) -> HttpResponse:
    """The task's form: GET shows it, POST hands it in; a fault keeps everything that was typed."""
    task = _visible(desk, task_id)
    sheet = sheet_of(task)
    if request.method != "POST" or not task.is_open:
        return _task(request, desk, task, sheet, sheet.answers())
    answers = posted(request, sheet.form)
    draft = services.save_task_draft(task_id=task.pk, actor=desk.user, answers=answers)
    keep_files(request, answers, desk, draft)
    if "_tambah" in request.POST or "_simpan" in request.POST:
        services.save_task_draft(task_id=task.pk, actor=desk.user, answers=answers)
        return _task(request, desk, task, sheet, answers)
    try:
        case = services.complete_task(
            task_id=task.pk, actor=desk.user, answers=answers, idempotency_key=request.POST.get("_kunci", "")
        )
    except InvalidAnswers:
        services.save_task_draft(task_id=task.pk, actor=desk.user, answers=answers)
        return _task(request, desk, task, sheet, answers, show_errors=True)
    messages.success(request, _("“%(title)s” selesai.") % {"title": task.title})
    return redirect("desk:case", case.pk)


@require_POST
@desk_page
def task_fields(request: HttpRequest, desk: Desk, task_id: int) -> HttpResponse:
    """The fields again, for what was just changed, and the draft kept."""
    task = _visible(desk, task_id)
    sheet = sheet_of(task)
    answers = posted(request, sheet.form)
    draft = services.save_task_draft(task_id=task.pk, actor=desk.user, answers=answers)
    if request.FILES:
        keep_files(request, answers, desk, draft)
        draft = services.save_task_draft(task_id=task.pk, actor=desk.user, answers=answers)
    context = {"form": sheet.view(answers, desk), "saved_at": draft.saved_at}
    return render(request, "desk/parts/fields.html", context)


def sheet_of(task: Task) -> Sheet:
    package = package_of(task.case.procedure_version)
    form: Form | None = package.form(task.form_id) if task.form_id else None
    return Sheet(task.case, package, form, task, getattr(task, "draft", None))


def _visible(desk: Desk, task_id: int) -> Task:
    tasks = selectors.visible_tasks(desk.reach).select_related(
        "case__procedure_version__procedure", "case__unit", "owner", "unit", "draft"
    )
    task = tasks.filter(pk=task_id).first()
    if task is None:
        raise TaskNotFound
    return task


def _task(
    request: HttpRequest,
    desk: Desk,
    task: Task,
    sheet: Sheet,
    answers: dict[str, object],
    *,
    show_errors: bool = False,
) -> HttpResponse:
    mine = task.owner_id == desk.user.pk
    context = {
        "task": task,
        "case": task.case,
        "row": rows_of([task], desk)[0],
        "form": sheet.view(answers, desk, show_errors=show_errors) if mine or not task.owner_id else None,
        "facts": facts_of(task.case, sheet.package, desk.lang),
        "similar": _similar(task, sheet, desk) if mine else [],
        "mine": mine,
        "may_take": bool(desk.reach.queues.intersection(task.queues())),
        "saved_at": sheet.draft.saved_at if sheet.draft else None,
        "key": secrets.token_hex(16),
    }
    return show(request, desk, "desk/task.html", status=422 if show_errors else 200, **context)


def _similar(task: Task, sheet: Sheet, desk: Desk) -> list[Similar]:
    """Beside a form only as long as the case has no number: then it has been decided that it is another matter."""
    if task.case.number:
        return []
    return similar_rows(services.similar_to(task.case, sheet.package, reach=desk.reach), desk)
