"""The clock report and the lists behind its numbers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cases.desk.pages import Desk, show
from cases.desk.rows import number_parts, pill_of_run, span
from workflows.selectors import package_of

from .clock_report import KINDS, clock_report, runs_behind
from .pages import bridge_page

PAGE_SIZE = 50
#: The period that is shown when none was chosen, ending today.
USUAL = timedelta(days=30)


class PeriodForm(forms.Form):
    """Days in the unit's zone, both included."""

    dari = forms.DateField(
        label=gettext_lazy("Dari tanggal"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    sampai = forms.DateField(
        label=gettext_lazy("Sampai tanggal"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


def _period(request: HttpRequest, desk: Desk) -> tuple[PeriodForm, datetime, datetime]:
    """What was chosen, else the usual; days that are none fall back to it as well."""
    zone = ZoneInfo(desk.unit.zone)
    today = desk.at.astimezone(zone).date()
    usual = {"dari": today - USUAL, "sampai": today}
    form = PeriodForm(request.GET if "dari" in request.GET else None, initial=usual)
    days: dict[str, date] = form.cleaned_data if form.is_bound and form.is_valid() else usual
    since = datetime.combine(days["dari"], time.min, zone)
    return form, since, datetime.combine(days["sampai"], time.min, zone) + timedelta(days=1)


@require_GET
@bridge_page
def clocks(request: HttpRequest, desk: Desk) -> HttpResponse:
    form, since, until = _period(request, desk)
    lines = clock_report(desk.reach, since, until, desk.lang)
    days = {"dari": since.date().isoformat(), "sampai": (until - timedelta(days=1)).date().isoformat()}
    context: dict[str, Any] = {
        "form": form,
        "rows": [
            {
                "line": line,
                "query": urlencode(
                    {**days, "prosedur": line.procedure, "jam": line.clock, "unit": line.unit}
                ),
                "paused_for": span(timedelta(seconds=line.paused_seconds)),
                "share": round(100 * (line.within + line.near) / line.all) if line.all else 0,
            }
            for line in lines
        ],
        "since": since,
        "last": until - timedelta(days=1),
    }
    return show(request, desk, "supervision/clocks.html", **context)


@require_GET
@bridge_page
def clock_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The cases behind one number."""
    _form, since, until = _period(request, desk)
    kind, unit = request.GET.get("hitung", "semua"), request.GET.get("unit", "")
    if kind not in KINDS or not (unit.isascii() and unit.isdigit() and len(unit) < 10):
        raise Http404
    runs = runs_behind(
        desk.reach,
        since,
        until,
        kind=kind,
        procedure=request.GET.get("prosedur", ""),
        clock=request.GET.get("jam", ""),
        unit=int(unit),
    )
    page = Paginator(runs, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        {
            "run": run,
            "number": number_parts(run.case)[0],
            "service": package_of(run.case.procedure_version).definition.title.in_(desk.lang),
            "pill": pill_of_run(run, desk.at),
            "paused_for": span(timedelta(seconds=run.paused_seconds)) if run.pauses else "",
        }
        for run in page.object_list
    ]
    query = request.GET.copy()
    query.pop("page", None)
    return show(
        request, desk, "supervision/clock_list.html", page=page, rows=rows, kind=kind, query=query.urlencode()
    )
