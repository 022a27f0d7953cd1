"""Files outside the web root: random names, hashed, written before the row that names them is committed."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from cases.models import Attachment, Document

#: Seconds; before, the row that names a file may still be on its way.
LEFT_OVER_AFTER = 24 * 3600


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`name` is random and says nothing; `sha256` is of the content."""

    name: str
    sha256: str
    size: int


def store(content: bytes) -> StoredFile:
    """Write a file and give back what its row has to hold."""
    name = secrets.token_hex(16)
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return StoredFile(name, hashlib.sha256(content).hexdigest(), len(content))


def load(name: str) -> bytes:
    """The content. Raises FileNotFoundError."""
    return path_of(name).read_bytes()


def path_of(name: str) -> Path:
    return _folder() / name[:2] / name


def left_over() -> Iterator[str]:
    """Names of files that lie for long and that no row names: their transaction never committed.

    Ages are by the clock that the file system goes by.
    """
    limit = time.time() - LEFT_OVER_AFTER
    old = (path for path in _folder().glob("??/*") if path.stat().st_mtime < limit)
    for names in _parts([path.name for path in old]):
        known = set(Attachment.objects.filter(storage_name__in=names).values_list("storage_name", flat=True))
        known |= set(Document.objects.filter(storage_name__in=names).values_list("storage_name", flat=True))
        yield from (name for name in names if name not in known)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "files"


def _parts(names: list[str], size: int = 500) -> Iterator[list[str]]:
    """In parts that fit into one query."""
    return (names[start : start + size] for start in range(0, len(names), size))
