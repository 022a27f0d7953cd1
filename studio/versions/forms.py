"""What people enter to begin, import, send back and publish."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflows.packages import archive

KEY = re.compile(r"[a-z][a-z0-9_]{2,63}\Z")


class BeginForm(forms.Form):
    """A new procedure from a starting point."""

    point = forms.ChoiceField(label=_("Titik awal"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Nama layanan"), max_length=120)
    key = forms.CharField(
        label=_("Kunci"),
        max_length=64,
        help_text=_(
            "Huruf kecil, angka, dan garis bawah; tidak dapat diganti lagi. Misalnya: izin_keramaian."
        ),
    )

    def __init__(self, *args: Any, points: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = points  # type: ignore[attr-defined]

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"]).strip()
        if not KEY.match(key):
            raise forms.ValidationError(
                _("Pakai huruf kecil, angka, dan garis bawah, diawali huruf, paling sedikit tiga.")
            )
        return key


class ImportForm(forms.Form):
    """A package as a zip; its limits are those of the format."""

    package = forms.FileField(label=_("Berkas paket (.zip)"))

    def clean_package(self) -> bytes:
        file = self.cleaned_data["package"]
        if file.size > archive.MAX_BYTES:
            raise forms.ValidationError(_("Berkas lebih besar dari 50 MB."))
        return bytes(file.read())


class SendBackForm(forms.Form):
    remark = forms.CharField(label=_("Yang perlu diperbaiki"), widget=forms.Textarea, max_length=2000)


class PublishForm(forms.Form):
    """From when the version holds; empty is at once."""

    effective_from = forms.DateTimeField(
        label=_("Berlaku sejak"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text=_(
            "Kosongkan untuk berlaku sekarang juga. Perkara yang sedang berjalan tetap pada versinya."
        ),
    )

    def clean_effective_from(self) -> datetime | None:
        begins = self.cleaned_data["effective_from"]
        if begins is not None and begins < timezone.now():
            raise forms.ValidationError(_("Saat itu sudah lewat."))
        return begins
