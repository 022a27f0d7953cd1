"""What the modeler says: names of properties in the owner's words, kinds of machine steps, what it may offer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cases.job_types import JOB_TYPES
from studio.records.choices import choices_for
from workflows.packages import Package
from workflows.selectors import procedure_titles


def words() -> dict[str, str]:
    """Every text of the modeler, by the name under which the script asks for it."""
    return {
        "nothing": _("Pilih satu langkah atau panah untuk mengubah sifatnya."),
        "name": _("Nama"),
        "code": _("Kode"),
        "note": _("Catatan"),
        "role": _("Peran pelaksana"),
        "role_hint": _("Misalnya role:pamapta. Beberapa dipisah koma."),
        "form": _("Formulir"),
        "due": _("Jatuh tempo"),
        "due_hint": _('Rumus atau waktu, misalnya =now() + duration("PT2H").'),
        "state": _("Tahap yang dimasuki"),
        "decision": _("Keputusan"),
        "result": _("Hasil disimpan di"),
        "job": _("Pekerjaan mesin"),
        "document": _("Surat"),
        "message": _("Pesan"),
        "number": _("Nomor"),
        "procedure": _("Prosedur"),
        "settings": _("Pengaturan pekerjaan"),
        "settings_hint": _("Satu pada setiap baris: nama = nilai."),
        "inputs": _("Masukan"),
        "outputs": _("Keluaran"),
        "mapping_hint": _("Satu pada setiap baris: nama = rumus."),
        "script": _("Rumus"),
        "condition": _("Syarat"),
        "condition_hint": _('Rumus, misalnya =keputusan = "setuju".'),
        "default": _("Jalur bila tidak ada syarat yang terpenuhi"),
        "timer": _("Waktu"),
        "timer_kind": _("Jenis waktu"),
        "timeDuration": _("Setelah sekian lama"),
        "timeDate": _("Pada saat tertentu"),
        "timeCycle": _("Berulang"),
        "timer_hint": _("Misalnya PT30M untuk 30 menit, P1D untuk sehari, atau rumus sesudah tanda =."),
        "called": _("Proses yang dipanggil"),
        "none": _("– tidak ada –"),
        "saved": _("Tersimpan"),
        "saving": _("Menyimpan…"),
        "unsaved": _("Belum tersimpan"),
        "offline": _(
            "Tidak dapat menghubungi server; gambar tetap di halaman ini dan disimpan begitu tersambung."
        ),
        "no_problems": _("Tidak ada temuan."),
        "elsewhere": _("Temuan di berkas lain"),
        "show": _("Tunjukkan"),
        "error": _("Kesalahan"),
        "warning": _("Peringatan"),
        "unreadable": _("Gambar tidak dapat dibuka. Perbaiki sumbernya di tab Berkas."),
    }


def jobs() -> list[tuple[str, str, list[str]]]:
    """Machine steps as templates: code, what people call it, and the settings that it can't do without."""
    called = {
        "issue_document": _("Terbitkan surat"),
        "void_document": _("Batalkan surat"),
        "reserve_number": _("Ambil nomor"),
        "notify": _("Kirim pesan"),
        "check_conflict": _("Periksa benturan kepentingan"),
        "seal": _("Tutup perkara bagi yang tidak berwenang"),
        "refer_case": _("Limpahkan ke satuan lain"),
        "open_case": _("Buka perkara prosedur lain"),
        "continue_as": _("Lanjutkan sebagai prosedur lain"),
    }
    return [(code, called.get(code, code), list(needs)) for code, needs in JOB_TYPES.items()]


def lists(package: Package) -> dict[str, Any]:
    """What may be chosen for a step."""
    choices = choices_for(package)
    steps = [record.value for record in package.message_records if record.value.kind == "step"]
    decisions = [(decision, decision) for decision in package.decision_index]
    return {
        **{name: list(choices.of(name)) for name in ("states", "forms", "documents", "numbers", "roles")},
        "decisions": decisions,
        "messages": [(message.on, message.text.id[:60]) for message in steps],
        "procedures": procedure_titles(),
        "jobs": jobs(),
    }
