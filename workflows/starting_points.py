"""Starting points: complete small packages in fixtures/starting_points/, from which a new procedure is begun."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from workflows.packages import Package, archive
from workflows.packages.package import DEFINITION_FILE
from workflows.packages.shared import FOLDER, with_shared_parts


@cache
def starting_points() -> Mapping[str, Package]:
    """The starting points by key, shared parts included."""
    folders = sorted(path.parent for path in (_fixtures() / "starting_points").glob(f"*/{DEFINITION_FILE}"))
    return {folder.name: _read(folder) for folder in folders}


@cache
def shared_library() -> Mapping[str, bytes]:
    """The parts that packages may use (`_umum`), by path inside the shared folder."""
    return archive.read_folder(_fixtures() / "procedures" / FOLDER)


def completed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with the shared parts that they use and don't bring."""
    return with_shared_parts(files, shared_library())


def _read(folder: Path) -> Package:
    return Package(completed(archive.read_folder(folder)), name=folder.name)


def _fixtures() -> Path:
    return Path(settings.BASE_DIR) / "fixtures"
