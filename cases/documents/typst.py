"""Templates to paper: Typst in a child process that can reach nothing and can't outlive its limits.

A template comes from a procedure package, so it is data, not code that we trust. Measured: Typst in-process reads
below the working directory, fetches `@preview` packages, and one endless loop takes the whole worker along.

Fonts are those that Typst carries within itself (Libertinus Serif first): no file of the machine takes part, so the
same package gives the same paper on every machine, and nothing has to be installed.
"""

from __future__ import annotations

import base64
import json
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

CPU_SECONDS = 5
WALL_SECONDS = 10
MEMORY_BYTES = 512 * 1024 * 1024

_CHILD = Path(__file__).with_name("child.py")
_PAPERS = ("a4", "f4")
_FORBIDDEN = re.compile(
    r"file not found|access denied|failed to load (?:file|linked image)|escape the project root|"
    r"package not found|failed to download package",
    re.IGNORECASE,
)
_OUT_OF_MEMORY = re.compile(rb"memory allocation|MemoryError|out of memory|Cannot allocate memory", re.I)


class Failure(StrEnum):
    """Why there is no document."""

    TEMPLATE_ERROR = "template_error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    FORBIDDEN = "forbidden"


class DocumentFailed(Exception):
    """A template gave no document. `detail` holds the compiler's words, or the limit that was hit."""

    def __init__(self, *, code: Failure, detail: str) -> None:
        super().__init__(f"The document could not be made ({code}): {detail}")
        self.code, self.detail = code, detail


def render(
    template: bytes,
    data: Mapping[str, Any],
    *,
    paper: str = "a4",
    timestamp: datetime,
    assets: Mapping[str, bytes] | None = None,
) -> bytes:
    """The PDF/A-2b of a template and its data.

    The template finds `data` as JSON in `sys.inputs.data`, the paper ("a4" or "f4") in `sys.inputs.paper`, and `assets`
    under their names as files below "/". `timestamp` must know its zone; it becomes the PDF's date, so the same input
    gives the same bytes. Raises DocumentFailed; nothing of the child is left then.
    """
    if paper not in _PAPERS:
        raise ValueError(f"paper is {paper!r}; it must be one of {', '.join(_PAPERS)}")
    if timestamp.utcoffset() is None:
        raise ValueError("timestamp has no time zone")
    request = _request(template, data, paper=paper, timestamp=timestamp, assets=assets or {})
    with tempfile.TemporaryDirectory(prefix="document-") as empty:
        return _answer(_run(request, cwd=empty))


def _request(
    template: bytes, data: Mapping[str, Any], *, paper: str, timestamp: datetime, assets: Mapping[str, bytes]
) -> bytes:
    return json.dumps(
        {
            "template": base64.b64encode(template).decode(),
            "assets": {name: base64.b64encode(content).decode() for name, content in assets.items()},
            "data": json.dumps(data, ensure_ascii=False),
            "paper": paper,
            "timestamp": timestamp.isoformat(timespec="seconds"),
            "cpu_seconds": CPU_SECONDS,
            "memory_bytes": MEMORY_BYTES,
        }
    ).encode()


def _run(request: bytes, *, cwd: str) -> subprocess.CompletedProcess[bytes]:
    """-I: no paths and no settings from the environment; which is empty anyway but for the number of threads."""
    try:
        return subprocess.run(  # noqa: S603 - our own interpreter and file
            [sys.executable, "-I", str(_CHILD)],
            input=request,
            capture_output=True,
            cwd=cwd,
            env={"RAYON_NUM_THREADS": "1"},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DocumentFailed(code=Failure.TIMEOUT, detail=f"{WALL_SECONDS} s have passed") from None


def _answer(done: subprocess.CompletedProcess[bytes]) -> bytes:
    if done.returncode == 0 and done.stdout[:1] == b"+":
        return done.stdout[1:]
    if done.returncode == 0 and done.stdout[:1] == b"-":
        raise _refused(done.stdout[1:].decode())
    raise _killed(done)


def _refused(words: str) -> DocumentFailed:
    code = Failure.FORBIDDEN if _FORBIDDEN.search(words) else Failure.TEMPLATE_ERROR
    return DocumentFailed(code=code, detail=words)


def _killed(done: subprocess.CompletedProcess[bytes]) -> DocumentFailed:
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return DocumentFailed(code=Failure.TIMEOUT, detail=f"{CPU_SECONDS} s of processor time are used up")
    if _OUT_OF_MEMORY.search(done.stderr):
        return DocumentFailed(code=Failure.MEMORY, detail=f"{MEMORY_BYTES // 1024**2} MB are used up")
    words = done.stderr.decode(errors="replace").strip().splitlines()
    return DocumentFailed(
        code=Failure.TEMPLATE_ERROR, detail=words[-1] if words else f"exit status {done.returncode}"
    )
