"""A package as files: read from a folder or zip within limits, written again, and known by its content.

Limits and refusals: security design, "Imports". Every name of a zip is looked at before a byte is unpacked, so that
all that is wrong with it is said at once.
"""

from __future__ import annotations

import hashlib
import io
import json
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from workflows.findings import Finding, error

from .errors import PackageError, refused

MAX_ENTRIES = 200
MAX_BYTES = 50 * 1024 * 1024
MAX_RATIO = 100
#: Below this size a high ratio is harmless (an empty template compresses well).
RATIO_MATTERS_FROM = 100_000

TEXT_SUFFIXES = frozenset(
    {".yaml", ".yml", ".md", ".typ", ".txt", ".form", ".json", ".bpmn", ".dmn", ".csv", ".svg"}
)
_XML_SUFFIXES = frozenset({".bpmn", ".dmn", ".svg"})
_JSON_SUFFIXES = frozenset({".form", ".json"})
_EPOCH = (1980, 1, 1, 0, 0, 0)


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files of a folder by relative path, hidden ones left out. Raises PackageError."""
    found = sorted(path for path in folder.rglob("*") if not _hidden(path.relative_to(folder)))
    faults = [error("PKG-007", path=str(path.relative_to(folder))) for path in found if path.is_symlink()]
    files = [path for path in found if path.is_file() and not path.is_symlink()]
    faults += _too_much(len(files), sum(path.stat().st_size for path in files))
    if faults:
        raise PackageError(faults)
    return {_nfc(path.relative_to(folder).as_posix()): path.read_bytes() for path in files}


def read_zip(source: bytes) -> dict[str, bytes]:
    """The files of a zip by path. A single folder around everything is taken off. Raises PackageError."""
    if len(source) > MAX_BYTES:
        raise refused("PKG-004", size=len(source), limit=MAX_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            faults = list(_zip_faults(entries))
            if faults:
                raise PackageError(faults)
            files = {_nfc(entry.filename): _unpack(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as fault:
        raise refused("PKG-002", problem=str(fault)) from None
    return _without_wrapper({name: data for name, data in files.items() if not _hidden(PurePosixPath(name))})


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of one entry; the declared size is a claim, so reading stops one byte after it."""
    with archive.open(entry) as stream:
        data = stream.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise refused("PKG-010", path=entry.filename)
    return data


def _zip_faults(entries: list[zipfile.ZipInfo]) -> Iterator[Finding]:
    yield from _too_much(len(entries), sum(entry.file_size for entry in entries))
    seen: set[str] = set()
    for entry in entries:
        name = _nfc(entry.filename)
        yield from _entry_faults(entry, name)
        if name.casefold() in seen:
            yield error("PKG-008", path=name)
        seen.add(name.casefold())


def _entry_faults(entry: zipfile.ZipInfo, name: str) -> Iterator[Finding]:
    # ZipInfo cuts a name at a NUL byte; the original shows what was meant.
    if unsafe(name) or "\0" in entry.orig_filename or "\\" in entry.orig_filename:
        yield error("PKG-006", path=name)
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        yield error("PKG-007", path=name)
    if entry.flag_bits & 0x1:
        yield error("PKG-010", path=name)
    if entry.file_size > RATIO_MATTERS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        yield error("PKG-005", path=name, limit=MAX_RATIO)


def unsafe(name: str) -> bool:
    """Whether a path could leave the package or mean something else on another system."""
    parts = name.split("/")
    odd = any(part in ("", ".", "..") for part in parts) or any(char in name for char in '\\:*?"<>|')
    return odd or not name.isprintable() or len(name) > 200


def _too_much(count: int, size: int) -> Iterator[Finding]:
    if count > MAX_ENTRIES:
        yield error("PKG-003", count=count, limit=MAX_ENTRIES)
    if size > MAX_BYTES:
        yield error("PKG-004", size=size, limit=MAX_BYTES)


def _hidden(path: Path | PurePosixPath) -> bool:
    return any(part.startswith(".") or part in ("__MACOSX", "__pycache__") for part in path.parts)


def _without_wrapper(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {name.partition("/")[0] for name in files}
    if len(tops) != 1 or not all("/" in name for name in files):
        return files
    prefix = f"{tops.pop()}/"
    return {name.removeprefix(prefix): data for name, data in files.items()}


def to_zip(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip; equal files give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Put the files into `folder`, which must not exist or be empty. Raises PackageError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refused("PKG-012", path=str(folder))
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def content_hash(files: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) of the normalised content: the same for a folder, its zip, and either kind of line ends."""
    digest = hashlib.sha256()
    for name in sorted(files):
        data = normalised(name, files[name])
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def normalised(name: str, data: bytes) -> bytes:
    """The bytes that count: text with LF, in NFC; JSON in one way of writing; everything else as it is."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in TEXT_SUFFIXES:
        return data
    unix = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if suffix in _XML_SUFFIXES:
        return unix
    try:
        text = unicodedata.normalize("NFC", unix.decode())
        return _canonical_json(text) if suffix in _JSON_SUFFIXES else text.encode()
    except (UnicodeDecodeError, ValueError, RecursionError):
        return unix


def _canonical_json(text: str) -> bytes:
    return json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def names_below(files: Iterable[str], folder: str, suffix: str) -> tuple[str, ...]:
    """Sorted paths in `folder` (with everything below it) that end in `suffix`."""
    return tuple(sorted(name for name in files if name.startswith(f"{folder}/") and name.endswith(suffix)))
