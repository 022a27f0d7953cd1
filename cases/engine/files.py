"""Files outside the web root: random names, hashed, written before the row that names them is committed."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


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
    return Path(settings.DATA_DIR) / "files" / name[:2] / name
