"""What the kinds of fields are called."""

from __future__ import annotations

from django.utils.translation import gettext as _


def kinds() -> dict[str, str]:
    return {
        "textfield": _("Teks satu baris"),
        "textarea": _("Teks panjang"),
        "number": _("Angka"),
        "datetime": _("Tanggal atau waktu"),
        "checkbox": _("Kotak centang"),
        "radio": _("Pilihan, semua terlihat"),
        "select": _("Pilihan dari daftar"),
        "checklist": _("Pilihan, boleh beberapa"),
        "taglist": _("Pilihan dari daftar, boleh beberapa"),
        "filepicker": _("Berkas"),
        "group": _("Kelompok"),
        "dynamiclist": _("Daftar berulang"),
        "text": _("Kalimat penjelas"),
        "expression": _("Nilai yang dihitung"),
        "separator": _("Garis pemisah"),
        "spacer": _("Jarak"),
    }


def widgets() -> list[tuple[str, str]]:
    return [
        ("signature", _("Tanda tangan")),
        ("thumbprint", _("Cap jempol")),
        ("checklist", _("Daftar syarat")),
        ("place", _("Tempat kejadian")),
        ("duplicates", _("Laporan serupa")),
        ("nik", _("NIK")),
    ]
