"""Several processes doing the same at the same moment.

    outcomes = race(4, "tests.robustness.steps:claim", installation=installation, arguments={"task_id": 7})

`steps.claim(index, task_id)` runs once in each process, after all of them have Django and an open connection. Its
return value must be JSON; an exception comes back as its class name, code and text. A `Crew` stays for many races.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
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


class Crew:
    """Processes that stay and race again and again. Made by `crew`."""

    def __init__(self, children: "list[subprocess.Popen[str]]") -> None:
        self._children = children

    def race(
        self, step: str, arguments: Mapping[str, Any] | None = None, *, n: int = 0, seconds: float = 60
    ) -> list[Outcome]:
        """Run `module:function` in the first n processes at once, 0 for all; outcomes in the order of the index."""
        chosen = self._children[: n or None]
        call = json.dumps([step, dict(arguments or {})])
        for child in chosen:
            _tell(child, call + "\n")
        return [_outcome(child, seconds) for child in chosen]


@contextmanager
def crew(n: int, *, installation: Installation) -> Iterator[Crew]:
    """n processes with Django and an open connection each; all end with the block."""
    children = [
        python(
            ["-m", "tests.harness.races", str(index)],
            env=installation.env,
            log=installation.folder / f"race-{index}.log",
            pipes=True,
        )
        for index in range(n)
    ]
    try:
        for child in children:
            _expect_ready(child)
        yield Crew(children)
    finally:
        for child in children:
            stop(child, kill=True)


def race(
    n: int,
    step: str,
    *,
    installation: Installation,
    arguments: Mapping[str, Any] | None = None,
    seconds: float = 60,
) -> list[Outcome]:
    """One race of processes that come for it alone."""
    with crew(n, installation=installation) as come:
        return come.race(step, arguments, seconds=seconds)


def meet(folder: str, number: int, index: int, n: int) -> None:
    """In a racing process: wait until all n have come to this round. They are kept in step by files."""
    (Path(folder) / f"round-{number}-{index}").touch()
    limit = time.monotonic() + 30
    while len(list(Path(folder).glob(f"round-{number}-*"))) < n:
        if time.monotonic() > limit:
            raise TimeoutError(number)
        time.sleep(0.0005)


def _expect_ready(child: "subprocess.Popen[str]") -> None:
    assert child.stdout is not None
    line = child.stdout.readline().strip()
    assert line == "ready", f"a racing process did not get ready: {line!r}, exit status {child.poll()}"


def _tell(child: "subprocess.Popen[str]", word: str) -> None:
    assert child.stdin is not None
    child.stdin.write(word)
    child.stdin.flush()


def _outcome(child: "subprocess.Popen[str]", seconds: float) -> Outcome:
    """What the process answers; a silent one is ended when its time is up."""
    assert child.stdout is not None
    too_late = threading.Timer(seconds, child.kill)
    too_late.start()
    try:
        printed = []
        for line in child.stdout:
            if line.startswith("{"):
                return Outcome(**json.loads(line))
            printed.append(line)
        return Outcome(error="ProcessEnded", code=str(child.wait()), text="".join(printed))
    finally:
        too_late.cancel()


def attempt(step: Callable[..., Any], index: int, arguments: Mapping[str, Any]) -> Outcome:
    try:
        return Outcome(value=step(index, **arguments))
    except Exception as error:  # noqa: BLE001 - the test asks which exception it was
        return Outcome(error=type(error).__name__, code=str(getattr(error, "code", "")), text=str(error))


def main(index: str) -> None:
    import django

    django.setup()
    from django.db import connection

    connection.ensure_connection()
    print("ready", flush=True)
    for line in sys.stdin:
        step, arguments = json.loads(line)
        module, _, name = step.partition(":")
        function = getattr(import_module(module), name)
        print(json.dumps(asdict(attempt(function, int(index), arguments))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
