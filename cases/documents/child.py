"""The child process that turns one Typst template into a PDF; run as a script, never imported by the service.

It reads one JSON object from standard input (see `typst.py`, `_request`), and answers with one byte of status, "+" or
"-", followed by the PDF or by the error's text in UTF-8. Everything it needs is loaded first; then it gives up what a
template must not have: with no file descriptor left to open there are neither files nor sockets, for Typst as for any
library below it. Files that a template may use are handed over in memory.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from datetime import datetime
from typing import Any

import typst

MAIN = "main.typ"
STANDARD_STREAMS = 3


def limit_itself(*, cpu_seconds: int, memory_bytes: int) -> None:
    """Bound this process for good. The kernel ends it with SIGXCPU when its processor time is used up."""
    for what, bound in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, STANDARD_STREAMS),
    ):
        resource.setrlimit(what, (bound, bound))


def compile_pdf(request: dict[str, Any]) -> bytes:
    """PDF/A-2b. Raises typst.TypstError with the compiler's own words."""
    # The stub of 0.15.2 doesn't know the mapping of files that `compile` takes.
    files: Any = {name: base64.b64decode(content) for name, content in request["assets"].items()}
    files[MAIN] = base64.b64decode(request["template"])
    pdf = typst.compile(
        files,
        root=".",
        format="pdf",
        ignore_system_fonts=True,
        package_path=".",
        package_cache_path=".",
        sys_inputs={"data": request["data"], "paper": request["paper"]},
        pdf_standards=["a-2b"],
        timestamp=datetime.fromisoformat(request["timestamp"]),
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"typst.compile gave {type(pdf).__name__}, not the bytes of one PDF")
    return pdf


def main() -> None:
    request = json.load(sys.stdin.buffer)
    limit_itself(cpu_seconds=request["cpu_seconds"], memory_bytes=request["memory_bytes"])
    try:
        answer = b"+" + compile_pdf(request)
    except typst.TypstError as error:
        answer = b"-" + str(error).encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
