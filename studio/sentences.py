"""What was refused, and what changed, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from workflows import errors
from workflows.packages.changes import Change, Verb

from .words import field_name, in_words, thing

#: Longer values are cut in a sentence; the files show them whole.
LONGEST = 160


@dataclass(frozen=True)
class Told:
    """One change as a page lists it."""

    verb: str
    text: str
    file: str
    element: str


def told(changes: Iterable[Change]) -> list[Told]:
    return [Told(str(each.verb), _capital(_change(each)), each.file, each.element) for each in changes]


def _change(change: Change) -> str:
    what = {"thing": thing(change.what), "name": change.name}
    if change.verb is Verb.ADDED:
        return _("%(thing)s “%(name)s” ditambahkan.") % what
    if change.verb is Verb.REMOVED:
        return _("%(thing)s “%(name)s” dihapus.") % what
    if change.what == "drawing":
        return _("Letak pada gambar %(name)s digeser.") % what
    facts = {
        **what,
        "field": field_name(change.what, change.field),
        "before": _value(change.before),
        "after": _value(change.after),
    }
    return _pattern(change) % facts


def _pattern(change: Change) -> str:
    """The sentence for a changed value; one that can't be told says only that."""
    if change.before and change.after:
        return _("%(thing)s “%(name)s”: %(field)s berubah dari %(before)s menjadi %(after)s.")
    if change.after:
        return _("%(thing)s “%(name)s”: %(field)s diisi %(after)s.")
    if change.before:
        return _("%(thing)s “%(name)s”: %(field)s dikosongkan, semula %(before)s.")
    return _("%(thing)s “%(name)s”: isinya berubah.")


def _value(text: str) -> str:
    said = in_words(text)
    shown = said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
    return shown if said != text else f"“{shown}”"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# Refusals -------------------------------------------------------------------------------------------------------


def sentence(refusal: errors.ProcedureError) -> str:
    """What was refused and what to do now."""
    return _REFUSALS.get(type(refusal), _other)(refusal)


def _changed(refusal: Any) -> str:
    at = timezone.localtime(refusal.at).strftime("%H.%M") if refusal.at else ""
    text = _(
        "%(by)s menyimpan draf ini pukul %(at)s, sesudah Anda membuka halaman ini. Tidak ada yang ditimpa: "
        "suntingan Anda masih di halaman ini dan dapat disimpan sebagai draf lain."
    )
    return text % {"by": refusal.by or _("Orang lain"), "at": at}


def _other(refusal: Any) -> str:
    return _("Tidak dapat dilakukan (%(code)s). Muat ulang halaman, lalu coba lagi.") % {"code": refusal.code}


_ROLES = {
    "perancang_proses": lambda: _("perancang proses"),
    "pemeriksa_model": lambda: _("pemeriksa model"),
    "penyetuju_model": lambda: _("penyetuju model"),
}

_REFUSALS: dict[type[errors.ProcedureError], Callable[[Any], str]] = {
    errors.DraftChanged: _changed,
    errors.KeyIsFixed: lambda refusal: (
        _("Kunci prosedur tetap “%(key)s”. Untuk prosedur lain, buat prosedur baru.") % {"key": refusal.key}
    ),
    errors.ProcedureExists: lambda refusal: (
        _("Prosedur dengan kunci “%(key)s” sudah ada. Pilih kunci lain, atau buat draf dari versinya.")
        % {"key": refusal.key}
    ),
    errors.NotYourPart: lambda refusal: (
        _("Ini bagian %(role)s; jabatan Anda tidak memuatnya.")
        % {"role": _ROLES.get(refusal.needs, lambda: refusal.needs)()}
    ),
    errors.ThreePeopleNeeded: lambda refusal: _(
        "Penyusun, pemeriksa, dan penyetuju harus tiga orang yang berbeda. Mintalah orang lain melakukannya."
    ),
    errors.WrongStatus: lambda refusal: _(
        "Versi ini sudah berpindah keadaan sejak halaman dibuka. Muat ulang halaman untuk melihatnya."
    ),
    errors.PackageRefused: lambda refusal: _(
        "Masih ada temuan yang harus dibereskan; lihat daftarnya di bawah."
    ),
    errors.ScenariosFailed: lambda refusal: (
        _("Skenario prosedur ini belum lulus: %(failures)s") % {"failures": "; ".join(refusal.failures)}
    ),
}
