"""The duty roster of the officer's unit: who stands by now, the shifts of the coming week, and a form for a new one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from organization import roster
from organization.errors import DutyImpossible, DutyOverlaps, OrganizationError, RosterNotYours
from organization.models import Function, User

from .pages import Desk, desk_page, show

WEEK = timedelta(days=7)


class ShiftForm(forms.Form):
    """One shift in the unit's own time; an end before the beginning is the end on the next day."""

    petugas = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Petugas"))
    fungsi = forms.ModelChoiceField(
        Function.objects.none(),
        label=gettext_lazy("Fungsi"),
        required=False,
        empty_label=gettext_lazy("Semua jabatannya"),
    )
    tanggal = forms.DateField(
        label=gettext_lazy("Tanggal"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    mulai = forms.TimeField(label=gettext_lazy("Mulai"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    selesai = forms.TimeField(label=gettext_lazy("Sampai"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    regu = forms.CharField(label=gettext_lazy("Regu"), max_length=20, required=False)

    def __init__(self, desk: Desk, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = ZoneInfo(desk.unit.zone)
        people = User.objects.filter(posts__unit=desk.unit, is_active=True).distinct()
        self.fields["petugas"].queryset = people.order_by("full_name")  # type: ignore[attr-defined]
        self.fields["fungsi"].queryset = Function.objects.filter(units=desk.unit)  # type: ignore[attr-defined]

    def span(self) -> tuple[datetime, datetime]:
        day: date = self.cleaned_data["tanggal"]
        begins, ends = self.cleaned_data["mulai"], self.cleaned_data["selesai"]
        last = day if ends > begins else day + timedelta(days=1)
        return datetime.combine(day, begins, self.zone), datetime.combine(last, ends, self.zone)


@desk_page
def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """GET shows the roster, POST adds a shift; a refusal keeps what was typed and says why."""
    if request.method != "POST":
        return _roster(request, desk, ShiftForm(desk, initial=_first_values(desk)))
    form = ShiftForm(desk, request.POST)
    if form.is_valid() and _planned(form, desk):
        messages.success(request, _("Jadwal jaga dicatat."))
        return redirect("desk:roster")
    return _roster(request, desk, form, status=422)


@require_POST
@desk_page
def cancel(request: HttpRequest, desk: Desk, duty_id: int) -> HttpResponse:
    try:
        roster.cancel_shift(planner=desk.user, duty_id=duty_id, unit=desk.unit, at=desk.at)
    except OrganizationError as fault:
        messages.error(request, _said(fault))
    else:
        messages.success(request, _("Jadwal jaga dihapus; jaga yang sedang berjalan diakhiri sekarang."))
    return redirect("desk:roster")


def _planned(form: ShiftForm, desk: Desk) -> bool:
    starts, ends = form.span()
    try:
        roster.plan_shift(
            planner=desk.user,
            user=form.cleaned_data["petugas"],
            unit=desk.unit,
            function=form.cleaned_data["fungsi"],
            starts=starts,
            ends=ends,
            regu=form.cleaned_data["regu"],
            at=desk.at,
        )
    except OrganizationError as fault:
        form.add_error(None, _said(fault))
        return False
    return True


def _roster(request: HttpRequest, desk: Desk, form: ShiftForm, status: int = 200) -> HttpResponse:
    midnight = datetime.combine(desk.at.astimezone(form.zone).date(), time.min, form.zone)
    functions = [None, *Function.objects.filter(units=desk.unit)]
    context = {
        "standby": roster.standby(desk.unit, desk.at),
        "shifts": roster.shifts(desk.unit, midnight, midnight + WEEK),
        "form": form,
        "may_plan": any(roster.may_plan(desk.user, desk.unit, function, desk.at) for function in functions),
    }
    return show(request, desk, "desk/roster.html", status=status, **context)


def _first_values(desk: Desk) -> dict[str, Any]:
    today = desk.at.astimezone(ZoneInfo(desk.unit.zone)).date()
    return {"tanggal": today, "mulai": time(8), "selesai": time(16)}


def _said(fault: OrganizationError) -> str:
    """A refusal of the roster as a sentence."""
    if isinstance(fault, DutyOverlaps):
        return _("%(who)s sudah dijadwalkan jaga pada jam itu. Hapus atau pilih jam lain.") % {
            "who": fault.user
        }
    if isinstance(fault, RosterNotYours):
        return _("Jadwal fungsi ini diatur oleh kepala fungsi, Pamapta, atau pimpinan satuan.")
    reasons = {
        "ends_first": _("Jam selesai harus sesudah jam mulai."),
        "too_long": _("Satu jadwal jaga paling lama 48 jam."),
        "over": _("Jaga ini sudah lewat, jadi tidak dapat diubah."),
        "no_post": _("Petugas ini tidak memegang jabatan dalam fungsi itu di satuan ini."),
    }
    assert isinstance(fault, DutyImpossible)
    return reasons[fault.reason]
