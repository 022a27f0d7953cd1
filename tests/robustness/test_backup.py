"""An installation that burns down is there again from its back-up; a small one moves to PostgreSQL as it is."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.harness import postgresql
from tests.harness.databases import ENGINE, Installation
from tests.harness.races import race
from tests.integration.cases.desk_of_test import REPORT
from tests.integration.cases.race_steps import UNIT

STEPS = "tests.robustness.backup_steps"


def ask(installation: Installation, step: str, **arguments: Any) -> Any:
    (outcome,) = race(1, f"{STEPS}:{step}", installation=installation, arguments=arguments)
    assert outcome.ok, outcome
    return outcome.value


@contextmanager
def house(folder: Path, engine: str = ENGINE) -> Iterator[Installation]:
    """An installation without anything, not even tables."""
    folder.mkdir()
    if engine == "sqlite":
        yield Installation(f"sqlite:///{folder / 'alur.sqlite3'}", folder)
        return
    server = postgresql.find_server()
    assert server is not None
    name = f"test_alur_{secrets.token_hex(5)}"
    postgresql.create_database(server, name)
    try:
        yield Installation(postgresql.with_database(server, name), folder, name)
    finally:
        postgresql.drop_database(server, name)


def furnish(installation: Installation) -> None:
    installation.manage("make_keys")
    installation.manage("migrate", "--verbosity", "0")
    installation.manage("load_organization", "fixtures/organization")
    installation.manage("procedure", "load", "tests/packages/ternak", "--publish")


@pytest.fixture
def worked_in(tmp_path: Path) -> Iterator[tuple[Installation, list[int]]]:
    with house(tmp_path / "lama") as installation:
        furnish(installation)
        cases = ask(installation, "open_cases", unit=UNIT, answers=REPORT, cases=3)
        (installation.folder / "files" / "ab").mkdir(parents=True)
        (installation.folder / "files" / "ab" / "abcd").write_bytes(b"%PDF-1.7 contoh")
        yield installation, cases


def test_a_back_up_brings_everything_back(worked_in: tuple[Installation, list[int]], tmp_path: Path) -> None:
    old, cases = worked_in
    old.manage("backup", str(tmp_path / "salinan"), "--keys", str(tmp_path / "kunci"))
    before = ask(old, "tell", cases=cases)
    assert len(before) == 3
    assert REPORT["pelapor"]["nama_lengkap"] in str(before[0]["people"])
    with house(tmp_path / "baru") as new:
        new.manage("restore", str(tmp_path / "salinan"), "--keys", str(tmp_path / "kunci"))
        assert ask(new, "tell", cases=cases) == before
        assert (new.folder / "files" / "ab" / "abcd").read_bytes() == b"%PDF-1.7 contoh"
        assert "0 violations" in new.manage("check_invariants")
        with pytest.raises(AssertionError, match="holds"):
            new.manage("restore", str(tmp_path / "salinan"), "--keys", str(tmp_path / "kunci"))


def test_a_back_up_that_was_changed_is_refused(
    worked_in: tuple[Installation, list[int]], tmp_path: Path
) -> None:
    old, _cases = worked_in
    copy, keys = tmp_path / "salinan", tmp_path / "kunci"
    old.manage("backup", str(copy), "--keys", str(keys))
    with pytest.raises(AssertionError, match="not empty"):
        old.manage("backup", str(copy), "--keys", str(tmp_path / "lain"))
    (copy / "files" / "ab" / "abcd").write_bytes(b"%PDF-1.7 lain")
    with house(tmp_path / "baru") as new:
        with pytest.raises(AssertionError, match="was changed"):
            new.manage("restore", str(copy), "--keys", str(keys))
        (copy / "files" / "ab" / "abcd").write_bytes(b"%PDF-1.7 contoh")
        with pytest.raises(AssertionError, match="no key files"):
            new.manage("restore", str(copy), "--keys", str(tmp_path / "tiada"))
        new.manage("restore", str(copy), "--keys", str(keys))


@pytest.mark.postgresql_only
def test_a_small_installation_moves_to_postgresql(tmp_path: Path) -> None:
    with house(tmp_path / "pos", "sqlite") as post, house(tmp_path / "polres") as polres:
        furnish(post)
        cases = ask(post, "open_cases", unit=UNIT, answers=REPORT, cases=3)
        with pytest.raises(AssertionError, match="no tables"):
            polres.manage("move_from_sqlite", str(post.folder / "alur.sqlite3"))
        polres.manage("migrate", "--verbosity", "0")
        polres.manage("move_from_sqlite", str(post.folder / "alur.sqlite3"))
        for key in (post.folder / "keys").iterdir():
            (polres.folder / "keys").mkdir(exist_ok=True)
            (polres.folder / "keys" / key.name).write_bytes(key.read_bytes())
        assert ask(polres, "tell", cases=cases) == ask(post, "tell", cases=cases)
        assert "0 violations" in polres.manage("check_invariants")
        more = ask(polres, "open_cases", unit=UNIT, answers=REPORT, cases=1)
        assert min(more) > max(cases)
        with pytest.raises(AssertionError, match="holds cases"):
            polres.manage("move_from_sqlite", str(post.folder / "alur.sqlite3"))
