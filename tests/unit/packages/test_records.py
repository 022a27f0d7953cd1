"""YAML becomes dataclasses; keys that look like something else stay words; nothing stops at the first fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.packages import fill, scenario
from workflows.packages.definition import ProcedureDefinition
from workflows.packages.message import MessageDefinition
from workflows.packages.records import read_record
from workflows.packages.reference import reference
from workflows.packages.scenario import Scenario

from . import samples


def scenario_of(text: str) -> tuple[Scenario, list[str]]:
    record = read_record(text.encode(), Scenario, "s.yaml")
    return record.value, [found.code for found in record.findings]


def steps_of(text: str) -> tuple[scenario.AnyStep, ...]:
    found, codes = scenario_of(f"name: x\nsteps:\n  - {text}\n")
    assert codes == []
    return found.steps


def test_the_sample_reads_as_written() -> None:
    record = read_record(samples.PROCEDURE.encode(), ProcedureDefinition, "procedure.yaml")
    assert record.findings == ()
    definition = record.value
    assert (definition.key, definition.version, definition.enabled) == ("kunjungan", "1.0", True)
    assert definition.title.in_("en") == "Guest book"
    assert definition.state("SELESAI").title.in_("en") == "Done"
    assert definition.clock("layanan").escalate[0].to == "role:pamapta"
    assert definition.search[0].as_ == "purpose"
    assert definition.privacy.sealed == "=false"
    with pytest.raises(KeyError):
        definition.document("lain")


def test_on_and_no_are_words() -> None:
    record = read_record(
        b"on: no\nto: role:x\nchannels: [sms]\ntext: {id: ya, en: yes}", MessageDefinition, "m.yaml"
    )
    assert record.findings == ()
    assert (record.value.on, record.value.kind, record.value.text.en) == ("no", "step", "yes")


def test_dates_in_answers_stay_text_and_numbers_stay_numbers() -> None:
    (step,) = steps_of(
        "{complete: a, by: b, with: {born: 2026-11-23, n: 3, x: 1.5, ok: true, none: null, t: '4'}}"
    )
    assert isinstance(step, scenario.Complete)
    assert step.with_ == {"born": "2026-11-23", "n": 3, "x": 1.5, "ok": True, "none": None, "t": "4"}


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("{complete: a, by: b, attach: {x: y.pdf}, index: 1, case: 2}", scenario.Complete(
            complete="a", by="b", attach={"x": "y.pdf"}, index=1, case=2)),
        ("{claim: a, by: b}", scenario.Claim(claim="a", by="b")),
        ("{draft: a, by: b, with: {x: 1}}", scenario.Draft(draft="a", by="b", with_={"x": 1})),
        ("{advance: PT8M}", scenario.Advance(advance="PT8M")),
        ('{advance_to: "2026-11-23T09:00:00+08:00"}', scenario.AdvanceTo(advance_to="2026-11-23T09:00:00+08:00")),
        ("{message: {name: n, key: 7, with: {x: 1}}}", scenario.Message(
            message=scenario.MessageGiven(name="n", key=7, with_={"x": 1}))),
        ("{signal: {name: n}}", scenario.Signal(signal=scenario.SignalGiven(name="n"))),
        ("{fail: a, error: E}", scenario.Fail(fail="a", error="E")),
        ("{fail: {job: a, error: E}, index: 1}", scenario.Fail(fail="a", error="E", index=1)),
        ("{fail: {job: a}}", scenario.Fail(fail="a")),
        ("{cancel: {by: b, reason: r}}", scenario.Cancel(by="b", reason="r")),
        ("{cancel: true, by: b}", scenario.Cancel(by="b")),
        ("{refused: {complete: a, by: b, code: c}}", scenario.Refused(
            refused=scenario.Complete(complete="a", by="b"), code="c")),
        ("{refused: {cancel: {by: b}, code: c}}", scenario.Refused(refused=scenario.Cancel(by="b"), code="c")),
        ("{expect: {open: [], state: S}, case: 1}", scenario.Expect(
            expect=scenario.Expectation(open=(), state="S"), case=1)),
    ],
)  # fmt: skip
def test_every_kind_of_step(text: str, step: scenario.AnyStep) -> None:
    assert steps_of(text) == (step,)


def test_what_is_not_expected_is_not_looked_at_and_an_empty_list_is() -> None:
    found, codes = scenario_of(
        "name: x\nexpect: {incidents: [], hidden_from: [a], opened: [{procedure: p, unit: u}]}"
    )
    assert codes == []
    assert (found.expect.incidents, found.expect.open) == ((), None)
    assert found.expect.opened == ({"procedure": "p", "unit": "u"},)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("name: x\nsteps: [{compleet: a}]", ["PKG-103"]),
        ("name: x\nsteps: [{}]", ["PKG-115"]),
        ("name: x\nsteps: [later]", ["PKG-105"]),
        ("name: x\nsteps: {complete: a}", ["PKG-105"]),
        ("name: x\nstart: {by: a, chanel: b}", ["PKG-103"]),
        ("name: x\nexpect: {status: done}", ["PKG-107"]),
        ("name: x\nsteps: [{complete: a, index: first}]", ["PKG-105"]),
        ("name: x\nsteps: [{complete: a, index: true}]", ["PKG-105"]),
        ("name: x\nsteps: [{refused: {complete: a}}]", ["PKG-104"]),
        ("steps: []", ["PKG-104"]),
        ("name: x\nname: y", ["PKG-108"]),
        ("name: !!python/object:os.system x", ["PKG-113"]),
        ("? [a, b]\n: c\nname: x", ["PKG-112"]),
        ("- a\n- b", ["PKG-105"]),
        ("", ["PKG-104"]),
        ("name:", ["PKG-105"]),
        (
            "name: x\nfoo: 1\nbar: 2\nsteps: [{complete: 1 2, with: 5}]",
            ["PKG-114", "PKG-114", "PKG-106", "PKG-105"],
        ),
    ],
)
def test_faults_are_findings_and_all_of_them(text: str, codes: list[str]) -> None:
    assert scenario_of(text)[1] == codes


def test_bytes_that_are_no_text_and_depth_without_end_are_findings() -> None:
    assert [f.code for f in read_record(b"name: \xff", Scenario, "s").findings] == ["PKG-102"]
    assert [f.code for f in read_record(b"a: " + b"[" * 60 + b"]" * 60, Scenario, "s").findings] == [
        "PKG-111"
    ]
    assert [f.code for f in read_record(b"[" * 5000, Scenario, "s").findings] == ["PKG-101"]
    assert [f.code for f in read_record(b"#" * 1_000_001, Scenario, "s").findings] == ["PKG-110"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    record = read_record(text.encode(errors="surrogatepass"), Scenario, "s.yaml")
    assert isinstance(record.value, Scenario)


def test_placeholders_are_filled_and_escaped() -> None:
    context = {"nomor": "A&B/1", "daftar": ["x", "y"], "n": 3}
    assert fill("No {{ nomor }}: {{daftar}}, {{ n + 1 }}{{ tidak_ada }}", context) == "No A&B/1: x, y, 4"
    assert fill("{{ nomor }}", context, lambda text: text.replace("&", "&amp;")) == "A&amp;B/1"


def test_the_reference_of_keys_is_current() -> None:
    page = Path(__file__).parents[3] / "docs" / "procedure-package.md"
    assert page.read_text(encoding="utf-8") == reference(), "run: python -m workflows.packages.reference"
