"""Files that people bring in: what is accepted, and how it is kept (design: security, "Uploads")."""

from __future__ import annotations

import io

import puremagic
from PIL import Image, UnidentifiedImageError

from cases.engine import files
from cases.engine.time import now
from cases.errors import FileRefused
from cases.models import Attachment, Draft
from organization.models import User

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 60_000_000
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
_FORMATS = {JPEG: "JPEG", PNG: "PNG"}


def store_attachment(
    *, name: str, content: bytes, actor: User | None, draft: Draft | None, field: str = "", row: str = ""
) -> Attachment:
    """Keep one file: PDF, JPEG or PNG by its content, at most 10 MB. Raises FileRefused.

    Images are made anew, without what the camera wrote into them; the hash is of what is kept.
    """
    if len(content) > MAX_BYTES:
        raise FileRefused(name=name, why="too_large")
    media_type = _sniffed(name, content)
    kept = content if media_type == PDF else _made_anew(name, content, media_type)
    stored = files.store(kept)
    return Attachment.objects.create(
        draft=draft,
        field=field[:120],
        row=row[:64],
        name=name[-200:],
        media_type=media_type,
        size=stored.size,
        sha256=stored.sha256,
        storage_name=stored.name,
        uploaded_at=now(),
        uploaded_by=actor,
    )


def _sniffed(name: str, content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return PDF
    try:
        found = puremagic.from_string(content, mime=True) if content else ""
    except puremagic.PureError:
        found = ""
    if found not in _FORMATS:
        raise FileRefused(name=name, why="type")
    return found


def _made_anew(name: str, content: bytes, media_type: str) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[media_type]]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise FileRefused(name=name, why="too_many_pixels")
            image.load()
            clean = image.copy()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as fault:
        raise FileRefused(name=name, why="broken") from fault
    clean.info.clear()
    out = io.BytesIO()
    mode = clean.convert("RGB") if media_type == JPEG else clean
    mode.save(out, format=_FORMATS[media_type], quality=88)
    return out.getvalue()
