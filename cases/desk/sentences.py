"""Refusals and events in a sentence an officer would say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cases import errors
from cases.models import CaseEvent, Channel
from workflows.packages import Package


def sentence(refusal: errors.CaseError) -> str:
    """What was refused and what to do now."""
    return sentence_of(type(refusal), refusal)


def sentence_of(kind: type[errors.CaseError], facts: Any) -> str:
    """The same of a refusal that was kept: its kind, and its facts as attributes."""
    return _REFUSALS.get(kind, _other)(facts)


def told(event: CaseEvent, package: Package, lang: str) -> str:
    """One event of the story; empty for those that say nothing to a reader."""
    teller = _EVENTS.get(event.kind)
    return teller(event, package, lang) if teller else ""


def _claimed(refusal: Any) -> str:
    if refusal.at is None:
        return _("Diambil oleh %(by)s, sesaat sebelum Anda. Isian Anda tidak hilang.") % {"by": refusal.by}
    at = timezone.localtime(refusal.at).strftime("%H.%M")
    text = _("Diambil oleh %(by)s pukul %(at)s, sesaat sebelum Anda. Isian Anda tidak hilang.")
    return text % {"by": refusal.by, "at": at}


def _done(refusal: Any) -> str:
    if refusal.by:
        return _("Tugas ini sudah diselesaikan oleh %(by)s.") % {"by": refusal.by}
    return _("Tugas ini sudah selesai atau ditutup oleh alur.")


def _implausible(refusal: Any) -> str:
    span = {
        name: timezone.localtime(getattr(refusal, name)).strftime("%H.%M") for name in ("earliest", "latest")
    }
    return _("Jam harus di antara %(earliest)s dan %(latest)s.") % span


def _other(refusal: Any) -> str:
    return _("Tidak dapat dilakukan (%(code)s). Muat ulang halaman, lalu coba lagi.") % {"code": refusal.code}


#: Why a closed case stays closed.
_CLOSED_WAYS: dict[str, Callable[[], str]] = {
    "no_way": lambda: _("Prosedur ini tidak mengenal pembukaan kembali."),
    "state": lambda: _("Perkara yang berakhir seperti ini tidak dibuka kembali."),
    "window": lambda: _("Masa pembukaan kembali sudah lewat. Buka berkas baru."),
    "condition": lambda: _("Syarat pembukaan kembali belum terpenuhi."),
}


def _cannot_receive(refusal: Any) -> str:
    texts = {
        "away": _("%(who)s sedang tidak hadir. Pilih penerima lain."),
        "inactive": _("Akun %(who)s nonaktif. Pilih penerima lain."),
    }
    text = texts.get(refusal.why, _("%(who)s bukan petugas antrean tugas ini. Pilih penerima lain."))
    return text % {"who": refusal.who}


def _not_permitted(refusal: Any) -> str:
    texts = {
        "assign": _("Tugas ini bukan di satuan yang Anda pimpin."),
        "take": _("Tugas ini tidak dapat diserahkan kepada penerima itu."),
        "hand_over": _("Serah terima hanya untuk petugas satuan itu."),
        "receive_own": _("Yang menerima harus orang lain dari yang menyerahkan."),
    }
    return texts.get(refusal.action if not refusal.needs else "", _("Tugas ini bukan untuk jabatan Anda."))


_REFUSALS: dict[type[errors.CaseError], Callable[[Any], str]] = {
    errors.AlreadyClaimed: _claimed,
    errors.TaskAlreadyDone: _done,
    errors.NotPermitted: _not_permitted,
    errors.CannotReceive: _cannot_receive,
    errors.AlreadyHolds: lambda refusal: _("%(who)s sudah memegang tugas ini.") % {"who": refusal.who},
    errors.TaskNotFound: lambda refusal: _("Tugas ini tidak ditemukan."),
    errors.TooLateToUndo: lambda refusal: _("Sudah tidak dapat dikembalikan."),
    errors.CaseIsOver: lambda refusal: _("Perkara ini sudah berakhir."),
    errors.DocumentNotMade: lambda refusal: (
        _("Surat %(document)s gagal dibuat. Tidak ada yang berubah; coba lagi.")
        % {"document": refusal.document}
    ),
    errors.CaseErased: lambda refusal: _("Masa simpan perkara ini sudah habis; isinya dimusnahkan."),
    errors.CaseIsRunning: lambda refusal: _("Perkara ini masih berjalan; tidak perlu dibuka kembali."),
    errors.CannotReopen: lambda refusal: _CLOSED_WAYS[refusal.why](),
    errors.CannotWithdraw: lambda refusal: _("Pada tahap ini perkara tidak dapat dicabut oleh pelapor."),
    errors.CaseBusy: lambda refusal: _("Perkara ini sedang diproses di tempat lain. Coba lagi sebentar."),
    errors.RunawayCase: lambda refusal: _(
        "Alur berputar tanpa henti. Isian Anda tidak hilang; laporkan kepada pengelola prosedur."
    ),
    errors.Conflict: lambda refusal: _("Ada yang mengubahnya lebih dulu. Muat ulang halaman."),
    errors.CannotStart: lambda refusal: _("Layanan ini tidak dapat dibuka dari loket Anda."),
    errors.SwitchedOff: lambda refusal: _(
        "Layanan ini tidak diberikan di satuan ini. Lihat di Loket ke mana pemohon diarahkan."
    ),
    errors.FileRefused: lambda refusal: (
        _("Berkas %(name)s tidak diterima. Pakai PDF, JPEG, atau PNG, paling besar 10 MB.")
        % {"name": refusal.name}
    ),
    errors.LinkNotGood: lambda refusal: _("Tautan ini tidak berlaku lagi. Minta tautan baru kepada Pamapta."),
    errors.StepOutOfOrder: lambda refusal: _("Tekan tombol sebelumnya dulu."),
    errors.TimeImplausible: _implausible,
    errors.CannotRepair: lambda refusal: _("Dari langkah ini tidak bisa dilanjutkan ke sana."),
    errors.InvalidEvent: lambda refusal: _("Nama atau kunci pesan ini tidak dapat dipakai."),
    errors.DeviceRefused: lambda refusal: _(
        "Perangkat ini tidak dapat menyerahkan laporan: tidak dikenal, atau sudah diblokir."
    ),
    errors.ReasonRequired: lambda refusal: _("Tuliskan alasannya."),
    errors.InvalidAnswers: lambda refusal: _("Masih ada isian yang perlu diperbaiki."),
}


def _element(event: CaseEvent, package: Package) -> str:
    """The name of the event's element, in whichever process of the package it stands."""
    process = str(event.data.get("process", "")).rpartition("#")[2]
    try:
        drawn = package.process_named(process) if process else package.process
    except KeyError:
        return event.element
    node = drawn.nodes.get(event.element)
    return (node.name or node.id) if node else event.element


def _state(code: str, package: Package, lang: str) -> str:
    try:
        return package.definition.state(code).title.in_(lang)
    except KeyError:
        return code


def _clock(event: CaseEvent, package: Package, lang: str) -> str:
    try:
        return package.definition.clock(event.data["clock"]).title.in_(lang)
    except KeyError:
        return str(event.data.get("clock", ""))


def _field_step(event: CaseEvent, package: Package, lang: str) -> str:
    definition = package.definition.dispatch
    try:
        return definition.step(event.data["step"]).title.in_(lang) if definition else event.data["step"]
    except KeyError:
        return str(event.data["step"])


def _hour(moment: str) -> str:
    return timezone.localtime(datetime.fromisoformat(moment)).strftime("%H.%M")


Teller = Callable[[CaseEvent, Package, str], str]


def _about_element(text: str) -> Teller:
    return lambda event, package, lang: _(text) % {"what": _element(event, package)}


def _repaired(text: str) -> Teller:
    def told(event: CaseEvent, package: Package, lang: str) -> str:
        return _(text) % {"what": _element(event, package), "reason": event.data["reason"]}

    return told


def _about_channel(text: str) -> Teller:
    return lambda event, package, lang: _(text) % {"what": Channel(event.data["channel"]).label}


def _about_clock(text: str) -> Teller:
    return lambda event, package, lang: _(text) % {"what": _clock(event, package, lang)}


_EVENTS: dict[str, Teller] = {
    "case.opened": lambda event, package, lang: (
        _("Perkara dibuka, kanal %(what)s") % {"what": event.data["channel"]}
    ),
    "case.ended": lambda event, package, lang: _("Perkara selesai"),
    "case.canceled": lambda event, package, lang: (
        _("Perkara dibatalkan: %(what)s") % {"what": event.data["reason"]}
    ),
    "case.reopened": lambda event, package, lang: (
        _("Perkara dibuka kembali: %(what)s") % {"what": event.data["reason"]}
    ),
    "case.withdrawn": lambda event, package, lang: (
        _("Perkara dicabut oleh pelapor: %(what)s") % {"what": event.data["reason"]}
    ),
    "case.erased": lambda event, package, lang: _("Masa simpan habis, isi perkara dimusnahkan"),
    "hold.placed": lambda event, package, lang: (
        _("Perkara ditahan dari pemusnahan: %(what)s") % {"what": event.data["reason"]}
    ),
    "hold.lifted": lambda event, package, lang: (
        _("Penahanan dari pemusnahan dicabut: %(what)s") % {"what": event.data["reason"]}
    ),
    "emergency.opened": lambda event, package, lang: (
        _("Dibuka lewat akses darurat: %(what)s") % {"what": event.data["reason"]}
    ),
    "emergency.refused": lambda event, package, lang: _("Akses darurat ditolak: yang meminta terkait"),
    "seal.opening_asked": lambda event, package, lang: (
        _("Pembukaan segel diminta: %(what)s") % {"what": event.data["reason"]}
    ),
    "seal.opened": lambda event, package, lang: _("Segel dibuka oleh dua orang"),
    "conflict.declared": lambda event, package, lang: (
        _("Benturan kepentingan dinyatakan: %(what)s") % {"what": event.data["reason"]}
    ),
    "duplicates.found": lambda event, package, lang: (
        _("Laporan serupa ditemukan: %(what)s") % {"what": event.data["count"]}
    ),
    "paper.added": lambda event, package, lang: (
        _("Surat susulan ditambahkan: %(what)s") % {"what": event.data["note"] or "–"}
    ),
    "case.referred": lambda event, package, lang: (
        _("Perkara diserahkan ke satuan lain, nomor baru %(what)s") % {"what": event.data["number"]}
    ),
    "case.sealed": lambda event, package, lang: _("Perkara ditutup bagi yang tidak menanganinya"),
    "case.kept_from": lambda event, package, lang: _(
        "Benturan kepentingan: perkara disembunyikan dari yang terkait"
    ),
    "case.led_to": lambda event, package, lang: (
        _("Perkara terkait dibuka, nomor %(what)s") % {"what": event.data["number"]}
        if event.data["number"]
        else ""
    ),
    "state.entered": lambda event, package, lang: (
        _("Status menjadi %(what)s") % {"what": _state(event.data["state"], package, lang)}
    ),
    "task.opened": _about_element(gettext_noop("Tugas baru: %(what)s")),
    "task.claimed": _about_element(gettext_noop("Tugas diambil: %(what)s")),
    "task.released": _about_element(gettext_noop("Tugas dilepas: %(what)s")),
    "task.assigned": _about_element(gettext_noop("Tugas dialihkan: %(what)s")),
    "task.completed": _about_element(gettext_noop("Selesai: %(what)s")),
    "task.canceled": _about_element(gettext_noop("Tugas ditutup oleh alur: %(what)s")),
    "job.done": _about_element(gettext_noop("Langkah mesin selesai: %(what)s")),
    "timer.fired": _about_element(gettext_noop("Waktu habis: %(what)s")),
    "message.received": _about_element(gettext_noop("Pesan diterima: %(what)s")),
    "message.thrown": _about_element(gettext_noop("Pesan dikirim dari langkah: %(what)s")),
    "signal.received": _about_element(gettext_noop("Sinyal diterima: %(what)s")),
    "signal.thrown": _about_element(gettext_noop("Sinyal dikirim: %(what)s")),
    "error.thrown": _about_element(gettext_noop("Kesalahan dilaporkan: %(what)s")),
    "escalation.thrown": _about_element(gettext_noop("Diteruskan ke tingkat di atasnya: %(what)s")),
    "compensation.thrown": _about_element(gettext_noop("Yang sudah dikerjakan dibatalkan lagi: %(what)s")),
    "loop.completed": _about_element(gettext_noop("Semua ulangan selesai: %(what)s")),
    "number.given": lambda event, package, lang: _("Nomor terbit: %(what)s") % {"what": event.data["number"]},
    "document.issued": lambda event, package, lang: (
        _("Surat diterbitkan: %(what)s") % {"what": event.data["number"]}
    ),
    "document.corrected": lambda event, package, lang: (
        _("Surat %(what)s diralat, alasan: %(reason)s")
        % {"what": event.data["number"], "reason": event.data["reason"]}
    ),
    "document.printed": lambda event, package, lang: (
        _("Surat %(what)s dicetak, ke-%(count)s")
        % {"what": event.data["number"], "count": event.data["count"]}
    ),
    "document.voided": lambda event, package, lang: (
        _("Surat dibatalkan: %(what)s") % {"what": event.data["number"]}
    ),
    "identity.shown": lambda event, package, lang: (
        _("Identitas ditampilkan, alasan: %(what)s") % {"what": event.data["reason"]}
    ),
    "attachments.added": lambda event, package, lang: (
        _("%(what)s berkas dilampirkan") % {"what": event.data["count"]}
    ),
    "announcement.published": _about_element(gettext_noop("Diumumkan kepada masyarakat: %(what)s")),
    "incident.opened": _about_element(gettext_noop("Langkah gagal, perlu diperbaiki: %(what)s")),
    "incident.resolved": lambda event, package, lang: _("Kegagalan ditangani"),
    "incident.acknowledged": lambda event, package, lang: (
        _("Kegagalan dicatat sudah ditangani: %(what)s") % {"what": event.data["reason"]}
    ),
    "repair.retried": _about_element(gettext_noop("Dicoba lagi: %(what)s")),
    "repair.skipped": _repaired(gettext_noop("Dilewati: %(what)s, alasan: %(reason)s")),
    "repair.moved": _repaired(gettext_noop("Dipindahkan dari: %(what)s, alasan: %(reason)s")),
    "repair.timer_changed": _repaired(gettext_noop("Waktu diubah: %(what)s, alasan: %(reason)s")),
    "repair.clock_changed": lambda event, package, lang: (
        _("Batas waktu diubah: %(what)s, alasan: %(reason)s")
        % {"what": _clock(event, package, lang), "reason": event.data["reason"]}
    ),
    "dispatch.sent": lambda event, package, lang: _("Petugas dikirim ke TKP"),
    "dispatch.step": lambda event, package, lang: (
        _("Laporan petugas: %(what)s pukul %(at)s")
        % {"what": _field_step(event, package, lang), "at": _hour(event.data["occurred"])}
    ),
    "dispatch.corrected": lambda event, package, lang: (
        _("Jam diganti karena petugas lain lebih dulu: %(what)s")
        % {"what": _field_step(event, package, lang)}
    ),
    "dispatch.recalled": lambda event, package, lang: _("Tautan petugas ditarik"),
    "clock.recounted": _about_clock(gettext_noop("Batas waktu dihitung ulang: %(what)s")),
    "escalation.sent": _about_clock(gettext_noop("Atasan diberi tahu: %(what)s")),
    "clock.started": _about_clock(gettext_noop("Batas waktu mulai: %(what)s")),
    "clock.stopped": _about_clock(gettext_noop("Batas waktu berhenti: %(what)s")),
    "clock.reset": _about_clock(gettext_noop("Batas waktu diulang dari awal nanti: %(what)s")),
    "clock.paused": _about_clock(gettext_noop("Batas waktu dijeda: %(what)s")),
    "clock.resumed": _about_clock(gettext_noop("Batas waktu berjalan lagi: %(what)s")),
    "message.sent": lambda event, package, lang: _("Pesan ditulis di halaman status atau kotak kabar"),
    "message.queued": _about_channel(gettext_noop("Pesan akan dikirim lewat %(what)s")),
    "message.delivered": _about_channel(gettext_noop("Pesan terkirim lewat %(what)s")),
    "message.failed": _about_channel(gettext_noop("Pesan gagal dikirim lewat %(what)s")),
    "case.handed_in": lambda event, package, lang: (
        _("Diserahkan oleh perangkat, nomor setempat %(what)s") % {"what": event.data["local_id"]}
    ),
    "party.channel_chosen": lambda event, package, lang: _("Cara memberi kabar diubah"),
    "flow.decided": _about_element(gettext_noop("Jalur ditentukan: %(what)s")),
    "decision.made": _about_element(gettext_noop("Aturan diterapkan: %(what)s")),
}
