"""Looking at what changed, checking, approving, sending back, publishing with what it touches."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases.selectors import running_by_version, waiting_by_element
from studio.decisions.rows import finding_rows
from studio.pages import Room, version_page
from studio.sentences import sentence, told
from workflows.errors import PackageRefused, ProcedureError, ScenariosFailed
from workflows.packages.changes import Change, changed_elements, changes_between
from workflows.parts import Part
from workflows.selectors import Version, package_of, version_before

from . import life
from .forms import PublishForm, SendBackForm


@require_GET
@version_page
def review(request: HttpRequest, room: Room) -> HttpResponse:
    """The changes in sentences, and the step that comes next."""
    return _page(request, room)


def _page(
    request: HttpRequest,
    room: Room,
    *,
    status: int = 200,
    refusal: ProcedureError | None = None,
    send_back_form: SendBackForm | None = None,
    publish_form: PublishForm | None = None,
) -> HttpResponse:
    before = version_before(room.version)
    changes = changes_between(package_of(before), room.package, room.desk.lang) if before else []
    return room.show(
        request,
        "studio/versions/review.html",
        tab="review",
        status=status,
        before=before,
        changes=told(changes),
        touched=sorted(changed_elements(changes)),
        impact=_impact(room, before, changes),
        refusal=sentence(refusal) if refusal else "",
        findings=list(finding_rows(_findings_of(refusal), room.desk.lang)),
        may_check=Part.CHECKER in room.parts and room.version.status == "in_review",
        may_approve=Part.APPROVER in room.parts and room.version.status == "approved",
        send_back_form=send_back_form or SendBackForm(),
        publish_form=publish_form or PublishForm(),
    )


def _findings_of(refusal: ProcedureError | None) -> tuple[Any, ...]:
    return tuple(refusal.findings) if isinstance(refusal, PackageRefused) else ()


def _impact(room: Room, before: Version | None, changes: list[Change]) -> dict[str, Any]:
    """Running cases by version; they stay on it. Of the version before, those that stand at a changed element."""
    key = room.version.procedure.key
    running = running_by_version(key)
    standing = []
    if before is not None and running.get(before.serial):
        touched = changed_elements(changes)
        names = {change.element: change.name for change in changes if change.element}
        standing = [
            {"element": element, "name": names.get(element, element), "cases": n}
            for (serial, element), n in sorted(waiting_by_element(key).items())
            if serial == before.serial and element in touched
        ]
    return {"running": sorted(running.items()), "standing": standing}


@require_POST
@version_page
def submit(request: HttpRequest, room: Room) -> HttpResponse:
    try:
        life.submit(version=room.version, actor=room.desk.user, at=timezone.now())
    except (PackageRefused, ScenariosFailed) as refusal:
        return _page(request, room, status=409, refusal=refusal)
    messages.success(request, _("Diajukan untuk diperiksa. Pemeriksa harus orang lain."))
    return redirect(room.address("review"))


@require_POST
@version_page
def approve(request: HttpRequest, room: Room) -> HttpResponse:
    life.approve(version=room.version, actor=room.desk.user, at=timezone.now())
    messages.success(request, _("Sudah diperiksa. Orang ketiga menyetujui dan menerbitkan."))
    return redirect(room.address("review"))


@require_POST
@version_page
def send_back(request: HttpRequest, room: Room) -> HttpResponse:
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _page(request, room, status=422, send_back_form=form)
    life.send_back(
        version=room.version, actor=room.desk.user, remark=form.cleaned_data["remark"], at=timezone.now()
    )
    messages.success(request, _("Dikembalikan kepada penyusun sebagai draf."))
    return redirect(room.address("review"))


@require_POST
@version_page
def publish(request: HttpRequest, room: Room) -> HttpResponse:
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, room, status=422, publish_form=form)
    begins = form.cleaned_data["effective_from"]
    try:
        life.publish(version=room.version, actor=room.desk.user, effective_from=begins, at=timezone.now())
    except (PackageRefused, ScenariosFailed) as refusal:
        return _page(request, room, status=409, refusal=refusal)
    text = _("Diterbitkan. Berlaku sejak tanggal itu.") if begins else _("Diterbitkan dan berlaku sekarang.")
    messages.success(request, text)
    return redirect(room.address("review"))
