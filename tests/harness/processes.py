"""Child processes of a test: started with their own environment, waited for, killed by their own id."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def listening() -> socket.socket:
    """A port of one's own that a child is handed as it is: between asking for it and using it nobody can take it."""
    taken = socket.create_server(("127.0.0.1", 0))
    taken.set_inheritable(True)
    return taken


def free_port() -> int:
    """For a program that opens its port itself; another may be quicker."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def python(
    arguments: Sequence[str],
    *,
    env: Mapping[str, str],
    log: Path | None = None,
    pipes: bool = False,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[str]:
    """Start this very Python in the repository, in a process group of its own.

    log: where its output goes; pipes: stdin and stdout are the test's to talk with instead; pass_fds: files it inherits.
    """
    output = log.open("ab") if log else subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **env},
        stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
        stdout=subprocess.PIPE if pipes else output,
        stderr=output,
        text=True,
        start_new_session=True,
        pass_fds=pass_fds,
    )


def stop(process: subprocess.Popen[str], *, kill: bool = False, seconds: float = 15) -> int:
    """End a child and its group; politely first unless `kill`. Returns its exit status."""
    if process.poll() is None:
        _signal_group(process, signal.SIGKILL if kill else signal.SIGTERM)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        _signal_group(process, signal.SIGKILL)
        return process.wait(seconds)


def _signal_group(process: subprocess.Popen[str], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def wait_for_http(url: str, process: subprocess.Popen[str], log: Path, *, seconds: float = 40) -> None:
    """Until the address answers anything at all. RuntimeError with the log's end when it doesn't."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    tail = log.read_text(errors="replace")[-3000:]
    message = f"{url} does not answer (exit status {process.poll()}). Its log ends:\n{tail}"
    raise RuntimeError(message)
