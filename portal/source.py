"""The source of exactly the version that runs, for whoever uses it over a network (AGPL-3.0, section 13)."""

from __future__ import annotations

import io
import tarfile
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

#: What makes up the product. Nothing else beside it is given out: no data, no keys, no settings of the place.
_PARTS = (
    *("api", "cases", "config", "docs", "fixtures", "forms_config", "frontend", "organization", "portal"),
    *("requirements", "scripts", "studio", "tests", "workflows"),
    *(
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
        "NOTICE",
        "README.md",
        "manage.py",
        "pyproject.toml",
    ),
)


@require_safe
def source(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(_archive(), content_type="application/gzip")
    response["Content-Disposition"] = 'attachment; filename="alur.tar.gz"'
    return response


@lru_cache(maxsize=1)
def _archive() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for part in _PARTS:
            path = Path(settings.BASE_DIR) / part
            if path.exists():
                archive.add(path, f"alur/{part}", filter=_ours)
    return buffer.getvalue()


def _ours(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """No links, no compiled or hidden files, no owner's name."""
    name = Path(entry.name).name
    if (
        name.startswith(".")
        or name in ("__pycache__", "node_modules")
        or not (entry.isfile() or entry.isdir())
    ):
        return None
    entry.uname = entry.gname = ""
    entry.uid = entry.gid = 0
    return entry
