"""What can still be done for a case besides its tasks: reopen, take back, add a paper, correct or print a document."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import selectors, services
from cases.errors import CaseError, CaseNotFound, FileRefused, InvalidAnswers, ReasonRequired
from cases.models import Case, Document
from workflows.packages import Package
from workflows.selectors import package_of

from .case_views import sent
from .deeds import title_of
from .forms import Sheet, posted
from .pages import Desk, desk_page, show
from .rows import number_parts
from .sentences import sentence


@desk_page
def reopen(request: HttpRequest, desk: Desk, case_id: int, event: str) -> HttpResponse:
    """The form of one way back. POST takes the case up again; a fault keeps everything that was typed."""
    case, package = _case(desk, case_id)
    way = next((way for way in package.definition.reopening if way.event == event), None)
    if way is None:
        raise Http404
    page = _Page(
        title=_("Buka kembali perkara"),
        lead=title_of(package, event),
        button=_("Buka kembali"),
        sheet=Sheet(case, package, package.form(way.form) if way.form else None),
    )

    def write(answers: dict[str, Any], reason: str) -> None:
        services.reopen_case(
            case_id=case.pk,
            actor=desk.user,
            event=event,
            answers=answers,
            reason=reason,
            idempotency_key=request.POST.get("_kunci", ""),
        )
        messages.success(request, _("Perkara dibuka kembali."))

    return page.answer(request, desk, case, write)


@desk_page
def withdraw(request: HttpRequest, desk: Desk, case_id: int) -> HttpResponse:
    """The reporter takes the matter back: why, and the case ends."""
    case, package = _case(desk, case_id)
    page = _Page(
        title=_("Cabut atas permintaan pelapor"),
        lead=_("Semua tugas yang terbuka ditutup. Riwayat dan surat tetap tersimpan."),
        button=_("Cabut perkara"),
        sheet=Sheet(case, package, None),
    )

    def write(answers: dict[str, Any], reason: str) -> None:
        key = request.POST.get("_kunci", "")
        services.withdraw_case(case_id=case.pk, actor=desk.user, reason=reason, idempotency_key=key)
        messages.success(request, _("Perkara dicabut atas permintaan pelapor."))

    return page.answer(request, desk, case, write)


@desk_page
def add_paper(request: HttpRequest, desk: Desk, case_id: int) -> HttpResponse:
    """A paper that came later, with the moment at which it was received."""
    case, _package = _case(desk, case_id)
    fault = ""
    file = request.FILES.get("berkas")
    if request.method == "POST" and file is not None:
        try:
            services.add_paper(
                case_id=case.pk,
                actor=desk.user,
                name=file.name or "surat",
                content=file.read(),
                received_at=_moment(request.POST.get("diterima", ""), case),
                note=request.POST.get("catatan", ""),
            )
        except FileRefused as refusal:
            fault = sentence(refusal)
        else:
            messages.success(request, _("Surat ditambahkan ke berkas."))
            return redirect("desk:case", case.pk)
    elif request.method == "POST":
        fault = _("Pilih surat yang akan ditambahkan.")
    context = {
        "case": case,
        "number": number_parts(case)[0],
        "fault": fault,
        "received": request.POST.get("diterima")
        or f"{desk.at.astimezone(ZoneInfo(case.unit.zone)):%Y-%m-%dT%H:%M}",
        "note": request.POST.get("catatan", ""),
    }
    return show(request, desk, "desk/paper.html", status=422 if fault else 200, **context)


@desk_page
def correct(request: HttpRequest, desk: Desk, document_id: int) -> HttpResponse:
    """Ralat: one of the forms of the case, as it stands, with what is wrong put right."""
    document = Document.objects.filter(pk=document_id, case__in=selectors.visible_cases(desk.reach)).first()
    if document is None:
        raise CaseNotFound
    case, package = _case(desk, document.case_id)
    forms = services.correctable_forms(case, package)
    form_id = request.GET.get("isian") or request.POST.get("_isian") or (forms[0] if forms else "")
    if form_id not in forms:
        raise Http404
    page = _Page(
        title=_("Ralat %(document)s") % {"document": document.title},
        lead=_("Surat bernomor %(number)s dibatalkan; gantinya memakai nomor yang sama.")
        % {"number": document.number},
        button=_("Terbitkan ralat"),
        sheet=Sheet(case, package, package.form(form_id)),
        more={"forms": _titles(case, package, forms), "form_id": form_id},
    )

    def write(answers: dict[str, Any], reason: str) -> None:
        services.correct_document(
            document_id=document.pk, actor=desk.user, form_id=form_id, answers=answers, reason=reason
        )
        messages.success(request, _("Ralat diterbitkan."))

    return page.answer(request, desk, case, write)


@require_POST
@desk_page
def print_document(request: HttpRequest, desk: Desk, document_id: int) -> HttpResponseBase:
    """The paper to be printed; the print is counted."""
    printed = services.print_document(document_id=document_id, actor=desk.user)
    name = (printed.number or printed.code).replace("/", "-") + ".pdf"
    return sent(printed.storage_name, "application/pdf", name, inline=True)


@dataclass(frozen=True)
class _Page:
    """A form of a case with a reason, and what is done with both."""

    title: str
    lead: str
    button: str
    sheet: Sheet
    more: Mapping[str, Any] | None = None

    def answer(
        self, request: HttpRequest, desk: Desk, case: Case, write: Callable[[dict[str, Any], str], None]
    ) -> HttpResponse:
        if request.method != "POST":
            return self._shown(request, desk, case, self.sheet.answers())
        answers, reason = posted(request, self.sheet.form), request.POST.get("_alasan", "")
        if "_simpan" in request.POST or "_tambah" in request.POST:
            return self._shown(request, desk, case, answers, reason=reason)
        try:
            write(answers, reason)
        except (InvalidAnswers, ReasonRequired) as refusal:
            return self._shown(request, desk, case, answers, reason=reason, refusal=refusal)
        return redirect("desk:case", case.pk)

    def _shown(
        self,
        request: HttpRequest,
        desk: Desk,
        case: Case,
        answers: dict[str, Any],
        *,
        reason: str = "",
        refusal: CaseError | None = None,
    ) -> HttpResponse:
        context = {
            "title": self.title,
            "lead": self.lead,
            "button": self.button,
            "case": case,
            "number": number_parts(case)[0],
            "form": self.sheet.view(answers, desk, show_errors=isinstance(refusal, InvalidAnswers)),
            "reason": reason,
            "fault": sentence(refusal) if refusal is not None else "",
            "key": request.POST.get("_kunci") or secrets.token_hex(16),
            **(self.more or {}),
        }
        return show(request, desk, "desk/afterwards.html", status=422 if refusal else 200, **context)


def _case(desk: Desk, case_id: int) -> tuple[Case, Package]:
    case = selectors.case_file(desk.reach, case_id)
    if case is None:
        raise CaseNotFound
    return case, package_of(case.procedure_version)


def _titles(case: Case, package: Package, forms: list[str]) -> list[tuple[str, str]]:
    """The forms by the name of the step in which they were filled."""
    steps = {task.form_id: task.title for task in case.tasks.all() if task.form_id}
    return [(form, steps.get(form) or title_of(package, case.entry)) for form in forms]


def _moment(text: str, case: Case) -> datetime | None:
    """A moment as a field of the page gives it, in the unit's zone; None where it can't be read."""
    found = parse_datetime(text) if text else None
    return found.replace(tzinfo=ZoneInfo(case.unit.zone)) if found is not None else None
