"""Reads `escapes.txt`: attempts to get out of the language or to exhaust the machine, one a line.

`⟦TEXT×N⟧` stands for N times TEXT (which may hold another), `⟦U+200B⟧` for a character that would not be seen;
`# ` begins a heading.
"""

from __future__ import annotations

import re
from pathlib import Path

FILE = Path(__file__).with_name("escapes.txt")
_REPEATED = re.compile(r"⟦([^⟦⟧]+?)×(\d+)⟧")
_CHARACTER = re.compile(r"⟦U\+([0-9A-F]{4,8})⟧")


def spelled_out(line: str) -> str:
    line = _CHARACTER.sub(lambda found: chr(int(found[1], 16)), line)
    while (longer := _REPEATED.sub(lambda found: found[1] * int(found[2]), line)) != line:
        line = longer
    return line


def escapes() -> dict[str, str]:
    """The line as written to the expression it stands for."""
    lines = FILE.read_text(encoding="utf-8").split("\n")
    return {line: spelled_out(line) for line in lines if line and not line.startswith("# ")}
