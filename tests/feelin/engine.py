"""Asks feelin. Installed by `make feelin` (npm, without scripts) into this folder's `node_modules`."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
NO_VALUE: dict[str, Any] = {"value": None}


def why_absent() -> str:
    """Why feelin can't be asked; empty when it can."""
    if shutil.which("node") is None:
        return "Node is absent"
    if not (FOLDER / "node_modules" / "feelin").is_dir():
        return "feelin isn't installed: make feelin"
    return ""


def asked(question: dict[str, Any], seconds: float = 120) -> dict[str, Any]:
    """One run of `evaluate.mjs`. Raises CalledProcessError."""
    done = subprocess.run(
        ["node", str(FOLDER / "evaluate.mjs")],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def values(texts: Sequence[str]) -> list[Any]:
    """The tagged value of each expression; None for null and for what it refuses."""
    answers = asked({"expressions": [[text, {}] for text in texts]})["answers"]
    return [answer.get("value") for answer in answers]
