"""A form on a public page: its own secret, its own files, and a field that only machines fill.

The page carries everything with it, signed: no row is written for somebody who only looks, and a file can be named by
nobody but the page that stored it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.errors import FileRefused
from cases.services import store_attachment
from forms_config.posting import keep_files, posted
from forms_config.rendering import FileView
from forms_config.schema import Form
from organization.accounts import client_address

from .throttle import FILES, SUBMISSIONS, is_too_often

#: A page left open longer than a day gets a new secret; what was typed stays.
MAX_AGE = 24 * 3600
_KEY, _TRAP = "_kunci", "_situs"
_MARK = "berkas~"


@dataclass
class Paper:
    """One page's form while it is filled. `own` are the files stored for it, by id; `fault` is said on top."""

    secret: str
    answers: dict[str, Any] = field(default_factory=dict)
    own: dict[str, FileView] = field(default_factory=dict)
    fault: str = ""

    @property
    def key(self) -> str:
        """The secret as the page carries it: made by us, and not long ago."""
        return signing.TimestampSigner(salt="portal.page").sign(self.secret)


def blank_paper() -> Paper:
    return Paper(secrets.token_hex(16))


def read_paper(request: HttpRequest, form: Form | None) -> Paper:
    """What was handed in: answers with the page's own files in their places. `fault` says why it isn't taken."""
    secret, stale = _secret_of(request.POST.get(_KEY, ""))
    paper = Paper(secret, fault=_("Halaman ini terlalu lama terbuka. Kirim sekali lagi.") if stale else "")
    paper.answers = _without_marks(posted(request, form), paper)
    address = client_address(request)
    if request.POST.get(_TRAP):
        paper.fault = _("Kolom yang harus kosong terisi. Kosongkan, lalu kirim lagi.")
    elif is_too_often(address, SUBMISSIONS):
        paper.fault = _("Terlalu banyak kiriman dari alamat ini. Coba lagi sepuluh menit lagi.")
    else:
        _store(request, paper, address)
    return paper


def _secret_of(key: str) -> tuple[str, bool]:
    try:
        return signing.TimestampSigner(salt="portal.page").unsign(key, max_age=MAX_AGE), False
    except signing.BadSignature:
        return secrets.token_hex(16), True


def _store(request: HttpRequest, paper: Paper, address: str) -> None:
    def store(file: UploadedFile, path: str, row: str) -> str:
        if is_too_often(address, FILES):
            raise FileRefused(name=file.name or "", why="too_many")
        kept = store_attachment(
            name=file.name or "berkas", content=file.read(), actor=None, draft=None, field=path, row=row
        )
        number = str(kept.pk)
        paper.own[number] = FileView(_marked(number, kept.name, paper.secret), kept.name)
        return number

    try:
        keep_files(request, paper.answers, store)
    except FileRefused as refusal:
        text = _("Berkas %(name)s tidak diterima. Pakai PDF, JPEG, atau PNG, paling besar 10 MB.")
        paper.fault = text % {"name": refusal.name}


def _marked(number: str, name: str, secret: str) -> str:
    return _MARK + signing.dumps([number, name], salt=f"portal.file.{secret}")


def _without_marks(value: Any, paper: Paper) -> Any:
    """Signed files as their ids; a mark that another page made, or nobody, is left out."""
    if isinstance(value, Mapping):
        return {name: _without_marks(item, paper) for name, item in value.items()}
    if isinstance(value, list):
        return [found for item in value if (found := _without_marks(item, paper)) != ""]
    if not isinstance(value, str) or not value.startswith(_MARK):
        return value
    try:
        number, name = signing.loads(value.removeprefix(_MARK), salt=f"portal.file.{paper.secret}")
    except signing.BadSignature:
        return ""
    paper.own[number] = FileView(value, name)
    return number
