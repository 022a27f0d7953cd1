"""Writes docs/machine-steps.md from what the modules of the catalogue say of themselves.

python -m cases.jobs.reference > docs/machine-steps.md
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

_HEAD = """\
# Machine steps

The job types that a service task may name (`zeebe:taskDefinition type="..."`). Settings are task headers or input
mappings; an input goes before a header of the same name. Results are read by output mappings. Generated from the code
by `python -m cases.jobs.reference`; a test compares the two.
"""


def reference() -> str:
    """The page, one section a module of the catalogue, by name."""
    return "\n".join([_HEAD, *_sections()])


def _sections() -> Iterator[str]:
    for path in sorted(Path(__file__).parent.glob("*.py")):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if text.startswith("`"):
            yield f"## {path.stem}\n\n{text}\n"


if __name__ == "__main__":
    print(reference(), end="")
