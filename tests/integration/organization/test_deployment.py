"""`manage.py check --deploy` says nothing with TLS on, and says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def manage(folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    # Neither this installation's settings nor what a browser test in the same process left behind.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ALUR_", "DJANGO_"))}
    kept |= {
        "ALUR_DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'alur.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **environment,
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_with_tls_and_keys_the_deployment_check_finds_nothing(tmp_path):
    status, text = manage(tmp_path, "make_keys")
    assert status == 0, text
    status, text = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", ALUR_TLS="1")
    assert (status, "no issues (0 silenced)" in text) == (0, True), text


def test_without_keys_the_deployment_check_says_what_to_do(tmp_path):
    status, text = manage(tmp_path, "check", "--deploy", ALUR_TLS="1")
    assert status == 1
    for part in ("organization.E001", "organization.E002", "make setup"):
        assert part in text


@pytest.mark.parametrize(("tls", "cookie"), [("1", "__Host-alur_session"), ("0", "alur_session")])
def test_cookie_names_follow_tls(tmp_path, tls, cookie):
    code = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    status, text = manage(tmp_path, "shell", "--no-imports", "--command", code, ALUR_TLS=tls)
    assert (status, text.split()[-2:]) == (0, [cookie, str(tls == "1")]), text


def test_without_a_key_file_each_start_signs_with_another_key(tmp_path):
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    keys = {manage(tmp_path, "shell", "--no-imports", "--command", code)[1].split()[-1] for _ in range(2)}
    assert len(keys) == 2
