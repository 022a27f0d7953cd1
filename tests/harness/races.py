"""Several processes doing the same at the same moment.

    outcomes = race(4, "tests.robustness.steps:claim", installation=installation, arguments={"task_id": 7})

`steps.claim(index, task_id)` runs once in each process, after all of them have Django and an open connection. Its
return value must be JSON; an exception comes back as its class name, code and text.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any

from .databases import Installation
from .processes import python, stop


@dataclass(frozen=True)
class Outcome:
    """value when it returned; error (class name), code and text when it raised."""

    value: Any = None
    error: str = ""
    code: str = ""
    text: str = ""

    @property
    def ok(self) -> bool:
        return not self.error


def race(
    n: int,
    step: str,
    *,
    installation: Installation,
    arguments: Mapping[str, Any] | None = None,
    seconds: float = 60,
) -> list[Outcome]:
    """Run `module:function` in n processes at once; outcomes in the order of the index."""
    children = [
        python(
            ["-m", "tests.harness.races", step, str(index), json.dumps(dict(arguments or {}))],
            env=installation.env,
            log=installation.folder / f"race-{index}.log",
            pipes=True,
        )
        for index in range(n)
    ]
    try:
        for child in children:
            _expect_ready(child)
        for child in children:
            _tell(child, "go\n")
        return [_outcome(child, seconds) for child in children]
    finally:
        for child in children:
            stop(child, kill=True)


def _expect_ready(child: "subprocess.Popen[str]") -> None:
    assert child.stdout is not None
    line = child.stdout.readline().strip()
    assert line == "ready", f"a racing process did not get ready: {line!r}, exit status {child.poll()}"


def _tell(child: "subprocess.Popen[str]", word: str) -> None:
    assert child.stdin is not None
    child.stdin.write(word)
    child.stdin.flush()


def _outcome(child: "subprocess.Popen[str]", seconds: float) -> Outcome:
    printed, _ = child.communicate(timeout=seconds)
    lines = [line for line in printed.splitlines() if line.startswith("{")]
    if not lines:
        return Outcome(error="ProcessEnded", code=str(child.returncode), text=printed)
    return Outcome(**json.loads(lines[-1]))


def attempt(step: Callable[..., Any], index: int, arguments: Mapping[str, Any]) -> Outcome:
    try:
        return Outcome(value=step(index, **arguments))
    except Exception as error:  # noqa: BLE001 - the test asks which exception it was
        return Outcome(error=type(error).__name__, code=str(getattr(error, "code", "")), text=str(error))


def main(step: str, index: str, arguments: str) -> None:
    import django

    django.setup()
    from django.db import connection

    module, _, name = step.partition(":")
    function = getattr(import_module(module), name)
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(asdict(attempt(function, int(index), json.loads(arguments)))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:4])
