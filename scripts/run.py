"""Starts Alur on this machine: `make run`.

Brings the database up to date, loads what the fixtures hold, fills an empty installation with demo cases, then keeps a
web server and a worker running until Ctrl-C. ALUR_PORT (8000) and ALUR_HOST (127.0.0.1) choose the address;
DATABASE_URL the database, a SQLite file by default. With --prepare it stops before the servers start, with
--without-demo it makes no cases.
"""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# For trying out, messages to people become files below var/outbox; an installation names its gateways instead.
for channel in ("ALUR_SMS", "ALUR_WHATSAPP", "ALUR_EMAIL"):
    os.environ.setdefault(channel, "file")

HOST = os.environ.get("ALUR_HOST", "127.0.0.1")
PORT = os.environ.get("ALUR_PORT", "8000")
#: For invented people on a machine of one's own. Nobody's own password is ever changed by it.
PASSWORD = os.environ.get("ALUR_DEMO_PASSWORD", "alur-demo")
SHUTDOWN_SECONDS = 20
LOGINS_SHOWN = 16


def say(text: str) -> None:
    print(f"-- {text}", flush=True)


def fingerprint(paths: Iterable[Path]) -> str:
    """Names, sizes and times of all files: enough to notice an edit, quick enough for every start."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        state = path.stat()
        digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class Stamp:
    """Remembers, beside the data, for which state of some files a step was done."""

    def __init__(self, folder: Path, name: str, state: str) -> None:
        self.path, self.state = folder / "stamps" / name, state

    def is_current(self) -> bool:
        return self.path.is_file() and self.path.read_text() == self.state

    def set(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.state)


def files_below(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def is_new() -> bool:
    from cases.models import Case

    return not Case.objects.exists()


def load_fixtures(data: Path) -> None:
    from django.core.management import call_command
    from django.db import connection

    state = fingerprint(files_below(ROOT / "fixtures"))
    stamp = Stamp(data, "fixtures", f"{state} {connection.settings_dict['NAME']}")
    if stamp.is_current() and not is_new():
        return
    say("loading organization, holidays, catalogues and procedures")
    call_command("load_organization", "fixtures/organization", password=PASSWORD)
    call_command("load_holidays")
    # All in one call: packages that lead to each other are checked as a set.
    folders = sorted(path.parent for path in (ROOT / "fixtures" / "procedures").glob("*/procedure.yaml"))
    call_command("procedure", "load", *map(str, folders), "--publish")
    stamp.set()


def collect_static(data: Path) -> None:
    """viewflow's own pages are not used, and its files are 49 MB: left out."""
    from django.core.management import call_command

    folders = [
        path for path in ROOT.glob("*/**/static") if "node_modules" not in path.parts and path.is_dir()
    ]
    state = fingerprint([*files_below(*folders), ROOT / "requirements" / "base.txt"])
    stamp = Stamp(data, "static", state)
    if stamp.is_current():
        return
    say("collecting static files")
    call_command("collectstatic", "--noinput", "--ignore", "viewflow", verbosity=0)
    stamp.set()


def prepare(*, demo: bool) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("make_keys")
    call_command("migrate", verbosity=0)
    load_fixtures(settings.DATA_DIR)
    if demo and is_new():
        say("making demo cases")
        call_command("demo")
    collect_static(settings.DATA_DIR)


def start() -> list["subprocess.Popen[bytes]"]:
    """Web server and worker, each in a process group of its own: Ctrl-C reaches this process only, which stops them."""
    web = [
        "-m",
        "gunicorn",
        "config.wsgi",
        "--bind",
        f"{HOST}:{PORT}",
        "--threads",
        "8",
        "--log-level",
        "warning",
    ]
    return [
        subprocess.Popen([sys.executable, *arguments], cwd=ROOT, start_new_session=True)
        for arguments in (web, ["manage.py", "work"])
    ]


def stop(children: list["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        child.terminate()
    limit = time.monotonic() + SHUTDOWN_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()


def wait(children: list["subprocess.Popen[bytes]"]) -> int:
    """Until one of them ends by itself; its exit status."""
    while all(child.poll() is None for child in children):
        time.sleep(0.3)
    return next(child.returncode for child in children if child.returncode is not None) or 1


def interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def main(arguments: list[str]) -> int:
    from django.core.management.base import CommandError

    try:
        prepare(demo="--without-demo" not in arguments)
    except CommandError as refusal:
        print(f"alur: {refusal}", file=sys.stderr)
        return refusal.returncode
    if "--prepare" in arguments:
        return 0
    signal.signal(signal.SIGTERM, interrupt)
    children = start()
    try:
        announce()
        return wait(children)
    except KeyboardInterrupt:
        say("stopping")
        return 0
    finally:
        stop(children)


def demo_logins() -> list[str]:
    """One person for each role of the unit that has most posts: the ladder from the counter upwards, then the rest."""
    from django.db.models import Count
    from django.utils import timezone

    from organization.models import Post

    posts = Post.objects.current(timezone.now()).filter(user__is_active=True)
    largest = (
        posts.values("unit").annotate(size=Count("pk")).order_by("-size").values_list("unit", flat=True)[:1]
    )
    holders = posts.filter(unit__in=list(largest)).select_related("user", "role", "unit")
    people: dict[int, str] = {}
    for post in sorted(holders, key=lambda post: (post.role.rank is None, post.role.rank or 0)):
        people.setdefault(post.role_id, f"{post.user.username:<14} {post.user.display_name}, {post}")
    return list(people.values())[:LOGINS_SHOWN]


def announce() -> None:
    say(f"Alur runs at http://{HOST}:{PORT}/   (Ctrl-C stops it)")
    say(f"demo logins, all with the password {PASSWORD}")
    for line in demo_logins():
        print(f"   {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
