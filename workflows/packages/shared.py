"""Parts that packages share (`_umum/`): what a package uses of them is copied into it, and so frozen with it.

A form uses a part by `include: umum/orang`; any text file by naming the path `_umum/...`; a letter by `umum/kop`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

FOLDER = "_umum"

_PATH = re.compile(r"_umum/[\w./-]+")
_INCLUDE = re.compile(r'"include"\s*:\s*"umum/([\w/-]+)"')
_LETTERHEAD = re.compile(r"letterhead\s*:\s*[\"']?umum/([\w/-]+)")
_READABLE = frozenset({".form", ".typ", ".yaml", ".yml", ".json"})


def include_path(name: str) -> str:
    """`umum/orang` is `_umum/forms/orang.form`; any other name stands in the package's own `forms/`."""
    if name.startswith("umum/"):
        return f"{FOLDER}/forms/{name.removeprefix('umum/')}.form"
    return f"forms/{name}.form"


def with_shared_parts(files: Mapping[str, bytes], library: Mapping[str, bytes]) -> dict[str, bytes]:
    """`files` and what they use, directly or not, of `library` (paths relative to the shared folder).

    A part that the package brings itself goes before the library's.
    """
    result = dict(files)
    waiting = list(files)
    while waiting:
        name = waiting.pop()
        for used in _used(name, result[name]):
            inside = used.removeprefix(f"{FOLDER}/")
            if used not in result and inside in library:
                result[used] = library[inside]
                waiting.append(used)
    return result


def _used(name: str, data: bytes) -> Iterator[str]:
    if PurePosixPath(name).suffix not in _READABLE:
        return
    text = data.decode("utf-8", errors="replace")
    yield from (str(PurePosixPath(found)) for found in _PATH.findall(text))
    yield from (f"{FOLDER}/forms/{part}.form" for part in _INCLUDE.findall(text))
    yield from (f"{FOLDER}/documents/{part}.typ" for part in _LETTERHEAD.findall(text))
