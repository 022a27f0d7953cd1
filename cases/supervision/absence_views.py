"""Who is away, until when, and who stands in."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cases.desk.pages import Desk, show
from organization import absences
from organization.errors import AbsenceImpossible
from organization.models import User

from .pages import bridge_page
from .workload import absences_now


class AbsenceForm(forms.Form):
    """Whole days in the unit's zone, the last one included; without it the absence is open."""

    petugas = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Petugas"), empty_label=gettext_lazy("Pilih petugas")
    )
    dari = forms.DateField(
        label=gettext_lazy("Mulai tanggal"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    sampai = forms.DateField(
        label=gettext_lazy("Hari terakhir"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    pengganti = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Pengganti"),
        required=False,
        empty_label=gettext_lazy("Tanpa pengganti"),
    )
    alasan = forms.CharField(label=gettext_lazy("Keterangan"), max_length=200, required=False)

    def __init__(self, desk: Desk, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.zone = ZoneInfo(desk.unit.zone)
        people = User.objects.filter(posts__unit__in=desk.reach.leads, is_active=True).distinct()
        for name in ("petugas", "pengganti"):
            self.fields[name].queryset = people.order_by("full_name")  # type: ignore[attr-defined]

    def span(self, at: datetime) -> tuple[datetime, datetime | None]:
        """From the beginning of the first day, or from now when that is today, to the end of the last."""
        first, last = self.cleaned_data["dari"], self.cleaned_data["sampai"]
        since = datetime.combine(first, time.min, self.zone)
        if first == at.astimezone(self.zone).date():
            since = at
        return since, datetime.combine(last, time.min, self.zone) + timedelta(days=1) if last else None


@require_http_methods(["GET", "POST"])
@bridge_page
def absence_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """GET shows who is away, POST adds; a refusal keeps what was typed and says why."""
    if request.method != "POST":
        today = desk.at.astimezone(ZoneInfo(desk.unit.zone)).date()
        return _page(request, desk, AbsenceForm(desk, initial={"dari": today}))
    form = AbsenceForm(desk, request.POST)
    if form.is_valid() and _recorded(form, desk):
        messages.success(request, _("Ketidakhadiran dicatat."))
        return redirect("supervision:absences")
    return _page(request, desk, form, status=422)


@require_POST
@bridge_page
def end(request: HttpRequest, desk: Desk, absence_id: int) -> HttpResponse:
    try:
        absences.end_absence(planner=desk.user, absence_id=absence_id, at=desk.at)
    except AbsenceImpossible as fault:
        messages.error(request, _said(fault))
    else:
        messages.success(request, _("Petugas dicatat sudah hadir kembali."))
    return redirect("supervision:absences")


def _recorded(form: AbsenceForm, desk: Desk) -> bool:
    since, until = form.span(desk.at)
    try:
        absences.plan_absence(
            planner=desk.user,
            user=form.cleaned_data["petugas"],
            since=since,
            until=until,
            at=desk.at,
            substitute=form.cleaned_data["pengganti"],
            reason=form.cleaned_data["alasan"],
        )
    except AbsenceImpossible as fault:
        form.add_error(None, _said(fault))
        return False
    return True


def _page(request: HttpRequest, desk: Desk, form: AbsenceForm, status: int = 200) -> HttpResponse:
    rows = absences_now(desk.reach)
    return show(request, desk, "supervision/absences.html", status=status, form=form, absences=rows)


def _said(fault: AbsenceImpossible) -> str:
    texts = {
        "not_yours": _("Petugas itu tidak di satuan yang Anda pimpin."),
        "ends_first": _("Hari terakhir mendahului hari pertama."),
        "overlaps": _("Petugas itu sudah dicatat tidak hadir pada hari-hari itu."),
        "inactive": _("Akun pengganti nonaktif. Pilih pengganti lain."),
        "oneself": _("Pengganti harus orang lain."),
        "substitute_away": _("Pengganti juga tidak hadir pada hari-hari itu. Pilih pengganti lain."),
        "over": _("Ketidakhadiran itu sudah berakhir."),
    }
    return texts[fault.reason]
