"""A running Alur for a test: web processes and a worker on a database of its own, over real sockets."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from .databases import Installation, fresh_installation
from .processes import listening, python, stop, wait_for_http


@dataclass
class Deployment:
    """Processes of one installation. `urls` has one address per web process, in the order they were started."""

    installation: Installation
    urls: list[str] = field(default_factory=list)
    children: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.urls[0]

    def manage(self, *arguments: str) -> str:
        return self.installation.manage(*arguments)

    def start_web(self, *, threads: int = 4) -> subprocess.Popen[str]:
        """One more web process on a port of its own; returns once it answers."""
        log = self.installation.folder / f"web-{len(self.urls)}.log"
        with listening() as port:
            url = f"http://127.0.0.1:{port.getsockname()[1]}"
            command = ["-m", "gunicorn", "config.wsgi", "--bind", f"fd://{port.fileno()}"]
            command += ["--workers", "1", "--threads", str(threads)]
            child = self._start(command, log.name, pass_fds=[port.fileno()])
        wait_for_http(f"{url}/", child, log)
        self.urls.append(url)
        return child

    def start_worker(self) -> subprocess.Popen[str]:
        """One more `manage.py work`."""
        return self._start(["manage.py", "work"], f"worker-{len(self.children)}.log")

    def _start(self, command: list[str], log: str, *, pass_fds: Sequence[int] = ()) -> subprocess.Popen[str]:
        path = self.installation.folder / log
        child = python(command, env=self.installation.env, log=path, pass_fds=pass_fds)
        self.children.append(child)
        return child

    def kill(self, child: subprocess.Popen[str]) -> None:
        """As a power cut would: no chance to clean up."""
        stop(child, kill=True)

    def stop_all(self) -> None:
        for child in reversed(self.children):
            stop(child)

    def logs(self) -> str:
        """What the processes wrote so far, for a failing test's message."""
        parts = sorted(self.installation.folder.glob("*.log"))
        return "\n".join(f"== {path.name}\n{path.read_text(errors='replace')[-4000:]}" for path in parts)


@contextmanager
def running(*, web: int = 1, workers: int = 1) -> Iterator[Deployment]:
    """A deployment with that many processes on a fresh copy of the seeded template."""
    with fresh_installation() as installation:
        deployment = Deployment(installation)
        try:
            for _ in range(web):
                deployment.start_web()
            for _ in range(workers):
                deployment.start_worker()
            yield deployment
        finally:
            deployment.stop_all()
