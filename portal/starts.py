"""Opening a case from outside: the form of a service, and the receipt."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cases.documents.qr import qr_svg
from cases.errors import InvalidAnswers
from cases.services.public import Receipt, open_public_case
from cases.services.public_forms import PublicSheet, start_sheet
from organization.models import Unit
from organization.selectors import units_with
from workflows.packages.definition import StartDefinition
from workflows.selectors import Startable

from .language import language, start_title
from .papers import Paper, blank_paper, read_paper
from .services import CHANNEL, public_starts
from .tracking import remember


@never_cache
def start_page(request: HttpRequest, key: str, event: str) -> HttpResponse:
    """One service's form. POST opens the case and shows the receipt; a fault keeps everything that was typed."""
    found = _way_in(key, event)
    units = list(units_with(found.package.definition.function))
    unit = _unit(request, units)
    sheet = start_sheet(version=found.version, unit=unit or units[0], start=found.start, channel=CHANNEL)
    if request.method != "POST":
        paper = blank_paper()
        paper.answers = sheet.first_answers(request.GET.dict())
        return _form(request, found, sheet, paper, units, unit)
    paper = read_paper(request, sheet.form)
    if not paper.fault and unit is None:
        paper.fault = _("Pilih kantor polisi yang dituju.")
    if paper.fault or "_tambah" in request.POST or "_simpan" in request.POST:
        return _form(request, found, sheet, paper, units, unit, status=422 if paper.fault else 200)
    assert unit is not None
    try:
        receipt = open_public_case(
            version=found.version,
            unit=unit,
            channel=CHANNEL,
            event=found.start.event,
            answers=paper.answers,
            secret=paper.secret,
            own_files=paper.own,
        )
    except InvalidAnswers:
        return _form(request, found, sheet, paper, units, unit, status=422, show_errors=True)
    remember(request, receipt.access)
    return _receipt(request, found, receipt)


def _way_in(key: str, event: str) -> Startable:
    for found in public_starts():
        if found.package.key == key and found.start.event == event:
            return found
    raise Http404


def _unit(request: HttpRequest, units: list[Unit]) -> Unit | None:
    if not units:
        raise Http404
    asked = request.POST.get("_kesatuan") or request.GET.get("kesatuan")
    return next((unit for unit in units if unit.path == asked), units[0] if len(units) == 1 else None)


def _form(
    request: HttpRequest,
    found: Startable,
    sheet: PublicSheet,
    paper: Paper,
    units: list[Unit],
    unit: Unit | None,
    *,
    status: int = 200,
    show_errors: bool = False,
) -> HttpResponse:
    lang = language()
    context: dict[str, Any] = {
        "title": _title(found.start, found, lang),
        "service": found.package.definition.title.in_(lang),
        "form": sheet.view(paper.answers, own=paper.own, lang=lang, show_errors=show_errors),
        "paper": paper,
        "units": units,
        "unit": unit,
    }
    return render(request, "portal/start.html", context, status=status)


def _receipt(request: HttpRequest, found: Startable, receipt: Receipt) -> HttpResponse:
    """The only page that ever shows the code. It is the answer to the form itself, so that no address leads to it."""
    address = f"{settings.PUBLIC_URL}{reverse('portal:track_code', args=[receipt.code])}"
    picture = base64.b64encode(qr_svg(address)).decode("ascii")
    context = {
        "title": _title(found.start, found, language()),
        "case": receipt.case,
        "code": receipt.code,
        "qr": f"data:image/svg+xml;base64,{picture}",
        "track_url": f"{settings.PUBLIC_URL}{reverse('portal:track')}",
    }
    return render(request, "portal/receipt.html", context)


def _title(start: StartDefinition, found: Startable, lang: str) -> str:
    return start_title(start, found.package, lang)
