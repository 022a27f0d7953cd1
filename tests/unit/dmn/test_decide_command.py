"""`manage.py decide`: value as JSON on standard output, reasons on standard error, status 0 or 2."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.unit.dmn.build import decision, input_data, literal, table, xml
from workflows.management.commands.decide import Command

RULES = [(["< 18"], ['"minor"', "0.1"]), ([">= 18"], ['"adult"', "2"])]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ages.dmn"
    body = input_data("age", "number") + input_data("day", "date")
    body += decision("group", table(["age"], RULES, outputs=("class", "rate")), inputs=["age"])
    path.write_bytes(xml(body + decision("next", literal('day + duration("P1D")'), inputs=["day"])))
    return path


def run(*arguments: Any) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(Command(stdout=out, stderr=err), *map(str, arguments))
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_value_is_json(file: Path) -> None:
    status, out, err = run(file, "group", "--input", '{"age": 17}')
    assert (status, json.loads(out), err) == (0, {"class": "minor", "rate": 0.1}, "")
    assert json.loads(run(file, "d_next", "--input", '{"day": "2026-12-31"}')[1]) == "2027-01-01"


def test_reasons_go_to_standard_error_in_the_language_asked(file: Path) -> None:
    status, out, err = run(file, "group", "--input", '{"age": "x"}', "--lang", "en")
    assert (status, out.strip()) == (0, "null")
    assert "'age' isn't of type number" in err
    assert "bukan jenis number" in run(file, "group", "--input", '{"age": "x"}')[2]


def test_why_shows_the_rules_that_matched(file: Path) -> None:
    shown = json.loads(run(file, "group", "--input", '{"age": 17}', "--why")[1])
    assert shown["matches"][0]["rule_index"] == 1
    assert shown["matches"][0]["inputs"] == {"age": 17}


@pytest.mark.parametrize(
    ("name", "decision_name", "data"),
    [
        ("ages.dmn", "nobody", "{}"),
        ("missing.dmn", "group", "{}"),
        ("ages.dmn", "group", "{"),
        ("ages.dmn", "group", "[]"),
        ("ages.dmn", "group", "[" * 100_000),
    ],
)
def test_what_cannot_be_asked_is_status_2(file: Path, name: str, decision_name: str, data: str) -> None:
    status, out, err = run(file.parent / name, decision_name, "--input", data)
    assert (status, out) == (2, "")
    assert err.strip()


def test_a_file_that_is_no_model_is_status_2(tmp_path: Path) -> None:
    path = tmp_path / "x.dmn"
    path.write_bytes(b"<!DOCTYPE a><a/>")
    assert run(path, "group")[0] == 2


def test_imported_models_are_found_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "lib.dmn").write_bytes(xml(decision("a", literal("1")), namespace="http://example.test/lib"))
    needs = '<informationRequirement><requiredDecision href="http://example.test/lib#d_a"/></informationRequirement>'
    body = '<import name="lib" namespace="http://example.test/lib" importType="DMN"/>'
    body += f'<decision id="d" name="d">{needs}{literal("lib.a + 1")}</decision>'
    (tmp_path / "main.dmn").write_bytes(xml(body))
    assert run(tmp_path / "main.dmn", "d")[1].strip() == "2"
