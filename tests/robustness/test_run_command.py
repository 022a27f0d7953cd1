"""`make run` from its own script: two servers come up, Ctrl-C takes both down."""

import os
import signal
import urllib.request

import psutil
import pytest

from tests.harness.processes import free_port, python, stop, wait_for_http


@pytest.fixture
def started(installation):
    port = free_port()
    log = installation.folder / "run.log"
    process = python(
        ["scripts/run.py", "--without-demo"], env={**installation.env, "ALUR_PORT": str(port)}, log=log
    )
    try:
        wait_for_http(f"http://127.0.0.1:{port}/akun/login/", process, log, seconds=120)
        yield process, port, log
    finally:
        stop(process)


def test_web_server_and_worker_run_until_ctrl_c(started):
    process, port, log = started
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/akun/login/", timeout=10) as answer:
        assert answer.status == 200
    children = psutil.Process(process.pid).children(recursive=True)
    assert any("manage.py" in child.cmdline() for child in children)

    os.kill(process.pid, signal.SIGINT)

    assert process.wait(90) == 0
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []
    printed = log.read_text()
    assert f"http://127.0.0.1:{port}/" in printed
    assert "banit1" in printed
