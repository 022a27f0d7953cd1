"""Every scenario of every package, run through the desk's own services; and the command that people call."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from cases.simulation import run_scenarios
from cases.simulation.surroundings import surroundings_of
from tests.harness.processes import ROOT
from tests.unit.bpmn.diagram import bpmn
from workflows.packages import Package, Scenario, read

FOLDERS = sorted(
    path.parent
    for root in ("fixtures/procedures", "tests/packages")
    for path in (ROOT / root).glob("*/procedure.yaml")
)
PACKAGES = {folder.name: read(folder) for folder in FOLDERS}
AROUND = {
    folder.name: surroundings_of(ROOT / "fixtures/procedures" / folder.name, PACKAGES[folder.name])
    for folder in FOLDERS
}
SCENARIOS = [
    pytest.param(package, scenario, id=f"{key}: {scenario.name}")
    for key, package in PACKAGES.items()
    for scenario in package.scenarios
]


def rows() -> dict[str, int]:
    """How many rows each table of the product has."""
    own = (
        model
        for model in apps.get_models()
        if model._meta.app_label in ("cases", "workflows", "organization")
    )
    return {model._meta.label: model.objects.count() for model in own}


@pytest.mark.django_db
@pytest.mark.parametrize(("package", "scenario"), SCENARIOS)
def test_scenario_passes_and_leaves_nothing(package: Package, scenario: Scenario) -> None:
    before = rows()
    (result,) = run_scenarios(package, [scenario], around=AROUND[package.key])
    assert result.passed, "\n".join(result.failures)
    assert rows() == before


def test_every_package_has_scenarios() -> None:
    assert {key for key, package in PACKAGES.items() if not package.scenarios} == set()
    assert len(PACKAGES["sktlk"].scenarios) >= 17


# The command ---------------------------------------------------------------------------------------------------

DIAGRAM = bpmn(
    "s:start ask:user x:xor split:and a:user b:service w:catch j:and e:end late:boundary e2:end",
    "s>ask>x>split>a>j",
    "split>w>b>j>e",
    "x>e",
    "late>e2",
    extra={"x": 'default="x_e"', "late": 'attachedToRef="ask" cancelActivity="true"'},
    inside={
        "w": "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>",
        "late": "<timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition>",
    },
    conditions={"x_split": "=both"},
)
BOTH = """
name: both ways
given: {at: "2026-11-23T09:00:00+08:00"}
start: {}
steps:
  - {complete: ask, with: {both: true}}
  - {expect: {status: running, open: [a, w], timers: [{element: w, due: "2026-11-23T10:00:00+08:00"}]}}
  - {advance: PT1H}
  - {complete: a}
expect: {status: completed, completed: [ask, b, a], incidents: []}
"""
LATE = """
name: nobody came
given: {at: "2026-11-23T09:00:00+08:00"}
start: {}
steps:
  - {advance: P2D}
expect: {status: completed, completed: [], open: [], timers: []}
"""
WRONG = BOTH.replace("completed: [ask, b, a]", "completed: [ask]").replace("both ways", "wrong")


@pytest.fixture
def diagram(tmp_path: Path) -> Path:
    path = tmp_path / "two_tasks.bpmn"
    path.write_bytes(DIAGRAM)
    return path


def simulate(*arguments: object, database: Path, lang: str = "en") -> tuple[int, dict[str, Any]]:
    """Exit status and answer of the command in a process of its own, on a database that has no table yet."""
    run = subprocess.run(
        [sys.executable, "manage.py", "simulate", *map(str, arguments), "--json", "--lang", lang],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{database}",
            "ALUR_DATA_DIR": str(database.parent),
            "ALUR_KEYS_DIR": str(database.parent / "keys"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.stdout.startswith("{"), run.stderr
    return run.returncode, json.loads(run.stdout)


def scenario_file(folder: Path, text: str) -> Path:
    path = folder / f"scenario_{len(list(folder.iterdir()))}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.sqlite_only
def test_bare_diagram_runs_in_memory_where_no_database_is_set_up(diagram: Path, tmp_path: Path) -> None:
    database = tmp_path / "none.sqlite3"
    files = [scenario_file(tmp_path, text) for text in (BOTH, LATE)]
    status, answer = simulate(diagram, "--scenario", files[0], "--scenario", files[1], database=database)
    assert status == 0, answer
    assert [row["passed"] for row in answer["scenarios"]] == [True, True]
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("select count(*) from sqlite_master").fetchone() == (0,)
    assert not (tmp_path / "keys").exists()


@pytest.mark.sqlite_only
def test_unmet_scenario_exits_with_one_and_names_it(diagram: Path, tmp_path: Path) -> None:
    wrong = scenario_file(tmp_path, WRONG)
    status, answer = simulate(diagram, "--scenario", wrong, database=tmp_path / "none.sqlite3")
    assert status == 1
    assert "expected completed [ask]" in answer["scenarios"][0]["failures"][0]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<definitions", id="broken XML"),
        pytest.param(b'<!DOCTYPE x [<!ENTITY a "b">]>' + DIAGRAM, id="DOCTYPE"),
        pytest.param(bpmn("s:start a:user x:xor b:user j:and e:end", "s>x>a>j>e", "x>b>j"), id="deadlock"),
    ],
)
def test_broken_diagram_exits_with_two_and_runs_nothing(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.bpmn"
    path.write_bytes(content)
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("simulate", str(path), "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert end.value.code == 2
    assert answer["scenarios"] == []
    assert [row for row in answer["findings"] if row["severity"] == "error" and row["message"]]


@pytest.mark.django_db
def test_bare_diagram_runs_on_this_database(diagram: Path) -> None:
    from workflows.packages import read_scenario

    scenarios = [read_scenario(text.encode(), "x.yaml").value for text in (BOTH, LATE, WRONG)]
    before = rows()
    results = run_scenarios(read(diagram), scenarios)
    assert [result.passed for result in results] == [True, True, False], results
    assert rows() == before
