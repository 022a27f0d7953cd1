"""Following a case by its secret code: where it is, what is asked, its papers."""

from __future__ import annotations

import time

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.errors import AlreadyClaimed, CaseError, CaseNotFound, InvalidAnswers
from cases.selectors import open_to_party, still_tracked, tracked
from cases.services.public import answer_public_task, read_document
from cases.services.public_forms import task_sheet
from organization.accounts import client_address

from .language import language
from .papers import Paper, blank_paper, read_paper
from .status import Access, status_of
from .throttle import count_wrong, wait_of

_SESSION = "portal.case"
#: A borrowed telephone closes by itself.
OPEN_FOR = 30 * 60


def remember(request: HttpRequest, access: Access) -> None:
    """This browser has shown the code: the case is open for half an hour. The code itself isn't kept."""
    request.session.cycle_key()
    request.session[_SESSION] = [access.pk, access.index, time.time() + OPEN_FOR]


def _access(request: HttpRequest) -> Access | None:
    number, index, until = request.session.get(_SESSION, (0, "", 0.0))
    if until < time.time():
        return None
    access = still_tracked(number, index)
    if access is not None:
        request.session[_SESSION] = [number, index, time.time() + OPEN_FOR]
    return access


@never_cache
def track(request: HttpRequest, code: str = "") -> HttpResponse:
    """The code opens the case and leaves the address bar at once. Wrong codes are slowed down, all of them alike."""
    typed = code or request.POST.get("kode", "")
    if not typed:
        return render(request, "portal/track.html")
    address = client_address(request)
    wait = wait_of(address)
    if wait:
        text = _("Terlalu banyak kode yang salah. Coba lagi dalam %(wait)s detik.") % {"wait": wait}
        refused = render(request, "portal/track.html", {"fault": text}, status=429)
        refused["Retry-After"] = str(wait)
        return refused
    access = tracked(typed)
    if access is None:
        count_wrong(address)
        messages.error(request, _("Kode pantau tidak dikenal. Periksa lagi huruf dan angkanya."))
        return redirect("portal:track")
    remember(request, access)
    return redirect("portal:status")


@require_safe
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    access = _access(request)
    if access is None:
        return redirect("portal:track")
    found = status_of(access, timezone.now(), language())
    return render(request, "portal/status.html", {"status": found, "case": access.case})


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    request.session.pop(_SESSION, None)
    messages.success(request, _("Halaman pantau ditutup di perangkat ini."))
    return redirect("portal:track")


@never_cache
def answer(request: HttpRequest, task_id: int) -> HttpResponse:
    """A task that is addressed to the person with the code. POST hands it in."""
    access = _access(request)
    if access is None:
        return redirect("portal:track")
    task = next((task for task in open_to_party(access) if task.pk == task_id), None)
    if task is None:
        messages.info(request, _("Ini sudah diterima, atau sedang diproses petugas."))
        return redirect("portal:status")
    sheet = task_sheet(task)
    paper = blank_paper()
    show_errors = False
    if request.method == "POST":
        paper = read_paper(request, sheet.form)
        if not paper.fault and "_tambah" not in request.POST and "_simpan" not in request.POST:
            try:
                return _hand_in(request, access, task_id, paper)
            except InvalidAnswers:
                show_errors = True
    else:
        paper.answers = sheet.first_answers({})
    form = sheet.view(paper.answers, own=paper.own, lang=language(), show_errors=show_errors)
    context = {
        "task": task,
        "form": form,
        "paper": paper,
        "status": status_of(access, timezone.now(), language()),
    }
    return render(request, "portal/task.html", context, status=422 if show_errors or paper.fault else 200)


def _hand_in(request: HttpRequest, access: Access, task_id: int, paper: Paper) -> HttpResponse:
    try:
        answer_public_task(
            task_id=task_id,
            role=access.role,
            answers=paper.answers,
            own_files=paper.own,
            idempotency_key=paper.secret,
        )
    except AlreadyClaimed:
        messages.info(request, _("Petugas sedang memprosesnya; tidak perlu dikirim lagi."))
    except InvalidAnswers:
        raise
    except CaseError:
        messages.info(request, _("Tidak dapat diterima lagi. Lihat keadaannya di bawah."))
    else:
        messages.success(request, _("Kiriman Anda sudah kami terima."))
    return redirect("portal:status")


@require_safe
@never_cache
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    access = _access(request)
    if access is None:
        return redirect("portal:track")
    try:
        found, content = read_document(access=access, document_id=document_id)
    except CaseNotFound as fault:
        raise Http404 from fault
    name = "".join(char if char.isalnum() else "-" for char in found.number or found.code)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
