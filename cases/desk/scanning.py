"""Scanning old paper in: a pile of files, a day of receipt for each, and what became of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.errors import CannotStart, CaseNotFound
from cases.models import ScanBatch, ScanItem, ScanStatus
from cases.services.scanning import Destination, bring_in, file_papers, scans_for

from .pages import Desk, desk_page, show
from .rows import number_parts
from .sentences import sentence

#: Why a paper was refused, in a sentence.
_WHY = {
    "type": lambda: _("Bukan PDF, JPEG, atau PNG."),
    "too_large": lambda: _("Lebih besar dari 10 MB."),
    "too_many_pixels": lambda: _("Gambar terlalu besar."),
    "broken": lambda: _("Gambar rusak."),
    "twice": lambda: _("Berkas yang sama dua kali dalam kiriman ini."),
}


@dataclass(frozen=True)
class Row:
    """One paper of a batch. `typed` is what stands in its fields, `fault` why it could not be filed."""

    item: ScanItem
    typed: dict[str, str]
    number: str = ""
    why: str = ""
    fault: str = ""


@desk_page
def pile(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Pick the procedure and bring the files; they are judged at once, and filed on the next page."""
    scans = [
        {"value": f"{scan.package.key}/{channel}", "title": scan.package.definition.title.in_(desk.lang)}
        for scan in scans_for(actor=desk.user, unit=desk.unit)
        for channel in scan.start.channels
    ]
    if request.method != "POST":
        batches = ScanBatch.objects.filter(created_by=desk.user).order_by("-pk")[:10]
        context: dict[str, Any] = {"scans": scans, "batches": batches, "key": secrets.token_hex(16)}
        return show(request, desk, "desk/scan.html", **context)
    key, _slash, channel = request.POST.get("layanan", "").partition("/")
    if not request.FILES.getlist("berkas"):
        messages.warning(request, _("Pilih dulu berkas yang akan dimasukkan."))
        return redirect("desk:scan")
    batch = bring_in(
        unit=desk.unit,
        actor=desk.user,
        procedure_key=key,
        channel=channel,
        files=((file.name or "berkas", file.read()) for file in request.FILES.getlist("berkas")),
        key=request.POST.get("_kunci", "")[:64],
    )
    return redirect("desk:scan_batch", batch.pk)


@desk_page
def batch_page(request: HttpRequest, desk: Desk, batch_id: int) -> HttpResponse:
    """The papers of one's own batch. POST files those that have a day; a fault stays beside its paper."""
    batch = get_object_or_404(ScanBatch.objects.select_related("unit"), pk=batch_id, created_by=desk.user)
    faults: dict[int, str] = {}
    typed: dict[int, dict[str, str]] = {}
    if request.method == "POST":
        typed = {item.pk: _typed(request, item) for item in _waiting(batch)}
        wanted = {
            pk: _destination(words) for pk, words in typed.items() if parse_date(words["tanggal"] or "-")
        }
        refused = file_papers(actor=desk.user, destinations=wanted)
        faults = {pk: _said(fault) for pk, fault in refused.items()}
        faults |= {pk: _("Isi tanggal diterima.") for pk in typed if pk not in wanted}
        done = len(wanted) - len(refused)
        if done:
            told = ngettext("%(n)s surat masuk berkas.", "%(n)s surat masuk berkas.", done) % {"n": done}
            messages.success(request, told)
        if not faults:
            return redirect("desk:scan_batch", batch.pk)
    rows = [_row(item, typed.get(item.pk), faults.get(item.pk, "")) for item in _items(batch)]
    waiting = sum(row.item.status == ScanStatus.WAITING for row in rows)
    context: dict[str, Any] = {"batch": batch, "rows": rows, "waiting": waiting, "today": desk.at.date()}
    return show(request, desk, "desk/scan_batch.html", **context)


def _items(batch: ScanBatch) -> Any:
    return batch.items.select_related("case", "attachment").order_by("pk")


def _waiting(batch: ScanBatch) -> Any:
    return _items(batch).filter(status=ScanStatus.WAITING)


def _typed(request: HttpRequest, item: ScanItem) -> dict[str, str]:
    """The row's own words; the day that stands above all rows where the row has none."""
    words = {
        name: request.POST.get(f"{name}-{item.pk}", "").strip()[:120]
        for name in ("tanggal", "perihal", "nomor")
    }
    return {**words, "tanggal": words["tanggal"] or request.POST.get("tanggal", "").strip()}


def _destination(words: dict[str, str]) -> Destination:
    day = parse_date(words["tanggal"])
    assert isinstance(day, date)
    return Destination(day, words["perihal"], words["nomor"])


def _said(fault: Any) -> str:
    if isinstance(fault, CaseNotFound):
        return _("Tidak ada berkas dengan nomor itu di satuan ini.")
    if isinstance(fault, CannotStart):
        return _("Jalan masuk ini tidak terbuka lagi untuk Anda.")
    return " ".join([sentence(fault), *(error.path for error in getattr(fault, "errors", ()))])


def _row(item: ScanItem, typed: dict[str, str] | None, fault: str) -> Row:
    stem = item.name.rpartition(".")[0] or item.name
    words = typed or {"tanggal": "", "perihal": stem.replace("_", " ")[:120], "nomor": ""}
    number = number_parts(item.case)[0] if item.case else ""
    why = _WHY[item.why]() if item.why in _WHY else item.why
    return Row(item, words, number, why, fault)
