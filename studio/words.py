"""What the parts of a package are called in front of the people who own the service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Kinds of things, by the name of the record or of the thing in a diagram, form or decision.
THINGS: Mapping[str, StrOrPromise] = {
    "ProcedureDefinition": gettext_lazy("Prosedur"),
    "StartDefinition": gettext_lazy("Cara membuka"),
    "ParameterDefinition": gettext_lazy("Pengaturan satuan"),
    "StateDefinition": gettext_lazy("Tahap"),
    "ClockDefinition": gettext_lazy("Janji waktu"),
    "EscalationDefinition": gettext_lazy("Eskalasi"),
    "NumberDefinition": gettext_lazy("Nomor"),
    "DocumentDefinition": gettext_lazy("Surat"),
    "LetterDefinition": gettext_lazy("Isi surat"),
    "LetterField": gettext_lazy("Baris surat"),
    "PartyDefinition": gettext_lazy("Orang"),
    "PrivacyDefinition": gettext_lazy("Kerahasiaan"),
    "DuplicateRule": gettext_lazy("Aturan laporan ganda"),
    "SearchField": gettext_lazy("Isian yang dapat dicari"),
    "LegalBasis": gettext_lazy("Dasar hukum"),
    "Confirmation": gettext_lazy("Peringatan yang diterima"),
    "MessageDefinition": gettext_lazy("Pesan"),
    "node": gettext_lazy("Langkah"),
    "flow": gettext_lazy("Panah"),
    "form": gettext_lazy("Formulir"),
    "component": gettext_lazy("Isian"),
    "decision": gettext_lazy("Keputusan"),
    "table": gettext_lazy("Tabel keputusan"),
    "rule": gettext_lazy("Aturan"),
    "scenario": gettext_lazy("Skenario"),
    "file": gettext_lazy("Berkas"),
    "drawing": gettext_lazy("Gambar alur"),
}

#: Fields, by "record.field", else by the field alone.
FIELDS: Mapping[str, StrOrPromise] = {
    "title": gettext_lazy("nama"),
    "code": gettext_lazy("kode"),
    "description": gettext_lazy("penjelasan"),
    "version": gettext_lazy("label versi"),
    "function": gettext_lazy("fungsi pemilik"),
    "enabled": gettext_lazy("ditawarkan sejak dipasang"),
    "process": gettext_lazy("berkas alur"),
    "start": gettext_lazy("cara membuka"),
    "channels": gettext_lazy("kanal"),
    "event": gettext_lazy("kejadian"),
    "form": gettext_lazy("formulir"),
    "by": gettext_lazy("oleh siapa"),
    "parameters": gettext_lazy("pengaturan satuan"),
    "type": gettext_lazy("jenis"),
    "default": gettext_lazy("nilai awal"),
    "states": gettext_lazy("tahap"),
    "stage": gettext_lazy("arti tahap"),
    "public": gettext_lazy("terlihat oleh warga"),
    "clocks": gettext_lazy("batas waktu"),
    "starts": gettext_lazy("mulai dihitung pada tahap"),
    "starts_at": gettext_lazy("saat mulai, menurut isian"),
    "stops": gettext_lazy("berhenti pada tahap"),
    "stops_at": gettext_lazy("saat berhenti, menurut isian"),
    "resets": gettext_lazy("diulang dari awal pada tahap"),
    "pauses": gettext_lazy("dijeda pada tahap"),
    "when": gettext_lazy("berlaku bila"),
    "target": gettext_lazy("batas waktu"),
    "calendar": gettext_lazy("kalender"),
    "escalate": gettext_lazy("eskalasi"),
    "EscalationDefinition.at": gettext_lazy("pada"),
    "EscalationDefinition.by": gettext_lazy("disampaikan lewat"),
    "to": gettext_lazy("kepada"),
    "numbers": gettext_lazy("nomor"),
    "pattern": gettext_lazy("pola"),
    "series": gettext_lazy("dihitung tersendiri menurut"),
    "documents": gettext_lazy("surat"),
    "template": gettext_lazy("berkas contoh surat"),
    "letter": gettext_lazy("isi surat"),
    "number": gettext_lazy("nomor"),
    "valid": gettext_lazy("masa berlaku"),
    "verify": gettext_lazy("dapat diperiksa lewat kode QR"),
    "signers": gettext_lazy("penanda tangan"),
    "paper": gettext_lazy("kertas"),
    "letterhead": gettext_lazy("kop surat"),
    "LetterDefinition.title": gettext_lazy("judul"),
    "fields": gettext_lazy("baris"),
    "label": gettext_lazy("keterangan baris"),
    "value": gettext_lazy("isi"),
    "clause": gettext_lazy("kalimat penutup"),
    "signatures": gettext_lazy("tanda tangan"),
    "qr": gettext_lazy("kode QR dicetak"),
    "parties": gettext_lazy("orang"),
    "role": gettext_lazy("peran"),
    "path": gettext_lazy("tempat isian"),
    "PartyDefinition.identity": gettext_lazy("identitasnya dilindungi"),
    "identity": gettext_lazy("nama di daftar"),
    "recuse": gettext_lazy("anggota yang dilaporkan"),
    "privacy": gettext_lazy("kerahasiaan"),
    "sealed": gettext_lazy("tertutup bila"),
    "duplicates": gettext_lazy("laporan ganda"),
    "DuplicateRule.by": gettext_lazy("isian yang sama"),
    "within": gettext_lazy("dalam waktu"),
    "search": gettext_lazy("isian yang dapat dicari"),
    "as": gettext_lazy("kolom pencarian"),
    "survey": gettext_lazy("warga ditanyai kepuasannya"),
    "retention": gettext_lazy("lama disimpan"),
    "legal_basis": gettext_lazy("dasar hukum"),
    "confirmed": gettext_lazy("peringatan yang diterima"),
    "LegalBasis.id": gettext_lazy("peraturan"),
    "LegalBasis.en": gettext_lazy("peraturan (Inggris)"),
    "Confirmation.code": gettext_lazy("kode peringatan"),
    "element": gettext_lazy("unsur"),
    "reason": gettext_lazy("alasan"),
    "on": gettext_lazy("dikirim saat"),
    "subject": gettext_lazy("judul"),
    "MessageDefinition.channels": gettext_lazy("saluran"),
    "text": gettext_lazy("kalimat"),
    "name": gettext_lazy("nama"),
    "documentation": gettext_lazy("catatan"),
    "lane": gettext_lazy("jalur"),
    "node.role": gettext_lazy("peran pelaksana"),
    "person": gettext_lazy("pelaksana"),
    "due": gettext_lazy("jatuh tempo"),
    "follow_up": gettext_lazy("mulai dikerjakan"),
    "priority": gettext_lazy("prioritas"),
    "state": gettext_lazy("tahap yang dimasuki"),
    "job": gettext_lazy("pekerjaan mesin"),
    "settings": gettext_lazy("pengaturan pekerjaan"),
    "decision": gettext_lazy("keputusan"),
    "result": gettext_lazy("hasil disimpan di"),
    "called": gettext_lazy("prosedur yang dipanggil"),
    "script": gettext_lazy("perhitungan"),
    "inputs": gettext_lazy("masukan"),
    "outputs": gettext_lazy("keluaran"),
    "properties": gettext_lazy("sifat lain"),
    "attached": gettext_lazy("menempel pada"),
    "interrupting": gettext_lazy("menghentikan langkahnya"),
    "loop": gettext_lazy("pengulangan"),
    "way": gettext_lazy("arah"),
    "condition": gettext_lazy("syarat"),
    "component.label": gettext_lazy("nama isian"),
    "required": gettext_lazy("wajib"),
    "min_length": gettext_lazy("panjang paling sedikit"),
    "max_length": gettext_lazy("panjang paling banyak"),
    "min": gettext_lazy("nilai paling kecil"),
    "max": gettext_lazy("nilai paling besar"),
    "options": gettext_lazy("pilihan"),
    "catalogue": gettext_lazy("daftar pilihan"),
    "hide": gettext_lazy("disembunyikan bila"),
    "expression": gettext_lazy("rumus"),
    "widget": gettext_lazy("alat isian"),
    "check": gettext_lazy("pemeriksaan"),
    "hit_policy": gettext_lazy("cara memilih aturan"),
    "rule.when": gettext_lazy("bila"),
    "then": gettext_lazy("maka"),
    "note": gettext_lazy("catatan"),
    "content": gettext_lazy("isi"),
}

_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?\Z"
)
#: What people type for each unit of a duration, Indonesian and English, in the order of ISO 8601.
_UNITS = (
    ("Y", r"tahun|years?"),
    ("M", r"bulan|months?"),
    ("W", r"minggu|weeks?"),
    ("D", r"hari|days?"),
    ("TH", r"jam|hours?"),
    ("TM", r"menit|minutes?"),
    ("TS", r"detik|seconds?"),
)


def thing(what: str) -> str:
    return str(THINGS.get(what, what))


def field_name(what: str, name: str) -> str:
    """The word for a field; one for the English text says so."""
    name, _dot, language = name.partition(".")
    word = str(FIELDS.get(f"{what}.{name}") or FIELDS.get(name) or name)
    return _("%(field)s (Inggris)") % {"field": word} if language else word


def in_words(text: str) -> str:
    """A value as people say it: durations and truth values in words, everything else as written."""
    if text in ("true", "false"):
        return _("ya") if text == "true" else _("tidak")
    return duration_in_words(text)


def duration_in_words(text: str) -> str:
    """ "PT10M" is "10 menit"; what is no duration stays as it is."""
    match = _DURATION.match(text)
    if match is None or not any(match.groups()):
        return text
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    words = [
        ngettext("%(n)d tahun", "%(n)d tahun", years) % {"n": years} if years else "",
        ngettext("%(n)d bulan", "%(n)d bulan", months) % {"n": months} if months else "",
        ngettext("%(n)d minggu", "%(n)d minggu", weeks) % {"n": weeks} if weeks else "",
        ngettext("%(n)d hari", "%(n)d hari", days) % {"n": days} if days else "",
        ngettext("%(n)d jam", "%(n)d jam", hours) % {"n": hours} if hours else "",
        ngettext("%(n)d menit", "%(n)d menit", minutes) % {"n": minutes} if minutes else "",
        ngettext("%(n)d detik", "%(n)d detik", seconds) % {"n": seconds} if seconds else "",
    ]
    return " ".join(word for word in words if word)


def duration_from_words(text: str) -> str:
    """ "10 menit" is "PT10M"; what isn't understood stays as typed, for the check to speak of."""
    rest, parts = text.strip().lower(), {}
    for letter, names in _UNITS:
        found = re.search(rf"(\d+)\s*(?:{names})\b", rest)
        if found:
            parts[letter] = found[1]
            rest = rest.replace(found[0], " ", 1)
    if not parts or rest.replace("dan", "").replace("and", "").strip(" ,"):
        return text.strip()
    date = "".join(number + letter for letter, number in parts.items() if len(letter) == 1)
    time = "".join(number + letter[1] for letter, number in parts.items() if len(letter) == 2)
    return f"P{date}" + (f"T{time}" if time else "")
